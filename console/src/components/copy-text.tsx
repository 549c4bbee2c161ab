import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { CheckmarkRegular, CopyRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";

const useStyles = makeStyles({
	row: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS, minWidth: 0 },
	text: { fontFamily: tokens.fontFamilyMonospace, overflowWrap: "anywhere", whiteSpace: "pre-wrap" },
});

/** A value that is copied rather than typed: a command, a DNS record, a reference. */
export function CopyText({ text }: { readonly text: string }) {
	const styles = useStyles();
	const { t } = useTranslation();
	const [copied, setCopied] = useState(false);
	return (
		<span className={styles.row}>
			<code className={styles.text}>{text}</code>
			<Button
				size="small"
				appearance="subtle"
				icon={copied ? <CheckmarkRegular /> : <CopyRegular />}
				aria-label={copied ? t("copy.copied") : t("copy.copy")}
				onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
				onBlur={() => setCopied(false)}
			/>
		</span>
	);
}
