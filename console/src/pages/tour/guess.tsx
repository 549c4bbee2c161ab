import { Button, makeStyles, Radio, RadioGroup, Text, tokens } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Section } from "../../components/section.tsx";
import type { Scenario } from "./scenario-list.tsx";

const useStyles = makeStyles({
	box: { display: "grid", gap: tokens.spacingVerticalM, justifyItems: "start" },
});

interface Props {
	readonly right: Scenario;
	readonly all: readonly Scenario[];
	/** So that the same play asks the same. */
	readonly seed: string;
	readonly onSolved: () => void;
}

/** For whoever trains: which of four is it? */
export function Guess({ right, all, seed, onSolved }: Props) {
	const styles = useStyles();
	const { t } = useTranslation("tour");
	const [chosen, setChosen] = useState("");
	const [wrong, setWrong] = useState<readonly string[]>([]);
	const candidates = drawn(right, all, seed);
	const isWrong = chosen !== "" && wrong.includes(chosen);
	return (
		<Section title={t("guess.title")}>
			<div className={styles.box}>
				<Text>{t("guess.text")}</Text>
				<RadioGroup aria-label={t("guess.title")} value={chosen} onChange={(_, { value }) => setChosen(value)}>
					{candidates.map(({ id, title }) => (
						<Radio key={id} value={id} label={wrong.includes(id) ? t("guess.not", { title }) : title} disabled={wrong.includes(id)} />
					))}
				</RadioGroup>
				<Text aria-live="polite">{isWrong ? t("guess.wrong") : ""}</Text>
				<div>
					<Button
						appearance="primary"
						disabled={chosen === "" || isWrong}
						onClick={() => (chosen === right.id ? onSolved() : setWrong([...wrong, chosen]))}
					>
						{t("guess.answer")}
					</Button>{" "}
					<Button appearance="subtle" onClick={onSolved}>
						{t("guess.show")}
					</Button>
				</div>
			</div>
		</Section>
	);
}

/** The right one among three others of its kind, in an order that tells nothing. */
function drawn(right: Scenario, all: readonly Scenario[], seed: string): readonly Scenario[] {
	const weight = ({ id }: Scenario) =>
		Array.from(`${seed}${id}`).reduce((sum, sign) => (sum * 31 + (sign.codePointAt(0) ?? 0)) % 99_991, 7);
	const byWeight = (a: Scenario, b: Scenario) => weight(a) - weight(b);
	const others = all
		.filter(({ code, section, title }) => code !== null && section === right.section && title !== right.title)
		.toSorted(byWeight);
	return [right, ...others.slice(0, 3)].toSorted(byWeight);
}
