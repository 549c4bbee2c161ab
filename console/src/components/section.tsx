import { makeStyles, Subtitle2, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
	box: {
		display: "grid",
		alignContent: "start",
		gap: tokens.spacingVerticalM,
		minWidth: 0,
		padding: tokens.spacingHorizontalL,
		border: `1px solid ${tokens.colorNeutralStroke2}`,
		borderRadius: tokens.borderRadiusLarge,
		backgroundColor: tokens.colorNeutralBackground1,
		marginBottom: tokens.spacingVerticalL,
	},
	name: { margin: 0 },
	head: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalM, justifyContent: "space-between" },
});

/** A part of a page with its heading. */
export function Section({
	title,
	actions,
	children,
}: {
	readonly title: string;
	readonly actions?: ReactNode;
	readonly children: ReactNode;
}) {
	const styles = useStyles();
	return (
		<section className={styles.box} aria-label={title}>
			<div className={styles.head}>
				<Subtitle2 as="h2" className={styles.name}>
					{title}
				</Subtitle2>
				{actions}
			</div>
			{children}
		</section>
	);
}
