import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, makeStyles, Text, tokens } from "@fluentui/react-components";
import { CheckmarkCircleFilled, DismissCircleFilled, QuestionCircleFilled } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { ExplainedTry } from "./try-page.tsx";

type Finding = ExplainedTry["findings"][number];

const outcomes = ["fail", "unknown", "pass"] as const;
const icons = {
	fail: <DismissCircleFilled color={tokens.colorPaletteRedForeground1} />,
	unknown: <QuestionCircleFilled color={tokens.colorNeutralForeground3} />,
	pass: <CheckmarkCircleFilled color={tokens.colorPaletteGreenForeground1} />,
} as const;

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: "none" },
	item: {
		display: "grid",
		gridTemplateColumns: "minmax(0, 2fr) minmax(0, 3fr)",
		columnGap: tokens.spacingHorizontalM,
		overflowWrap: "anywhere",
		"@media (max-width: 599px)": { gridTemplateColumns: "minmax(0, 1fr)" },
	},
	saw: { color: tokens.colorNeutralForeground2 },
});

/** What each rule saw: those that failed first, and those that passed folded away. */
export function FindingList({ findings }: { readonly findings: readonly Finding[] }) {
	const styles = useStyles();
	const { t } = useTranslation("tries");
	return (
		<Accordion multiple collapsible defaultOpenItems={["fail", "unknown"]}>
			{outcomes.map((outcome) => {
				const some = findings.filter((one) => one.outcome === outcome);
				return some.length === 0 ? null : (
					<AccordionItem key={outcome} value={outcome}>
						<AccordionHeader as="h3" icon={icons[outcome]}>
							{t(`findings.${outcome}`, { count: some.length })}
						</AccordionHeader>
						<AccordionPanel>
							<ul className={styles.list}>
								{some.map(({ code, title, saw }) => (
									<li key={code} className={styles.item}>
										<Text weight={outcome === "fail" ? "semibold" : "regular"}>{title}</Text>
										<Text className={styles.saw}>{saw}</Text>
									</li>
								))}
							</ul>
						</AccordionPanel>
					</AccordionItem>
				);
			})}
		</Accordion>
	);
}
