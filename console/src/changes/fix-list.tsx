import { Badge, Button, Field, Input, makeStyles, Text, tokens } from "@fluentui/react-components";
import { WrenchRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../api/client.ts";
import { useMay } from "../api/session.ts";
import { CopyText } from "../components/copy-text.tsx";
import { ChangeDialog } from "./change-dialog.tsx";
import type { Done } from "./use-change.tsx";

export type NumberedFix = Answer<"GET", "/attempts/:reference">["fixes"][number];

const useStyles = makeStyles({
	list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalS },
	fix: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM },
	title: { flex: "1 1 240px", minWidth: 0 },
	command: { flexBasis: "100%" },
});

/**
 * How it is mended, the best first: a button where this service can do it, else what a person does elsewhere.
 *
 * @param what as POST /fixes names it: the reference of a try, the id of an incident
 */
export function FixList({
	what,
	fixes,
	onDone,
}: {
	readonly what: string;
	readonly fixes: readonly NumberedFix[];
	readonly onDone?: (done: Done) => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation();
	const may = useMay();
	const [open, setOpen] = useState<NumberedFix | null>(null);
	return (
		<>
			<ol className={styles.list}>
				{fixes.map((fix) => (
					<li key={fix.number} className={styles.fix}>
						<Text className={styles.title}>{fix.title}</Text>
						{fix.acts && may("fixes.preview") ? (
							<Button
								icon={<WrenchRegular />}
								appearance={fix === fixes.find(({ acts }) => acts) ? "primary" : "secondary"}
								onClick={() => setOpen(fix)}
							>
								{t(may("fixes.run") ? "fix.mend" : "fix.look")}
							</Button>
						) : (
							<Badge appearance="outline" color="informative">
								{t(fix.acts ? "fix.not-you" : "fix.by-hand")}
							</Badge>
						)}
						{fix.command === null || fix.acts ? null : (
							<span className={styles.command}>
								<CopyText text={fix.command} />
							</span>
						)}
					</li>
				))}
			</ol>
			{open === null ? null : (
				<FixDialog what={what} fix={open} onClose={() => setOpen(null)} {...(onDone === undefined ? {} : { onDone })} />
			)}
		</>
	);
}

interface Fix {
	readonly what: string;
	readonly fix: NumberedFix;
	readonly onClose: () => void;
	readonly onDone?: (done: Done) => void;
}

/** What a fix would do, what only a person knows filled in, then done. */
function FixDialog({ what, fix, onClose, onDone }: Fix) {
	const { t } = useTranslation();
	const [values, setValues] = useState<Readonly<Record<string, string>>>({});
	const whole = fix.needs.every((name) => (values[name] ?? "").trim() !== "");
	return (
		<ChangeDialog
			title={fix.title}
			path="/fixes"
			asking={{ query: {}, body: { what, number: fix.number, ...(fix.needs.length === 0 ? {} : { values }) } }}
			label={t("fix.mend")}
			ready={whole}
			allowed="fixes.run"
			onClose={onClose}
			{...(onDone === undefined ? {} : { onDone })}
		>
			{fix.needs.map((name) => (
				<Field key={name} label={t("fix.needs", { name })} required>
					<Input value={values[name] ?? ""} onChange={(_, { value }) => setValues({ ...values, [name]: value })} />
				</Field>
			))}
		</ChangeDialog>
	);
}
