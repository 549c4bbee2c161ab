import { Field, Input, Text } from "@fluentui/react-components";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../api/client.ts";
import { ChangeDialog } from "./change-dialog.tsx";
import type { Done } from "./use-change.tsx";

export type NumberedFix = Answer<"GET", "/attempts/:reference">["fixes"][number];

interface Props {
	/** The reference of a try, or the id of an incident. */
	readonly what: string;
	readonly fix: NumberedFix;
	/** Whether a toast tells what it did. */
	readonly tell?: boolean;
	readonly onClose: () => void;
	readonly onDone?: (done: Done) => void;
}

/** A fix before it is run: what only a person knows is filled in, and shown is what would come of it. What it did, its list tells (FixDone), or a toast. */
export function FixDialog({ what, fix, tell = false, onClose, onDone }: Props) {
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
			tell={tell}
			onClose={onClose}
			{...(onDone === undefined ? {} : { onDone })}
		>
			{fix.needs.map((name) => (
				<Field key={name} label={t([`needs.${name}`, "needs.other"], { name })} required>
					<Input
						value={values[name] ?? ""}
						onChange={(_, { value }) => setValues((before) => ({ ...before, [name]: value }))}
						maxLength={320}
						autoComplete="off"
						spellCheck={false}
					/>
				</Field>
			))}
			{whole ? null : <Text>{t("fix.fill-in")}</Text>}
		</ChangeDialog>
	);
}
