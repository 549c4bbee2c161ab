import { makeStyles, tokens } from "@fluentui/react-components";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { markOf, type Series } from "./legend.tsx";
import { niceMaximum } from "./scale.ts";
import { useWidth } from "./use-width.ts";

export interface StackedColumn {
	readonly key: string;
	/** Whole: in the tooltip and the table. */
	readonly name: string;
	/** Under the axis; where there is no room some are left out. */
	readonly tick: string;
	/** In the order of the series. */
	readonly values: readonly number[];
}

interface Chart {
	/** What is drawn, in one sentence. */
	readonly label: string;
	/** Of the table's first column. */
	readonly over: string;
	readonly series: readonly Series[];
	readonly columns: readonly StackedColumn[];
	readonly height?: number;
}

const useStyles = makeStyles({
	box: { position: "relative", minWidth: 0 },
	drawing: { display: "block", width: "100%", overflow: "visible", ":focus-visible": { outline: `2px solid ${tokens.colorStrokeFocus2}` } },
	tip: {
		position: "absolute",
		top: "-4px",
		zIndex: 2,
		pointerEvents: "none",
		padding: tokens.spacingHorizontalS,
		borderRadius: tokens.borderRadiusMedium,
		backgroundColor: tokens.colorNeutralBackground1,
		boxShadow: tokens.shadow16,
		fontSize: tokens.fontSizeBase200,
		minWidth: "132px",
	},
	tipName: { fontWeight: tokens.fontWeightSemibold, whiteSpace: "nowrap" },
	tipRow: { display: "flex", justifyContent: "space-between", gap: tokens.spacingHorizontalM, fontVariantNumeric: "tabular-nums" },
	tipMark: { forcedColorAdjust: "none", display: "inline-block", width: "8px", height: "8px", borderRadius: "2px", marginRight: "6px" },
	table: {
		fontSize: tokens.fontSizeBase200,
		borderCollapse: "collapse",
		fontVariantNumeric: "tabular-nums",
		"& th, & td": { padding: "2px 10px 2px 0", textAlign: "right" },
		"& th:first-child": { textAlign: "left", fontWeight: tokens.fontWeightRegular },
	},
	scroll: { overflowX: "auto" },
	summary: { cursor: "pointer", fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground3, width: "fit-content" },
});

const left = 34;
const bottom = 18;
const top = 6;
const parts = 3;
const tickWidth = 46;

/** Columns of stacked values over time. Arrow keys go from column to column; the same stands in a table beside it. */
export function StackedColumns({ label, over, series, columns, height = 150 }: Chart) {
	const styles = useStyles();
	const { t, i18n } = useTranslation();
	const [box, width] = useWidth<HTMLDivElement>();
	const [shown, setShown] = useState<number | null>(null);
	const describes = useId();
	const stripes = useId();
	const sums = columns.map(({ values }) => values.reduce((sum, value) => sum + value, 0));
	const maximum = niceMaximum(Math.max(0, ...sums), parts);
	const inner = { width: Math.max(0, width - left), height: height - top - bottom };
	const step = inner.width / Math.max(1, columns.length);
	const bar = Math.max(2, Math.min(28, step * 0.72));
	const y = (value: number) => top + inner.height * (1 - value / maximum);
	const every = Math.max(1, Math.ceil(tickWidth / Math.max(1, step)));
	const number = new Intl.NumberFormat(i18n.language, { notation: "compact" });
	const move = (event: KeyboardEvent) => {
		const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
		if (event.key === "Escape") setShown(null);
		if (by === 0) return;
		event.preventDefault();
		setShown((now) => Math.min(columns.length - 1, Math.max(0, now === null ? columns.length - 1 : now + by)));
	};
	const column = shown === null ? undefined : columns[shown];
	return (
		<div>
			<div ref={box} className={styles.box} onPointerLeave={() => setShown(null)}>
				<svg
					className={styles.drawing}
					height={height}
					role="img"
					aria-label={label}
					aria-describedby={describes}
					// biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys go through the columns.
					tabIndex={0}
					onKeyDown={move}
					onBlur={() => setShown(null)}
				>
					{width === 0 ? null : (
						<>
							<pattern id={stripes} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
								<rect width="1.5" height="5" style={{ fill: tokens.colorNeutralBackground1 }} />
							</pattern>
							{Array.from({ length: parts + 1 }, (_, at) => (maximum / parts) * at).map((value) => (
								<g key={value}>
									<line
										x1={left}
										x2={width}
										y1={y(value)}
										y2={y(value)}
										style={{ stroke: value === 0 ? tokens.colorNeutralStroke1 : tokens.colorNeutralStroke3 }}
									/>
									<text
										x={left - 6}
										y={y(value)}
										dy="0.32em"
										textAnchor="end"
										style={{ fill: tokens.colorNeutralForeground3, fontSize: "var(--chart-text, 11px)" }}
									>
										{number.format(value)}
									</text>
								</g>
							))}
							{columns.map(({ key, values, tick }, at) => {
								const middle = left + step * (at + 0.5);
								let below = 0;
								return (
									<g key={key} onPointerEnter={() => setShown(at)}>
										<rect
											x={left + step * at}
											y={top}
											width={step}
											height={inner.height}
											style={{ fill: shown === at ? tokens.colorNeutralBackground1Hover : "transparent" }}
										/>
										{values.map((value, which) => {
											const from = below;
											below += value;
											if (value === 0) return null;
											// What is little beside much is still seen.
											const high = Math.max(1.5, y(from) - y(below));
											const { key: of = "", color = "", striped = false } = series[which] ?? {};
											const place = { x: middle - bar / 2, y: y(below), width: bar, height: high };
											return (
												<g key={of}>
													<rect {...place} style={{ fill: color }} />
													{striped ? <rect {...place} fill={`url(#${stripes})`} /> : null}
												</g>
											);
										})}
										{(columns.length - 1 - at) % every === 0 ? (
											<text
												x={Math.min(middle, width - 16)}
												y={height - 4}
												textAnchor="middle"
												style={{ fill: tokens.colorNeutralForeground3, fontSize: "var(--chart-text, 11px)" }}
											>
												{tick}
											</text>
										) : null}
									</g>
								);
							})}
						</>
					)}
				</svg>
				{column === undefined || shown === null ? null : (
					<div
						className={styles.tip}
						role="status"
						style={
							shown < columns.length / 2
								? { left: `${left + step * (shown + 1) + 4}px` }
								: { right: `${width - left - step * shown + 4}px` }
						}
					>
						<div className={styles.tipName}>{column.name}</div>
						{series.map(({ key, name, ...look }, at) => (
							<div key={key} className={styles.tipRow}>
								<span>
									<span className={styles.tipMark} style={markOf(look)} />
									{name}
								</span>
								<span>{(column.values[at] ?? 0).toLocaleString(i18n.language)}</span>
							</div>
						))}
					</div>
				)}
			</div>
			<details id={describes}>
				<summary className={styles.summary}>{t("chart.table")}</summary>
				<div className={styles.scroll}>
					<table className={styles.table}>
						<thead>
							<tr>
								<th scope="col">{over}</th>
								{series.map(({ key, name }) => (
									<th key={key} scope="col">
										{name}
									</th>
								))}
							</tr>
						</thead>
						<tbody>
							{columns.map(({ key, name, values }) => (
								<tr key={key}>
									<th scope="row">{name}</th>
									{series.map((of, at) => (
										<td key={of.key}>{(values[at] ?? 0).toLocaleString(i18n.language)}</td>
									))}
								</tr>
							))}
						</tbody>
					</table>
				</div>
			</details>
		</div>
	);
}
