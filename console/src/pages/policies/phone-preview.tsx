import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";

const useStyles = makeStyles({
	figure: { margin: 0, display: "grid", gap: tokens.spacingVerticalS, minWidth: 0 },
	phone: {
		border: "8px solid #3a3a3a",
		borderRadius: "36px",
		padding: "28px 16px 20px",
		backgroundColor: "#ffffff",
		color: "#1a1a1a",
		height: "460px",
		overflowY: "auto",
		boxSizing: "border-box",
		overflowWrap: "anywhere",
		lineHeight: 1.6,
		fontSize: "14px",
	},
	title: { fontSize: "17px", fontWeight: 600, margin: "0 0 4px" },
	version: { color: "#5c5c5c", margin: "0 0 12px", fontSize: "12px" },
	part: { whiteSpace: "pre-line", margin: "0 0 12px" },
	buttons: { display: "grid", gap: "8px", marginTop: "16px" },
	button: { padding: "10px", textAlign: "center", borderRadius: "10px", backgroundColor: "#0b5cad", color: "#ffffff", fontWeight: 600 },
	second: { padding: "10px", textAlign: "center", borderRadius: "10px", border: "1px solid #6b6b6b" },
	caption: { color: tokens.colorNeutralForeground3 },
});

/** The terms as the enrollment page on a phone has them: text in paragraphs, as it stands. */
export function PhonePreview({
	language,
	title,
	body,
	version,
}: {
	readonly language: "en" | "ja";
	readonly title: string;
	readonly body: string;
	readonly version: number;
}) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const paragraphs = body.trim() === "" ? [] : body.trim().split(/\r?\n\s*\r?\n/);
	return (
		<figure className={styles.figure}>
			{/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard. */}
			<section className={styles.phone} lang={language} tabIndex={0} aria-label={t(`terms.on-phone-${language}`)}>
				<p className={styles.title}>{title || "…"}</p>
				<p className={styles.version}>{language === "ja" ? `第${version}版` : `Version ${version}`}</p>
				{paragraphs.map((part, at) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: paragraphs have no name but their place.
					<p key={at} className={styles.part}>
						{part}
					</p>
				))}
				<div className={styles.buttons} aria-hidden>
					<span className={styles.button}>{language === "ja" ? "同意する" : "Accept"}</span>
					<span className={styles.second}>{language === "ja" ? "同意しない" : "Decline"}</span>
				</div>
			</section>
			<figcaption>
				<Text size={200} className={styles.caption}>
					{t(`terms.on-phone-${language}`)}
				</Text>
			</figcaption>
		</figure>
	);
}
