import { makeStyles, Subtitle1, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
	box: {
		display: "grid",
		justifyItems: "center",
		gap: tokens.spacingVerticalM,
		padding: `${tokens.spacingVerticalXXXL} ${tokens.spacingHorizontalM}`,
		textAlign: "center",
	},
	name: { margin: 0 },
	actions: { display: "flex", flexWrap: "wrap", justifyContent: "center", gap: tokens.spacingHorizontalS },
	text: { textWrap: "balance", maxWidth: "56ch", color: tokens.colorNeutralForeground2, whiteSpace: "pre-line" },
});

/** Where there is nothing yet: what would stand here, and what to do first. */
export function EmptyState({
	title,
	children,
	action,
}: {
	readonly title: string;
	readonly children?: ReactNode;
	readonly action?: ReactNode;
}) {
	const styles = useStyles();
	return (
		<div className={styles.box}>
			<Subtitle1 as="h2" className={styles.name}>
				{title}
			</Subtitle1>
			<div className={styles.text}>{children}</div>
			{action === undefined || action === null ? null : <div className={styles.actions}>{action}</div>}
		</div>
	);
}
