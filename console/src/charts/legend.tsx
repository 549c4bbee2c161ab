import { makeStyles, tokens } from "@fluentui/react-components";
import type { CSSProperties } from "react";
import { useTranslation } from "react-i18next";

export interface Series {
	readonly key: string;
	readonly name: string;
	/** Of the theme's tokens. */
	readonly color: string;
	/** Drawn with stripes: whoever does not tell red from green tells it by them. */
	readonly striped?: boolean;
}

/** What stands for it in words' company. */
export function markOf({ color, striped = false }: Pick<Series, "color" | "striped">): CSSProperties {
	const stripes = `repeating-linear-gradient(135deg, ${tokens.colorNeutralBackground1} 0 1.5px, transparent 1.5px 4px)`;
	return { backgroundColor: color, ...(striped ? { backgroundImage: stripes } : {}) };
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
			{series.map(({ key, name, ...look }, at) => (
				<li key={key} className={styles.item}>
					<span className={styles.mark} style={markOf(look)} />
					{name}
					{totals === undefined ? null : <span className={styles.total}>{(totals[at] ?? 0).toLocaleString(i18n.language)}</span>}
				</li>
			))}
		</ul>
	);
}
