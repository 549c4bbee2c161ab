import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { CheckmarkCircleFilled, CircleRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Section } from "../../components/section.tsx";
import type { OverviewAnswer } from "./overview-answer.ts";

const useStyles = makeStyles({
	text: { margin: 0, color: tokens.colorNeutralForeground2 },
	list: { margin: 0, padding: 0, listStyleType: "none", display: "grid", gap: tokens.spacingVerticalM },
	row: {
		display: "grid",
		gridTemplateColumns: "28px minmax(0, 1fr) max-content",
		columnGap: tokens.spacingHorizontalM,
		alignItems: "center",
		"@media (max-width: 599px)": { gridTemplateColumns: "28px minmax(0, 1fr)" },
	},
	mark: { fontSize: "24px", lineHeight: 1, color: tokens.colorNeutralForeground3 },
	done: { color: tokens.colorPaletteGreenForeground1 },
	name: { margin: 0, fontSize: tokens.fontSizeBase300, fontWeight: tokens.fontWeightSemibold },
	why: { margin: 0, color: tokens.colorNeutralForeground2 },
	go: {
		color: tokens.colorBrandForegroundLink,
		fontWeight: tokens.fontWeightSemibold,
		"@media (max-width: 599px)": { gridColumn: 2 },
	},
});

const steps = [
	["authority", "/settings"],
	["push-certificate", "/apple/push-certificate"],
	["domain", "/settings"],
	["users", "/users"],
	["licences", "/licences"],
	["tried", "/tries"],
] as const;

/** A service that nobody has used yet: what comes first, and what of it is done. */
export function FirstSteps({ setUp }: { readonly setUp: OverviewAnswer["setUp"] }) {
	const styles = useStyles();
	const { t } = useTranslation("overview");
	return (
		<Section title={t("first.title")}>
			<p className={styles.text}>{t("first.text")}</p>
			<ol className={styles.list}>
				{steps.map(([step, to]) => {
					const done = setUp[step === "push-certificate" ? "pushCertificate" : step];
					const Mark = done ? CheckmarkCircleFilled : CircleRegular;
					return (
						<li key={step} className={styles.row}>
							<Mark className={mergeClasses(styles.mark, done && styles.done)} aria-label={t(done ? "first.done" : "first.todo")} />
							<div>
								<h3 className={styles.name}>{t(`first.${step}`)}</h3>
								<p className={styles.why}>{t(`first.${step}-why`, { url: `${window.location.origin}/enroll` })}</p>
							</div>
							{done ? null : (
								<Link to={to as "/"} className={styles.go}>
									{t(`first.${step}-go`)} ›
								</Link>
							)}
						</li>
					);
				})}
			</ol>
		</Section>
	);
}
