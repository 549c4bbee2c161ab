import { makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

export interface Bar {
	readonly key: string;
	readonly name: ReactNode;
	/** Drawn one after another, in colors of the theme's tokens. */
	readonly parts: readonly { readonly value: number; readonly color: string }[];
	/** At the end of the row, in words or numbers. */
	readonly told: ReactNode;
	/** Where the value may go up to: a limit, seats. */
	readonly cap?: number;
}

const useStyles = makeStyles({
	// One grid for all rows, so that every length begins and ends alike.
	list: {
		display: "grid",
		gridTemplateColumns: "minmax(90px, max-content) minmax(40px, 1fr) max-content",
		gap: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
		margin: 0,
		padding: 0,
		listStyleType: "none",
		"@media (max-width: 599px)": { gridTemplateColumns: "minmax(0, 1fr) max-content" },
	},
	row: { display: "grid", gridColumn: "1 / -1", gridTemplateColumns: "subgrid", alignItems: "center" },
	name: { minWidth: 0, maxWidth: "24ch", overflowWrap: "anywhere" },
	drawing: { display: "block", width: "100%", height: "16px", "@media (max-width: 599px)": { gridColumn: "1 / -1", gridRow: 2 } },
	told: { textAlign: "right", fontVariantNumeric: "tabular-nums", color: tokens.colorNeutralForeground2 },
});

/** Lengths that people compare, one under the other, all on the same scale. Everything drawn stands in words beside it. */
export function Bars({ label, bars, maximum }: { readonly label: string; readonly bars: readonly Bar[]; readonly maximum?: number }) {
	const styles = useStyles();
	const lengths = bars.map(({ parts, cap = 0 }) =>
		Math.max(
			cap,
			parts.reduce((sum, { value }) => sum + value, 0),
		),
	);
	const whole = Math.max(1, maximum ?? Math.max(0, ...lengths));
	const percent = (value: number) => `${(value / whole) * 100}%`;
	return (
		<ul className={styles.list} aria-label={label}>
			{bars.map(({ key, name, parts, told, cap }) => {
				let before = 0;
				return (
					<li key={key} className={styles.row}>
						<span className={styles.name}>{name}</span>
						<svg className={styles.drawing} aria-hidden="true">
							<rect width="100%" height="16" rx="3" style={{ fill: tokens.colorNeutralBackground3 }} />
							{parts.map(({ value, color }) => {
								const from = before;
								before += value;
								return value === 0 ? null : (
									<rect key={`${from} ${color}`} x={percent(from)} width={percent(value)} height="16" rx="2" style={{ fill: color }} />
								);
							})}
							{cap === undefined ? null : (
								<line
									x1={percent(cap)}
									x2={percent(cap)}
									y1="0"
									y2="16"
									style={{ stroke: tokens.colorNeutralForeground1, strokeWidth: 2 }}
								/>
							)}
						</svg>
						<span className={styles.told}>{told}</span>
					</li>
				);
			})}
		</ul>
	);
}
