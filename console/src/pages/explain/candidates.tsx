import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, makeStyles, Text, tokens } from "@fluentui/react-components";
import { CheckmarkCircleFilled, DismissCircleFilled, QuestionCircleFilled, WarningFilled } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { FixList } from "../../changes/fix-list.tsx";
import { Section } from "../../components/section.tsx";
import { WhoMends } from "../../components/who-mends.tsx";
import type { Explanation } from "./explain-page.tsx";

type Candidate = Explanation["candidates"][number];

const verdicts = ["proven", "likely", "unknown", "ruled-out"] as const;
const icons = {
	proven: <DismissCircleFilled color={tokens.colorPaletteRedForeground1} />,
	likely: <WarningFilled color={tokens.colorPaletteMarigoldForeground1} />,
	unknown: <QuestionCircleFilled color={tokens.colorNeutralForeground3} />,
	"ruled-out": <CheckmarkCircleFilled color={tokens.colorPaletteGreenForeground1} />,
} as const;

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalL, margin: 0, padding: 0, listStyleType: "none" },
	item: { display: "grid", gap: tokens.spacingVerticalXS, justifyItems: "start", minWidth: 0, overflowWrap: "anywhere" },
	saw: { color: tokens.colorNeutralForeground2, maxWidth: "80ch" },
	links: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalL },
});

/** What may be behind it: what is proven first, and what is ruled out folded away. */
export function Candidates({ candidates }: { readonly candidates: readonly Candidate[] }) {
	const { t } = useTranslation("explain");
	const styles = useStyles();
	const sure = candidates.some(({ verdict }) => verdict === "proven" || verdict === "likely");
	return (
		<Section title={t("candidates")}>
			{sure ? null : <Text>{t("none-proven")}</Text>}
			<Accordion multiple collapsible defaultOpenItems={["proven", "likely"]}>
				{verdicts.map((verdict) => {
					const some = candidates.filter((one) => one.verdict === verdict);
					return some.length === 0 ? null : (
						<AccordionItem key={verdict} value={verdict}>
							<AccordionHeader as="h3" icon={icons[verdict]}>
								{t(`verdict.${verdict}`, { count: some.length })}
							</AccordionHeader>
							<AccordionPanel>
								<ul className={styles.list}>
									{some.map((one) => (
										<One key={one.code} candidate={one} />
									))}
								</ul>
							</AccordionPanel>
						</AccordionItem>
					);
				})}
			</Accordion>
		</Section>
	);
}

function One({ candidate }: { readonly candidate: Candidate }) {
	const styles = useStyles();
	const { t } = useTranslation("explain");
	const { title, verdict, explanation, evidence, refused, mends, fixes, incident } = candidate;
	const stands = verdict === "proven" || verdict === "likely";
	return (
		<li className={styles.item}>
			<Text weight="semibold">{title}</Text>
			<Text className={styles.saw}>{evidence}</Text>
			{stands ? <Text className={styles.saw}>{explanation}</Text> : null}
			{stands ? <WhoMends who={mends} /> : null}
			{fixes.length === 0 ? null : <FixList what="" fixes={fixes} />}
			<span className={styles.links}>
				{refused === null ? null : (
					<Link to="/tries/$reference" params={{ reference: refused.reference }}>
						{t("to-try", { reference: refused.reference })}
					</Link>
				)}
				{incident === null ? null : (
					<Link to="/incidents/$id" params={{ id: incident }}>
						{t("to-incident")}
					</Link>
				)}
			</span>
		</li>
	);
}
