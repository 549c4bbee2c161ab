import { makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";

const useStyles = makeStyles({
	row: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalM, flexWrap: "wrap" },
	drawing: { flex: "1 1 160px", minWidth: 0, height: "20px", maxWidth: "420px" },
	told: { fontWeight: tokens.fontWeightSemibold, fontVariantNumeric: "tabular-nums" },
});

const gap = 4;

/** Devices of a limit, one field each: which are taken, and which are free. cap null: no limit. */
export function CapBar({ used, cap }: { readonly used: number; readonly cap: number | null }) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const fields = Math.max(cap ?? 0, used, 1);
	const full = cap !== null && used >= cap;
	const color = full ? tokens.colorPaletteRedBackground3 : tokens.colorBrandBackground;
	const width = 100 / fields;
	return (
		<div className={styles.row}>
			<svg className={styles.drawing} aria-hidden="true">
				{Array.from({ length: fields }, (_, at) => at).map((at) => (
					<rect
						key={at}
						x={`${at * width}%`}
						height="20"
						rx="3"
						style={{ width: `calc(${width}% - ${gap}px)`, fill: at < used ? color : tokens.colorNeutralBackground4 }}
					/>
				))}
			</svg>
			<span className={styles.told}>
				{cap === null ? t("cap.unlimited", { count: used }) : t(full ? "cap.full" : "cap.of", { used, cap })}
			</span>
		</div>
	);
}
