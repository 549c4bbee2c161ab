import { makeStyles, mergeClasses, Select, type SelectProps } from "@fluentui/react-components";

const useStyles = makeStyles({
	// By itself it is as wide as its longest name, which on a phone is wider than the screen.
	box: { minWidth: 0, maxWidth: "100%", "& select": { minWidth: 0, width: "100%", textOverflow: "ellipsis" } },
});

/** A choice among names of any length. */
export function FittingSelect({ className, ...props }: SelectProps) {
	const styles = useStyles();
	return <Select {...props} className={mergeClasses(styles.box, className)} />;
}
