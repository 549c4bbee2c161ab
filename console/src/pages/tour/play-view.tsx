import {
	Button,
	MessageBar,
	MessageBarActions,
	MessageBarBody,
	MessageBarTitle,
	makeStyles,
	Spinner,
	Text,
	tokens,
} from "@fluentui/react-components";
import { ArrowRepeatAllRegular, CheckmarkCircleFilled, HandRightRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useChange } from "../../changes/use-change.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { Guess } from "./guess.tsx";
import { Player } from "./player.tsx";
import type { Scenario } from "./scenario-list.tsx";
import { Why } from "./why.tsx";

type Play = Answer<"GET", "/tour/plays/:id">;

const useStyles = makeStyles({
	columns: {
		display: "grid",
		gridTemplateColumns: "minmax(300px, 340px) minmax(0, 1fr)",
		columnGap: tokens.spacingHorizontalXXL,
		rowGap: tokens.spacingVerticalL,
		alignItems: "start",
		"@media (max-width: 899px)": { gridTemplateColumns: "minmax(0, 1fr)" },
	},
	told: { display: "grid", gap: tokens.spacingVerticalM, minWidth: 0 },
	hand: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "center" },
});

interface Props {
	readonly id: string;
	readonly guessing: boolean;
	readonly scenarios: readonly Scenario[];
}

/** One phone: what its owner saw, why, what mends it, and how it goes again. */
export function PlayView({ id, guessing, scenarios }: Props) {
	const styles = useStyles();
	const [every, setEvery] = useState<number | false>(500);
	const result = useApi("/tour/plays/:id", { params: { id } }, { every });
	const play = result.data;
	const wanted = play === undefined || play.state === "running" ? 500 : false;
	if (wanted !== every) setEvery(wanted);
	if (play === undefined) return result.error === null ? <Waiting /> : <ProblemNote error={result.error} />;
	return (
		<div className={styles.columns}>
			<Player key={play.id} screens={play.screens} language={play.language} />
			<Told play={play} guessing={guessing} scenarios={scenarios} />
		</div>
	);
}

function Told({ play, guessing, scenarios }: { readonly play: Play; readonly guessing: boolean; readonly scenarios: readonly Scenario[] }) {
	const styles = useStyles();
	const { t } = useTranslation("tour");
	const [solved, setSolved] = useState(false);
	const right = scenarios.find(({ id }) => id === play.scenario);
	const failed = play.state === "failed-as-expected";
	const hidden = guessing && !solved && failed && right !== undefined;
	const again = useChange("/tour/plays/:id/again", { tell: false });
	const asking = { params: { id: play.id } };
	return (
		<div className={styles.told}>
			<State play={play} named={!guessing || solved ? right : undefined} />
			{again.error === null ? null : <ProblemNote error={again.error} />}
			{hidden ? <Guess right={right} all={scenarios} seed={play.id} onSolved={() => setSolved(true)} /> : null}
			{failed && !hidden ? (
				<>
					<Why key={play.reference ?? play.incident ?? play.id} play={play} />
					<ByHand play={play} />
				</>
			) : null}
			{(failed && !hidden) || play.state === "problem" ? (
				<div>
					<Button
						appearance="primary"
						icon={<ArrowRepeatAllRegular />}
						disabledFocusable={again.isPending}
						onClick={() => again.mutate(asking)}
					>
						{t("again")}
					</Button>
				</div>
			) : null}
			<Whose play={play} />
		</div>
	);
}

function State({ play, named }: { readonly play: Play; readonly named: Scenario | undefined }) {
	const { t } = useTranslation("tour");
	const { state, problem, reference } = play;
	if (state === "running") return <Spinner size="small" labelPosition="after" label={t("state.running")} />;
	if (state === "problem")
		return (
			<MessageBar intent="error" layout="multiline">
				<MessageBarBody>
					<MessageBarTitle>{t("state.problem")}</MessageBarTitle>
					{problem}
				</MessageBarBody>
			</MessageBar>
		);
	if (state === "enrolled")
		return (
			<MessageBar intent="success" layout="multiline">
				<MessageBarBody>
					<MessageBarTitle>{t("state.enrolled")}</MessageBarTitle>
					{t("state.enrolled-text")}
				</MessageBarBody>
				{reference === null ? null : (
					<MessageBarActions>
						<Link to="/tries/$reference" params={{ reference }}>
							{t("why.try", { reference })}
						</Link>
					</MessageBarActions>
				)}
			</MessageBar>
		);
	return (
		<MessageBar intent="warning" layout="multiline">
			<MessageBarBody>
				<MessageBarTitle>{problem === null ? t("state.failed") : t("state.failed-again")}</MessageBarTitle>
				{named?.shows ?? t("state.failed-text")}
			</MessageBarBody>
		</MessageBar>
	);
}

/** What is done outside this product: at Apple, at the name service, on the phone. */
function ByHand({ play }: { readonly play: Play }) {
	const styles = useStyles();
	const { t } = useTranslation("tour");
	const mend = useChange("/tour/plays/:id/mend", { tell: false });
	const { hand, fix } = play;
	if (hand === null) return null;
	return (
		<Section title={t("hand.title")}>
			<Text>{fix === null ? t("hand.text") : t("hand.after")}</Text>
			<div className={styles.hand}>
				<Text weight="semibold">{hand.text}</Text>
				{hand.done ? (
					<Text>
						<CheckmarkCircleFilled color={tokens.colorPaletteGreenForeground1} /> {t("hand.done")}
					</Text>
				) : (
					<Button icon={<HandRightRegular />} disabledFocusable={mend.isPending} onClick={() => mend.mutate({ params: { id: play.id } })}>
						{t("hand.do")}
					</Button>
				)}
			</div>
			{mend.error === null ? null : <ProblemNote error={mend.error} />}
		</Section>
	);
}

function Whose({ play: { person, device, reference } }: { readonly play: Play }) {
	const { t } = useTranslation("tour");
	if (person === null && device === null) return null;
	return (
		<Section title={t("whose.title")}>
			<KeyValues
				rows={[
					[t("whose.user"), person?.upn],
					[t("whose.device"), device === null ? null : `${device.name} (${device.model}, iOS ${device.osVersion})`],
					[t("whose.serial"), device?.serial],
					[t("whose.reference"), reference],
				]}
			/>
		</Section>
	);
}
