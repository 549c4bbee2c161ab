import {
	Accordion,
	AccordionHeader,
	AccordionItem,
	AccordionPanel,
	Badge,
	makeStyles,
	Subtitle2,
	Text,
	tokens,
} from "@fluentui/react-components";
import { CheckmarkCircleRegular, DismissCircleRegular, QuestionCircleRegular } from "@fluentui/react-icons";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { FixList } from "../../changes/fix-list.tsx";
import { Section } from "../../components/section.tsx";

type Explanation = Answer<"GET", "/ade/devices/:serial">["explanation"];

const marks = {
	fail: <DismissCircleRegular primaryFill={tokens.colorPaletteRedForeground1} />,
	unknown: <QuestionCircleRegular primaryFill={tokens.colorPaletteMarigoldForeground1} />,
	pass: <CheckmarkCircleRegular primaryFill={tokens.colorPaletteGreenForeground1} />,
} as const;

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: "none" },
	one: { display: "grid", gridTemplateColumns: "24px minmax(0, 1fr)", columnGap: tokens.spacingHorizontalS, overflowWrap: "anywhere" },
	code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground3 },
	name: { margin: 0 },
	fixes: { display: "grid", gap: tokens.spacingVerticalXS },
});

/** Why a device does not enroll, or that nothing stands in its way: what every rule saw, and what mends it. */
export function DeviceWhy({ serial, explanation }: { readonly serial: string; readonly explanation: Explanation }) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const { code, title, explanation: text, likely, refused, who, findings, fixes } = explanation;
	const passed = findings.filter(({ outcome }) => outcome === "pass");
	return (
		<Section
			title={title}
			actions={
				<Badge appearance="tint" color={code === null ? "success" : "danger"}>
					{code ?? t("device.nothing-wrong")}
				</Badge>
			}
		>
			<Text>{text}</Text>
			{refused === null ? null : <Text>{refused}</Text>}
			{likely.map((one) => (
				<Text key={one}>{one}</Text>
			))}
			{who.length === 0 ? null : (
				<Text>
					{t("trouble.who")} {who.join(t("separator"))}
				</Text>
			)}
			{fixes.length === 0 ? null : (
				<div className={styles.fixes}>
					<Subtitle2 as="h3" className={styles.name}>
						{t("trouble.fixes")}
					</Subtitle2>
					<FixList what={serial} fixes={fixes} />
				</div>
			)}
			<Findings findings={findings.filter(({ outcome }) => outcome !== "pass")} />
			{passed.length === 0 ? null : (
				<Accordion collapsible>
					<AccordionItem value="passed">
						<AccordionHeader>{t("device.passed", { count: passed.length })}</AccordionHeader>
						<AccordionPanel>
							<Findings findings={passed} />
						</AccordionPanel>
					</AccordionItem>
				</Accordion>
			)}
		</Section>
	);
}

function Findings({ findings }: { readonly findings: Explanation["findings"] }) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	if (findings.length === 0) return null;
	return (
		<ul className={styles.list} aria-label={t("device.findings")}>
			{findings.map(({ code, outcome, saw }) => (
				<li key={code} className={styles.one}>
					<span role="img" aria-label={t(`outcome.${outcome}`)}>
						{marks[outcome]}
					</span>
					<span>
						{saw} <span className={styles.code}>{code}</span>
					</span>
				</li>
			))}
		</ul>
	);
}
