import { Badge, makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { CheckmarkCircleFilled, CircleRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useIsDemo } from "../../app/use-is-demo.ts";
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

/** In the order in which they are done: the licences of a plan are given by the file of users. */
const steps = [
	["organization", "/settings", { part: "organization" }],
	["authority", "/settings", { part: "authority" }],
	["domain", "/settings", { part: "domains" }],
	["pushCertificate", "/apple/push-certificate", {}],
	["plans", "/licences", {}],
	["users", "/users/import", {}],
	["licences", "/users", {}],
	["terms", "/policies/terms", {}],
	["ade", "/apple/tokens", {}],
	["tried", "/tries", {}],
] as const;

const optional: readonly string[] = ["terms", "ade"];

/** Nothing is open any more that enrollment needs. */
export const isSetUp = (setUp: OverviewAnswer["setUp"]) => steps.every(([step]) => setUp[step] || optional.includes(step));

/** A service that nobody has used yet: what comes first, and what of it is done. Where phones come already, only what is still open. */
export function FirstSteps({ setUp }: { readonly setUp: OverviewAnswer["setUp"] }) {
	const styles = useStyles();
	const { t } = useTranslation("overview");
	const demo = useIsDemo();
	const told = setUp.tried ? steps.filter(([step]) => !setUp[step] && !optional.includes(step)) : steps;
	return (
		<Section title={t(setUp.tried ? "first.open" : "first.title")}>
			{setUp.tried ? null : <p className={styles.text}>{t("first.text")}</p>}
			<ol className={styles.list}>
				{told.map(([step, to, search]) => {
					const done = setUp[step];
					const Mark = done ? CheckmarkCircleFilled : CircleRegular;
					const simulated = demo && step === "tried";
					return (
						<li key={step} className={styles.row}>
							<Mark className={mergeClasses(styles.mark, done && styles.done)} aria-label={t(done ? "first.done" : "first.todo")} />
							<div>
								<h3 className={styles.name}>
									{t(`first.${step}`)} {optional.includes(step) ? <Badge appearance="outline">{t("first.optional")}</Badge> : null}
								</h3>
								<p className={styles.why}>
									{t(simulated ? "first.tried-demo" : `first.${step}-why`, { url: `${window.location.origin}/enroll` })}
								</p>
							</div>
							{done ? null : (
								<Link to={(simulated ? "/tour" : to) as "/"} search={(simulated ? {} : search) as never} className={styles.go}>
									{t(simulated ? "first.tried-demo-go" : `first.${step}-go`)} ›
								</Link>
							)}
						</li>
					);
				})}
			</ol>
		</Section>
	);
}
