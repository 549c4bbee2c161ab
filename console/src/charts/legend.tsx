import { makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";

export interface Series {
	readonly key: string;
	readonly name: string;
	/** Of the theme's tokens. */
	readonly color: string;
}

const useStyles = makeStyles({
	list: {
		display: "flex",
		flexWrap: "wrap",
		columnGap: tokens.spacingHorizontalL,
		rowGap: "2px",
		margin: 0,
		padding: 0,
		listStyleType: "none",
	},
	item: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS, fontSize: tokens.fontSizeBase200 },
	/** A colour that means something stays where the system sets all others (high contrast). */
	mark: { forcedColorAdjust: "none", width: "10px", height: "10px", borderRadius: "2px", flexShrink: 0 },
	total: { color: tokens.colorNeutralForeground3, fontVariantNumeric: "tabular-nums" },
});

/** Which color is what, and how much of it there is in all. */
export function Legend({ series, totals }: { readonly series: readonly Series[]; readonly totals?: readonly number[] }) {
	const styles = useStyles();
	const { i18n } = useTranslation();
	return (
		<ul className={styles.list}>
			{series.map(({ key, name, color }, at) => (
				<li key={key} className={styles.item}>
					<span className={styles.mark} style={{ backgroundColor: color }} />
					{name}
					{totals === undefined ? null : <span className={styles.total}>{(totals[at] ?? 0).toLocaleString(i18n.language)}</span>}
				</li>
			))}
		</ul>
	);
}
