import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { CheckmarkCircleFilled, DismissCircleFilled, WarningFilled } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { regionOf } from "../../app/language.ts";
import { wall } from "../../app/wall.ts";
import { type OverviewAnswer, percent } from "./overview-answer.ts";

const useStyles = makeStyles({
	box: {
		display: "grid",
		gridTemplateColumns: "auto minmax(0, 1fr) auto",
		gap: tokens.spacingHorizontalL,
		alignItems: "start",
		padding: tokens.spacingHorizontalL,
		marginBottom: tokens.spacingVerticalL,
		borderRadius: tokens.borderRadiusLarge,
		borderLeft: "6px solid",
		"@media (max-width: 799px)": { gridTemplateColumns: "auto minmax(0, 1fr)" },
	},
	works: { backgroundColor: tokens.colorStatusSuccessBackground1, borderLeftColor: tokens.colorStatusSuccessBorderActive },
	trouble: { backgroundColor: tokens.colorStatusWarningBackground1, borderLeftColor: tokens.colorStatusWarningBorderActive },
	down: { backgroundColor: tokens.colorStatusDangerBackground1, borderLeftColor: tokens.colorStatusDangerBorderActive },
	icon: { fontSize: "36px", lineHeight: 1 },
	green: { color: tokens.colorStatusSuccessForeground1 },
	yellow: { color: tokens.colorStatusWarningForeground3 },
	red: { color: tokens.colorStatusDangerForeground1 },
	title: { margin: 0, fontSize: tokens.fontSizeBase600, lineHeight: tokens.lineHeightBase600, fontWeight: tokens.fontWeightSemibold },
	lines: { margin: "4px 0 0", padding: 0, listStyleType: "none", color: tokens.colorNeutralForeground2 },
	strong: { fontWeight: tokens.fontWeightSemibold, color: tokens.colorNeutralForeground1 },
	link: { color: tokens.colorBrandForegroundLink },
	totals: {
		display: "flex",
		flexWrap: "wrap",
		justifyContent: "end",
		gap: tokens.spacingHorizontalXL,
		margin: 0,
		"@media (max-width: 799px)": { gridColumn: "1 / -1", justifyContent: "start" },
		[`@media ${wall}`]: { gap: "56px" },
	},
	/** The sentence beside says it too, for whoever sits before the screen. */
	onWall: { [`@media not all and ${wall}`]: { display: "none" } },
	total: { display: "grid", justifyItems: "end", "@media (max-width: 799px)": { justifyItems: "start" } },
	name: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200, order: 2 },
	number: {
		margin: 0,
		fontSize: tokens.fontSizeBase500,
		lineHeight: tokens.lineHeightBase500,
		fontWeight: tokens.fontWeightSemibold,
		fontVariantNumeric: "tabular-nums",
	},
});

const looks = {
	works: { icon: CheckmarkCircleFilled, color: "green" },
	trouble: { icon: WarningFilled, color: "yellow" },
	down: { icon: DismissCircleFilled, color: "red" },
} as const;

/** Does enrollment work now? One sentence, and what it is judged by. */
export function StateBanner({ overview }: { readonly overview: OverviewAnswer }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("overview");
	const { state, judgedBy, totals, at } = overview;
	if (state === "nothing-yet") return null;
	const { icon: Icon, color } = looks[state];
	const title = state === "down" && judgedBy.blocking.length === 0 ? t("state.down-tries") : t(`state.${state}`);
	const ended = judgedBy.lately.filter((share) => share.ended > 0);
	const slips = judgedBy.lately.reduce((sum, share) => sum + share.slips, 0);
	return (
		<section className={mergeClasses(styles.box, styles[state])} aria-label={title}>
			<Icon className={mergeClasses(styles.icon, styles[color])} aria-hidden="true" />
			<div>
				<h2 className={styles.title}>{title}</h2>
				<ul className={styles.lines}>
					{judgedBy.blocking.map(({ id, title: cause }) => (
						<li key={id} className={styles.strong}>
							{t("state.because")}
							<Link to="/incidents/$id" params={{ id }} className={styles.link}>
								{cause}
							</Link>
						</li>
					))}
					{ended.length === 0 ? <li>{t("state.no-tries")}</li> : null}
					{ended.map((share) => (
						<li key={share.journey} className={mergeClasses(share.low && styles.strong)}>
							{t("state.share", {
								journey: t(`journeys.${share.journey}`),
								enrolled: share.enrolled.toLocaleString(i18n.language),
								ended: share.ended.toLocaleString(i18n.language),
								percent: percent(share.enrolled, share.ended, i18n.language),
							})}
						</li>
					))}
					{slips === 0 ? null : <li>{t("state.slips", { count: slips })}</li>}
					{judgedBy.errors === 0 ? null : <li>{t("state.errors", { count: judgedBy.errors })}</li>}
					{judgedBy.warnings === 0 ? null : <li>{t("state.warnings", { count: judgedBy.warnings })}</li>}
					{judgedBy.errors + judgedBy.warnings === 0 ? <li>{t("state.calm")}</li> : null}
				</ul>
			</div>
			<dl className={styles.totals}>
				{ended.map((share) => (
					<div key={share.journey} className={mergeClasses(styles.total, styles.onWall)}>
						<dt className={styles.name}>{t(`journeys.${share.journey}`)}</dt>
						<dd className={styles.number}>{percent(share.enrolled, share.ended, i18n.language)}</dd>
					</div>
				))}
				{(["devices", "users"] as const).map((one) => (
					<div key={one} className={styles.total}>
						<dt className={styles.name}>{t(`state.${one}`)}</dt>
						<dd className={styles.number} title={t("state.checked", { time: new Date(at).toLocaleTimeString(regionOf(i18n.language)) })}>
							{totals[one].toLocaleString(i18n.language)}
						</dd>
					</div>
				))}
			</dl>
		</section>
	);
}
