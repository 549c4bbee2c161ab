import { makeStyles, mergeClasses, tokens } from "@fluentui/react-components";
import { CheckmarkCircleFilled, DismissCircleFilled, QuestionCircleFilled, WarningFilled } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";

const icons = { error: DismissCircleFilled, warning: WarningFilled, unknown: QuestionCircleFilled, well: CheckmarkCircleFilled } as const;

const useStyles = makeStyles({
	mark: { fontSize: "20px", verticalAlign: "text-bottom", flexShrink: 0 },
	error: { color: tokens.colorStatusDangerForeground1 },
	warning: { color: tokens.colorStatusWarningForeground3 },
	unknown: { color: tokens.colorNeutralForeground3 },
	well: { color: tokens.colorStatusSuccessForeground1 },
});

/** How something is, by shape and colour, and in words for whoever sees neither. */
export function StateMark({ state }: { readonly state: keyof typeof icons }) {
	const styles = useStyles();
	const { t } = useTranslation();
	const Icon = icons[state];
	return <Icon className={mergeClasses(styles.mark, styles[state])} aria-label={t(`marks.${state}`)} role="img" />;
}
