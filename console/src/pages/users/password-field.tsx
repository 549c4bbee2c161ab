import { Button, Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { newPassword } from "./new-password.ts";

const useStyles = makeStyles({
	row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS, alignItems: "center" },
	typed: { flex: "1 1 240px", minWidth: 0, "& input": { minWidth: 0, fontFamily: tokens.fontFamilyMonospace } },
});

/** A password for somebody else: it is seen while it is typed, for it has to be handed over. */
export function PasswordField({
	label,
	typed,
	onType,
}: {
	readonly label: string;
	readonly typed: string;
	readonly onType: (typed: string) => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	return (
		<div className={styles.row}>
			<Field className={styles.typed} label={label} hint={t("password.hint")} required>
				<Input value={typed} onChange={(_, { value }) => onType(value)} maxLength={256} autoComplete="off" spellCheck={false} />
			</Field>
			<Button onClick={() => onType(newPassword())}>{t("password.make")}</Button>
		</div>
	);
}
