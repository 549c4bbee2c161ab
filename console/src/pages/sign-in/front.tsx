import { Button, makeStyles, Spinner, Title2, tokens } from "@fluentui/react-components";
import { type ReactNode, Suspense, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { changeLanguage } from "../../app/i18n.ts";
import { ReachNote } from "../../app/reach-note.tsx";

const useStyles = makeStyles({
	page: {
		minHeight: "100dvh",
		boxSizing: "border-box",
		display: "grid",
		alignContent: "center",
		justifyItems: "center",
		gap: tokens.spacingVerticalL,
		padding: tokens.spacingHorizontalL,
		backgroundColor: tokens.colorNeutralBackground2,
	},
	card: {
		display: "grid",
		gap: tokens.spacingVerticalL,
		width: "100%",
		maxWidth: "440px",
		boxSizing: "border-box",
		padding: tokens.spacingHorizontalXXL,
		backgroundColor: tokens.colorNeutralBackground1,
		border: `1px solid ${tokens.colorNeutralStroke2}`,
		borderRadius: tokens.borderRadiusXLarge,
		boxShadow: tokens.shadow8,
		"@media (max-width: 479px)": { padding: tokens.spacingHorizontalL },
	},
	brand: { fontWeight: tokens.fontWeightSemibold, color: tokens.colorBrandForeground1 },
	name: { margin: 0, overflowWrap: "anywhere" },
	text: { color: tokens.colorNeutralForeground2, marginTop: tokens.spacingVerticalXS },
	foot: { display: "flex", gap: tokens.spacingHorizontalS },
});

/** The frame of the pages for whoever has not signed in: one card, and the choice of the language. */
export function Front({ title, text, children }: { readonly title: string; readonly text?: ReactNode; readonly children: ReactNode }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("sign-in");
	useEffect(() => {
		document.title = `${title} - Genkan`;
	}, [title]);
	return (
		<main id="main" className={styles.page}>
			<div className={styles.card}>
				<ReachNote />
				<div>
					<span className={styles.brand}>Genkan</span>
					<Title2 as="h1" block className={styles.name}>
						{title}
					</Title2>
					{text === undefined ? null : <div className={styles.text}>{text}</div>}
				</div>
				<Suspense fallback={<Spinner label={t("app:loading")} />}>{children}</Suspense>
			</div>
			<div className={styles.foot}>
				{(["ja", "en"] as const).map((one) => (
					<Button
						key={one}
						size="small"
						appearance="subtle"
						lang={one}
						aria-pressed={i18n.language === one}
						onClick={() => void changeLanguage(one)}
					>
						{one === "ja" ? "日本語" : "English"}
					</Button>
				))}
			</div>
		</main>
	);
}
