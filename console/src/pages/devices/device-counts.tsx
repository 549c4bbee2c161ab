import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";

const states = ["managed", "pending", "retire-pending", "wipe-pending", "retired", "wiped", "unenrolled", "replaced"] as const;

const useStyles = makeStyles({
	row: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalS, marginBottom: tokens.spacingVerticalM, minHeight: "34px" },
	one: {
		display: "inline-flex",
		gap: tokens.spacingHorizontalS,
		alignItems: "baseline",
		padding: "4px 12px",
		border: `1px solid ${tokens.colorNeutralStroke1}`,
		borderRadius: tokens.borderRadiusCircular,
		backgroundColor: tokens.colorNeutralBackground1,
		color: tokens.colorNeutralForeground1,
		fontFamily: tokens.fontFamilyBase,
		fontSize: tokens.fontSizeBase300,
		cursor: "pointer",
		":hover": { backgroundColor: tokens.colorNeutralBackground1Hover },
	},
	chosen: { border: `1px solid ${tokens.colorBrandStroke1}`, backgroundColor: tokens.colorBrandBackground2 },
	number: { fontWeight: tokens.fontWeightSemibold, fontVariantNumeric: "tabular-nums" },
});

/** How many there are in each state; each is the filter for it. Those of which there is none are left out. */
export function DeviceCounts({
	state,
	onState,
}: {
	readonly state: string | undefined;
	readonly onState: (state: string | undefined) => void;
}) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("devices");
	const { data } = useApi("/devices/counts", {}, { every: 30_000, keep: true });
	const shown = states.filter((one) => (data?.states[one] ?? 0) > 0);
	const chip = (key: string, text: string, count: number, value: string | undefined) => (
		<button
			key={key}
			type="button"
			aria-pressed={state === value}
			className={mergeClasses(styles.one, state === value && styles.chosen)}
			onClick={() => onState(value)}
		>
			{text} <span className={styles.number}>{count.toLocaleString(i18n.language)}</span>
		</button>
	);
	return (
		<div className={styles.row} role="group" aria-label={t("filter.state")}>
			{data === undefined || data.total === 0 ? null : chip("all", t("state.all"), data.total, undefined)}
			{data === undefined ? null : shown.map((one) => chip(one, t(`state.${one}`), data.states[one] ?? 0, one))}
		</div>
	);
}
