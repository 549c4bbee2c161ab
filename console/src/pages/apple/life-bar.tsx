import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import { regionOf } from "../../app/language.ts";

const day = 86_400_000;
/** In the last of them it is time to renew. */
const soonDays = 30;

const useStyles = makeStyles({
	box: { display: "grid", gap: "4px", minWidth: 0 },
	bar: { display: "block", width: "100%", height: "14px", borderRadius: "3px" },
	ends: {
		display: "flex",
		justifyContent: "space-between",
		flexWrap: "wrap",
		columnGap: tokens.spacingHorizontalM,
		color: tokens.colorNeutralForeground3,
		fontSize: tokens.fontSizeBase200,
	},
});

/** What is left of a certificate or token: the time that is gone, the time that is left, and the last thirty days. */
export function LifeBar({ from, to }: { readonly from: string; readonly to: string }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("apple");
	const [begin, end, now] = [Date.parse(from), Date.parse(to), Date.now()];
	const whole = Math.max(1, end - begin);
	const gone = Math.min(1, Math.max(0, (now - begin) / whole));
	const soon = Math.max(0, 1 - (soonDays * day) / whole);
	const days = Math.floor((end - now) / day);
	const color =
		days < 0 || days < 7
			? tokens.colorPaletteRedBorderActive
			: days < soonDays
				? tokens.colorPaletteMarigoldBorderActive
				: tokens.colorPaletteGreenBorderActive;
	const percent = (part: number) => `${part * 100}%`;
	const date = (at: number) => new Date(at).toLocaleDateString(regionOf(i18n.language), { dateStyle: "medium" });
	return (
		<div className={styles.box}>
			<Text weight="semibold" style={{ color: days < soonDays ? color : undefined }}>
				{days < 0 ? t("life.ended", { count: -days }) : t("life.left", { count: days })}
			</Text>
			<svg className={styles.bar} role="img" aria-label={days < 0 ? t("life.ended", { count: -days }) : t("life.left", { count: days })}>
				<rect width="100%" height="14" rx="3" style={{ fill: tokens.colorNeutralBackground5 }} />
				<rect x={percent(gone)} width={percent(1 - gone)} height="14" rx="3" style={{ fill: color }} />
				<line
					x1={percent(soon)}
					x2={percent(soon)}
					y1="0"
					y2="14"
					style={{ stroke: tokens.colorNeutralForeground1, strokeDasharray: "2 2" }}
				/>
			</svg>
			<div className={styles.ends}>
				<span>{date(begin)}</span>
				<span>{t("life.renew-from", { date: date(end - soonDays * day) })}</span>
				<span>{date(end)}</span>
			</div>
		</div>
	);
}
