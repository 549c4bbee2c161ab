import { InteractionTag, InteractionTagPrimary, InteractionTagSecondary, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";

const useStyles = makeStyles({
	chips: {
		display: "flex",
		flexWrap: "wrap",
		gap: tokens.spacingHorizontalS,
		marginBottom: tokens.spacingVerticalM,
		":empty": { display: "none" },
	},
});

/** Filters for which there is no field: shown, and taken away one by one. */
export function FilterChips({
	chips,
	onRemove,
}: {
	readonly chips: readonly (readonly [name: string, value: string | undefined, label: string])[];
	readonly onRemove: (name: string) => void;
}) {
	const styles = useStyles();
	const { t } = useTranslation("tries");
	return (
		<div className={styles.chips}>
			{chips.map(([name, value, label]) =>
				value === undefined || value === "" ? null : (
					<InteractionTag key={name}>
						<InteractionTagPrimary hasSecondaryAction>{`${label}: ${value}`}</InteractionTagPrimary>
						<InteractionTagSecondary aria-label={t("filter.remove", { name: label })} onClick={() => onRemove(name)} />
					</InteractionTag>
				),
			)}
		</div>
	);
}
