import { makeStyles, mergeClasses, Subtitle2, tokens } from "@fluentui/react-components";
import { CheckmarkFilled } from "@fluentui/react-icons";
import type { ReactNode } from "react";

export interface GuideStep {
	readonly key: string;
	readonly title: string;
	readonly done?: boolean;
	readonly content: ReactNode;
}

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalXL, margin: 0, padding: 0, listStyleType: "none" },
	step: { display: "grid", gridTemplateColumns: "32px minmax(0, 1fr)", columnGap: tokens.spacingHorizontalM },
	number: {
		display: "grid",
		placeItems: "center",
		width: "28px",
		height: "28px",
		borderRadius: tokens.borderRadiusCircular,
		border: `2px solid ${tokens.colorBrandStroke1}`,
		color: tokens.colorBrandForeground1,
		fontWeight: tokens.fontWeightSemibold,
		boxSizing: "border-box",
	},
	done: { backgroundColor: tokens.colorBrandBackground, color: tokens.colorNeutralForegroundOnBrand },
	content: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start", minWidth: 0, maxWidth: "80ch", paddingTop: "3px" },
	name: { margin: 0 },
});

/** What to do, one after another: here, and at Apple in between. */
export function GuideSteps({ steps }: { readonly steps: readonly GuideStep[] }) {
	const styles = useStyles();
	return (
		<ol className={styles.list}>
			{steps.map(({ key, title, done, content }, at) => (
				<li key={key} className={styles.step}>
					<span className={mergeClasses(styles.number, done === true && styles.done)} aria-hidden="true">
						{done === true ? <CheckmarkFilled /> : at + 1}
					</span>
					<div className={styles.content}>
						<Subtitle2 as="h3" className={styles.name}>
							{title}
						</Subtitle2>
						{content}
					</div>
				</li>
			))}
		</ol>
	);
}
