import { makeStyles, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type DeviceState, deviceStates, stateColors } from "./device-states.ts";

const useStyles = makeStyles({
	bar: { display: "block", width: "100%", height: "14px", borderRadius: "3px", overflow: "hidden" },
	list: {
		display: "flex",
		flexWrap: "wrap",
		columnGap: tokens.spacingHorizontalL,
		rowGap: "4px",
		margin: 0,
		padding: 0,
		listStyleType: "none",
	},
	item: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS, fontSize: tokens.fontSizeBase200 },
	mark: { forcedColorAdjust: "none", width: "10px", height: "10px", borderRadius: "2px", flexShrink: 0 },
	link: { color: tokens.colorNeutralForeground1, textDecoration: "none", ":hover": { textDecoration: "underline" } },
	number: { fontVariantNumeric: "tabular-nums", fontWeight: tokens.fontWeightSemibold },
	box: { display: "grid", gap: tokens.spacingVerticalS, minWidth: 0 },
});

/** How many devices of a token are in each state: drawn, and each a way to them. */
export function StateCounts({
	token,
	counts,
	legend = true,
}: {
	readonly token: string;
	readonly counts: Readonly<Record<DeviceState, number>>;
	/** false: the numbers stand elsewhere on the page. */
	readonly legend?: boolean;
}) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("apple");
	const there = deviceStates.filter((state) => counts[state] > 0);
	const whole = Math.max(
		1,
		there.reduce((sum, state) => sum + counts[state], 0),
	);
	if (there.length === 0) return <span>{t("counts.none")}</span>;
	let before = 0;
	return (
		<div className={styles.box}>
			<svg className={styles.bar} aria-hidden="true">
				<rect width="100%" height="14" style={{ fill: tokens.colorNeutralBackground3 }} />
				{there.map((state) => {
					const from = before;
					before += counts[state];
					// What there is is seen, be it one of a hundred thousand.
					const width = `max(3px, ${(counts[state] / whole) * 100}%)`;
					return <rect key={state} x={`${(from / whole) * 100}%`} height="14" style={{ fill: stateColors[state], width }} />;
				})}
			</svg>
			{legend ? (
				<ul className={styles.list} aria-label={t("counts.label")}>
					{there.map((state) => (
						<li key={state} className={styles.item}>
							<span className={styles.mark} style={{ backgroundColor: stateColors[state] }} />
							<Link to="/apple/devices" search={{ token, state }} className={styles.link}>
								{t(`states.${state}`)} <span className={styles.number}>{counts[state].toLocaleString(i18n.language)}</span>
							</Link>
						</li>
					))}
				</ul>
			) : null}
		</div>
	);
}
