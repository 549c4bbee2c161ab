import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { isWall } from "../app/wall.ts";
import { useWidth } from "./use-width.ts";

export interface TimeLinePoint {
	readonly key: string;
	/** Days from today; below 0 it is over. */
	readonly days: number;
	readonly color: string;
}

const useStyles = makeStyles({
	box: { minWidth: 0 },
	drawing: { display: "block", width: "100%", overflow: "visible" },
	text: { fill: tokens.colorNeutralForeground3, fontSize: "var(--chart-text, 11px)" },
	today: { fill: tokens.colorNeutralForeground1, fontWeight: tokens.fontWeightSemibold },
});

/** What is far off is drawn closer together: the next weeks are what matters. */
const place = (days: number, last: number) => Math.log1p(Math.max(0, days) / 15) / Math.log1p(last / 15);
const marks = [0, 30, 60, 90, 180, 365, 730, 1825, 3650];
/** For a mark's words. */
const markRoom = () => (isWall() ? 84 : 58);
const before = 34;
const level = 22;
const size = 6;

/** When things end, seen from today; what is over stands before the line. The same must stand in words beside it, for which `children` are. */
export function TimeLine({
	label,
	points,
	children,
}: {
	readonly label: string;
	readonly points: readonly TimeLinePoint[];
	readonly children: ReactNode;
}) {
	const styles = useStyles();
	const { t } = useTranslation();
	const [box, width] = useWidth<HTMLDivElement>();
	const farthest = Math.max(90, ...points.map(({ days }) => days));
	const last = marks.find((mark) => mark >= farthest) ?? farthest;
	const x = (days: number) => (days < 0 ? before / 2 : before + place(days, last) * (width - before - 24));
	const shown: number[] = [];
	for (const mark of marks) {
		const previous = shown.at(-1);
		if (mark <= last && (previous === undefined || x(mark) - x(previous) >= markRoom())) shown.push(mark);
	}
	const stacked: { at: number; level: number }[] = [];
	const levels = points.map(({ days }) => {
		const at = x(days);
		const on = stacked.filter((one) => Math.abs(one.at - at) < size * 2 + 2).length;
		stacked.push({ at, level: on });
		return on;
	});
	const base = 12 + Math.max(0, ...levels) * (size * 2 + 2);
	return (
		<div ref={box} className={styles.box}>
			<svg className={styles.drawing} height={base + level + 8} role="img" aria-label={label}>
				{width === 0 ? null : (
					<>
						<line x1={0} x2={before} y1={base} y2={base} strokeDasharray="3 3" style={{ stroke: tokens.colorPaletteRedBorder2 }} />
						<line x1={before} x2={width} y1={base} y2={base} style={{ stroke: tokens.colorNeutralStroke1 }} />
						{shown.map((mark) => (
							<g key={mark}>
								<line x1={x(mark)} x2={x(mark)} y1={base - 4} y2={base + 4} style={{ stroke: tokens.colorNeutralStrokeAccessible }} />
								<text x={x(mark)} y={base + level} textAnchor="middle" className={mergeClasses(styles.text, mark === 0 && styles.today)}>
									{mark === 0 ? t("chart.today") : mark < 365 ? t("chart.days", { count: mark }) : t("chart.years", { count: mark / 365 })}
								</text>
							</g>
						))}
						{points.map(({ key, days, color }, at) => (
							<circle
								key={key}
								cx={x(days)}
								cy={base - (levels[at] ?? 0) * (size * 2 + 2)}
								r={size}
								style={{ fill: color, stroke: tokens.colorNeutralBackground1 }}
							/>
						))}
					</>
				)}
			</svg>
			{children}
		</div>
	);
}
