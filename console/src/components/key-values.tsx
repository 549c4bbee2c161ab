import { makeStyles, tokens } from "@fluentui/react-components";
import type { ReactNode } from "react";

const useStyles = makeStyles({
	list: {
		display: "grid",
		gridTemplateColumns: "minmax(120px, max-content) minmax(0, 1fr)",
		columnGap: tokens.spacingHorizontalXL,
		rowGap: tokens.spacingVerticalS,
		margin: 0,
		"@media (max-width: 599px)": { gridTemplateColumns: "minmax(0, 1fr)", rowGap: "2px" },
	},
	name: { color: tokens.colorNeutralForeground3 },
	value: { margin: 0, minWidth: 0, overflowWrap: "anywhere", "@media (max-width: 599px)": { marginBottom: tokens.spacingVerticalS } },
});

/** Names and values of one thing; without a value a row is left out. */
export function KeyValues({ rows }: { readonly rows: readonly (readonly [name: string, value: ReactNode])[] }) {
	const styles = useStyles();
	return (
		<dl className={styles.list}>
			{rows
				.filter(([, value]) => value !== null && value !== undefined && value !== "")
				.flatMap(([name, value]) => [
					<dt key={`${name} name`} className={styles.name}>
						{name}
					</dt>,
					<dd key={name} className={styles.value}>
						{value}
					</dd>,
				])}
		</dl>
	);
}
