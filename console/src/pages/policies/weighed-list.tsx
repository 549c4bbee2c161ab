import { Badge, makeStyles, mergeClasses, Text, tokens } from "@fluentui/react-components";
import { CheckmarkCircleFilled, CircleRegular, SubtractCircleRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type PolicyKind, pageOfKind, type Weighed } from "./policy-kind.ts";
import { useSettingsText } from "./use-settings-text.ts";

const useStyles = makeStyles({
	list: { listStyleType: "none", margin: 0, padding: 0, display: "grid", gap: tokens.spacingVerticalXS },
	row: {
		display: "grid",
		gridTemplateColumns: "24px minmax(0, 1fr)",
		gap: tokens.spacingHorizontalS,
		padding: tokens.spacingHorizontalS,
		borderRadius: tokens.borderRadiusMedium,
		border: "1px solid transparent",
		color: tokens.colorNeutralForeground2,
	},
	applies: {
		backgroundColor: tokens.colorPaletteGreenBackground1,
		border: `1px solid ${tokens.colorPaletteGreenBorder2}`,
		color: tokens.colorNeutralForeground1,
	},
	what: { display: "grid", gap: "2px", minWidth: 0, overflowWrap: "anywhere" },
	link: { color: "inherit" },
	icon: { fontSize: "20px", display: "grid" },
	won: { color: tokens.colorPaletteGreenForeground1 },
	groups: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
	group: { height: "auto", minHeight: "20px", maxWidth: "100%", whiteSpace: "normal", overflowWrap: "anywhere" },
});

/** Every policy of a kind in the order in which they are looked at; the one that applies stands out, the others say why they do not. */
export function WeighedList({ kind, policies }: { readonly kind: PolicyKind; readonly policies: readonly Weighed[] }) {
	const styles = useStyles();
	const { t } = useTranslation("policies");
	const settingsText = useSettingsText();
	return (
		<ol className={styles.list} aria-label={t(`titles.${kind}`)}>
			{policies.map(({ id, name, priority, settings, groups, standing }) => {
				const won = standing === "applies";
				return (
					<li key={id} className={mergeClasses(styles.row, won && styles.applies)} {...(won ? { "aria-current": "true" } : {})}>
						<span className={mergeClasses(styles.icon, won && styles.won)} aria-hidden>
							{won ? <CheckmarkCircleFilled /> : standing === "outranked" ? <SubtractCircleRegular /> : <CircleRegular />}
						</span>
						<div className={styles.what}>
							<Text weight={won ? "semibold" : "regular"}>
								{priority === null ? "" : `${priority}. `}
								<Link to={`/policies/${pageOfKind[kind]}`} search={{ edit: id }} className={styles.link}>
									{priority === null ? t("list.default") : name}
								</Link>
							</Text>
							<Text size={200}>{settingsText(settings)}</Text>
							<Text size={200} weight={won ? "semibold" : "regular"}>
								{t(`standing.${won && priority === null ? "applies-default" : standing}`)}
							</Text>
							<span className={styles.groups}>
								{groups.map((group) => (
									<Badge
										key={group.id}
										className={styles.group}
										shape="rounded"
										appearance={group.matched ? "filled" : "outline"}
										color={group.matched ? "success" : "informative"}
									>
										{group.name}
									</Badge>
								))}
							</span>
						</div>
					</li>
				);
			})}
		</ol>
	);
}
