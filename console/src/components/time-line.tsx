import { makeStyles, mergeClasses, Text, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";
import { Moment } from "./moment.tsx";

export interface Moments {
	readonly key: string;
	readonly at: string;
	readonly title: ReactNode;
	readonly tone?: "good" | "bad" | "waiting" | "plain";
	/** What else is known of it. */
	readonly more?: ReactNode;
}

const useStyles = makeStyles({
	list: { margin: 0, padding: 0, listStyleType: "none", display: "grid" },
	item: {
		display: "grid",
		gridTemplateColumns: "16px minmax(0, 1fr)",
		columnGap: tokens.spacingHorizontalM,
		position: "relative",
		paddingBottom: tokens.spacingVerticalL,
		":not(:last-child)::before": {
			content: '""',
			position: "absolute",
			left: "7px",
			top: "18px",
			bottom: "-2px",
			width: "2px",
			backgroundColor: tokens.colorNeutralStroke2,
		},
	},
	dot: {
		width: "12px",
		height: "12px",
		marginTop: "4px",
		marginLeft: "2px",
		borderRadius: "50%",
		backgroundColor: tokens.colorNeutralForeground3,
		"@media (forced-colors: active)": { backgroundColor: "CanvasText" },
	},
	good: { backgroundColor: tokens.colorPaletteGreenForeground1 },
	bad: { backgroundColor: tokens.colorPaletteRedForeground1, borderRadius: "2px" },
	waiting: { backgroundColor: tokens.colorPaletteMarigoldForeground1 },
	plain: {},
	body: { minWidth: 0, display: "grid", gap: "2px" },
	title: { overflowWrap: "anywhere" },
	when: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

/** What happened, the oldest first: each with its instant, what it was, and what is known of it. */
export function TimeLine({ items }: { readonly items: readonly Moments[] }) {
	const styles = useStyles();
	return (
		<ol className={styles.list}>
			{items.map(({ key, at, title, tone = "plain", more }) => (
				<li key={key} className={styles.item}>
					<span className={mergeClasses(styles.dot, styles[tone])} aria-hidden />
					<div className={styles.body}>
						<Text weight="semibold" className={styles.title}>
							{title}
						</Text>
						<span className={styles.when}>
							<Moment at={at} exact />
						</span>
						{more}
					</div>
				</li>
			))}
		</ol>
	);
}
