import { Accordion, AccordionHeader, AccordionItem, AccordionPanel, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { Section } from "../../components/section.tsx";
import { StateMark } from "./state-mark.tsx";
import { WrongRule } from "./wrong-rule.tsx";

type Checks = Answer<"GET", "/health/checks">;
type Subject = Checks["subjects"][number];

const useStyles = makeStyles({
	line: { display: "flex", flexWrap: "wrap", alignItems: "center", gap: tokens.spacingHorizontalS },
	list: { display: "grid", gap: tokens.spacingVerticalXS, margin: 0, padding: 0, listStyleType: "none" },
	code: { color: tokens.colorNeutralForeground3 },
	headline: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS, marginBottom: tokens.spacingVerticalL },
});

/** What the rules found: in one sentence, what is wrong with how it is mended, then everything that was looked at. */
export function Findings({ checks: { state, errors, warnings, unknown, subjects } }: { readonly checks: Checks }) {
	const styles = useStyles();
	const { t } = useTranslation("health");
	const titleOf = ({ about, name }: Subject) => t(`about.${about}`, { name, defaultValue: name });
	return (
		<>
			<div className={styles.headline} role="status">
				<StateMark state={state} />
				<Text size={500}>{t(`state.${state}`, { errors, warnings, count: unknown })}</Text>
			</div>
			{subjects
				.filter(({ wrong }) => wrong.length > 0)
				.map((subject) => (
					<Section key={`${subject.about} ${subject.name}`} title={titleOf(subject)}>
						{subject.wrong.map((one) => (
							<WrongRule key={one.code} rule={one} />
						))}
					</Section>
				))}
			<Section title={t("all-rules")}>
				<Accordion multiple collapsible>
					{subjects.map((subject) => (
						<AccordionItem key={`${subject.about} ${subject.name}`} value={`${subject.about} ${subject.name}`}>
							<AccordionHeader>
								<span className={styles.line}>
									<StateMark state={subject.state} /> {titleOf(subject)}
								</span>
							</AccordionHeader>
							<AccordionPanel>
								<Rules subject={subject} />
							</AccordionPanel>
						</AccordionItem>
					))}
				</Accordion>
			</Section>
		</>
	);
}

function Rules({ subject: { wrong, unknown, passed } }: { readonly subject: Subject }) {
	const styles = useStyles();
	const lines = [
		...wrong.map(({ code, evidence, severity }) => ({ code, evidence, state: severity === "error" ? "error" : "warning" }) as const),
		...unknown.map((one) => ({ ...one, state: "unknown" }) as const),
		...passed.map((one) => ({ ...one, state: "well" }) as const),
	];
	return (
		<ul className={styles.list}>
			{lines.map(({ code, evidence, state }) => (
				<li key={code}>
					<StateMark state={state} /> {evidence}{" "}
					<Text size={200} className={styles.code}>
						{code}
					</Text>
				</li>
			))}
		</ul>
	);
}
