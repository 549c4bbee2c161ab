import { Text } from "@fluentui/react-components";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../api/client.ts";
import { ChangeDialog } from "./change-dialog.tsx";
import { NeedField } from "./need-field.tsx";
import type { Done } from "./use-change.tsx";

export type NumberedFix = Answer<"GET", "/attempts/:reference">["fixes"][number];

export interface FixToRun {
	/** The reference of a try, or the id of an incident. */
	readonly what: string;
	readonly fix: NumberedFix;
	/** Told by whoever asked; without it by a toast. */
	readonly onDone?: ((done: Done) => void) | undefined;
}

/** A fix before it is run: what only a person knows is filled in, and shown is what would come of it. */
export function FixDialog({ what, fix, onDone, onClose }: FixToRun & { readonly onClose: () => void }) {
	const { t } = useTranslation("evidence");
	const [values, setValues] = useState<Readonly<Record<string, string>>>({});
	// Who types is not followed with a preview of each letter.
	const settled = useDeferredValue(values);
	const whole = fix.needs.every((name) => (settled[name] ?? "").trim() !== "");
	const filled = Object.fromEntries(fix.needs.map((name) => [name, (settled[name] ?? "").trim()]));
	return (
		<ChangeDialog
			title={fix.title}
			path="/fixes"
			asking={{ query: {}, body: { what, number: fix.number, ...(fix.needs.length === 0 ? {} : { values: filled }) } }}
			ready={whole}
			label={t("app:fix.mend")}
			allowed="fixes.run"
			tell={onDone === undefined}
			onClose={onClose}
			{...(onDone === undefined ? {} : { onDone })}
		>
			{fix.needs.map((name) => (
				<NeedField
					key={name}
					fix={fix}
					name={name}
					value={values[name] ?? ""}
					onValue={(value) => setValues((before) => ({ ...before, [name]: value }))}
				/>
			))}
			{whole ? null : <Text>{t("fix.fill-in")}</Text>}
		</ChangeDialog>
	);
}
