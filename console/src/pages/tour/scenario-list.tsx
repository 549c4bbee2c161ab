import { Badge, Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { PlayRegular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { Section } from "../../components/section.tsx";

export type Scenarios = Answer<"GET", "/tour/scenarios">;
export type Scenario = Scenarios["scenarios"][number];

const sections = ["A", "B", "C", "D"] as const;

const useStyles = makeStyles({
	list: {
		...{ display: "grid", gridTemplateColumns: "repeat(auto-fill, minmax(min(100%, 320px), 1fr))", gap: tokens.spacingHorizontalM },
		...{ margin: 0, padding: 0, listStyleType: "none" },
	},
	card: {
		...{
			display: "grid",
			gridTemplateRows: "auto auto 1fr auto",
			gap: tokens.spacingVerticalS,
			minWidth: 0,
			padding: tokens.spacingHorizontalM,
		},
		...{ border: `1px solid ${tokens.colorNeutralStroke2}`, borderRadius: tokens.borderRadiusMedium, overflowWrap: "anywhere" },
	},
	marks: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
	shows: { color: tokens.colorNeutralForeground2 },
	text: { color: tokens.colorNeutralForeground2, maxWidth: "80ch" },
});

interface Props {
	readonly scenarios: Scenarios;
	readonly wanted: string;
	readonly busy: boolean;
	readonly onStart: (scenario: Scenario) => void;
}

/** What can be played, in the order of the table of failures. */
export function ScenarioList({ scenarios: { scenarios, unplayable }, wanted, busy, onStart }: Props) {
	const styles = useStyles();
	const { t } = useTranslation("tour");
	const words = wanted.trim().toLowerCase().split(/\s+/);
	const fits = ({ id, title, shows }: { readonly id: string; readonly title: string; readonly shows: string }) => {
		const text = `${id} ${title} ${shows}`.toLowerCase();
		return words.every((word) => text.includes(word));
	};
	return (
		<>
			{sections.map((section) => {
				const some = scenarios.filter((one) => one.section === section && fits(one));
				const not = unplayable.filter((one) => one.section === section && fits({ id: one.code, title: one.title, shows: one.reason }));
				return some.length + not.length === 0 ? null : (
					<Section key={section} title={t(`section.${section}.title`, { count: some.length })}>
						<Text className={styles.text}>{t(`section.${section}.text`)}</Text>
						<ul className={styles.list}>
							{some.map((scenario) => (
								<li key={scenario.id} className={styles.card}>
									<Text weight="semibold">{scenario.title}</Text>
									<Text className={styles.shows}>{scenario.shows}</Text>
									<span className={styles.marks}>
										<Badge appearance="outline">{t(`journey.${scenario.journey}`)}</Badge>
										{scenario.stopsEverybody ? <Badge color="warning">{t("stops-everybody")}</Badge> : null}
									</span>
									<span>
										<Button
											size="small"
											icon={<PlayRegular />}
											aria-label={t("start-of", { title: scenario.title })}
											disabledFocusable={busy}
											onClick={() => onStart(scenario)}
										>
											{t("start")}
										</Button>
									</span>
								</li>
							))}
							{not.map(({ code, title, reason }) => (
								<li key={code} className={styles.card}>
									<Text weight="semibold">{title}</Text>
									<Text className={styles.shows}>{reason}</Text>
									<span className={styles.marks}>
										<Badge appearance="outline">{t("not-playable")}</Badge>
									</span>
								</li>
							))}
						</ul>
					</Section>
				);
			})}
		</>
	);
}
