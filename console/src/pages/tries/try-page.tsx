import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { CopyRegular, LinkRegular } from "@fluentui/react-icons";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { FixSection } from "../../changes/fix-section.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Questions } from "../../components/questions.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useTell } from "../../components/toasts.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { WhoMends } from "../../components/who-mends.tsx";
import { FindingList } from "./finding-list.tsx";
import { Nearby } from "./nearby.tsx";
import { StepLine } from "./step-line.tsx";

export type ExplainedTry = Answer<"GET", "/attempts/:reference">;

const useStyles = makeStyles({
	columns: {
		display: "grid",
		gridTemplateColumns: "minmax(0, 3fr) minmax(0, 2fr)",
		columnGap: tokens.spacingHorizontalL,
		alignItems: "start",
		"@media (max-width: 1099px)": { gridTemplateColumns: "minmax(0, 1fr)" },
	},
	head: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "center" },
	explanation: { maxWidth: "80ch", overflowWrap: "anywhere" },
});

/** One try: why it ended as it did, what mends it, and what happened. */
export function TryPage() {
	const { t } = useTranslation(["tries", "evidence"]);
	const { reference = "" } = useParams({ strict: false }) as { readonly reference?: string };
	const result = useApi("/attempts/:reference", { params: { reference }, query: {} }, { every: 10_000 });
	const up = { to: "/tries", text: t("title") } as const;
	if (result.data !== undefined) return <Shown one={result.data} />;
	return (
		<>
			<PageHeader title={reference} up={up} />
			{result.isPending ? <Waiting /> : <ProblemNote error={result.error} retry={() => void result.refetch()} />}
		</>
	);
}

function Shown({ one }: { readonly one: ExplainedTry }) {
	const styles = useStyles();
	const { t } = useTranslation(["tries", "evidence"]);
	const may = useMay();
	const tell = useTell();
	const { attempt, incident } = one;
	const copy = (text: string) => void navigator.clipboard.writeText(text).then(() => tell({ title: t("app:copy.copied"), text }));
	return (
		<>
			<PageHeader
				title={attempt.reference}
				up={{ to: "/tries", text: t("title") }}
				actions={
					<>
						<Button icon={<CopyRegular />} onClick={() => copy(attempt.reference)}>
							{t("copy.reference")}
						</Button>
						<Button icon={<LinkRegular />} onClick={() => copy(window.location.href)}>
							{t("copy.link")}
						</Button>
					</>
				}
			/>
			<Section title={t("section.why")}>
				<div className={styles.head}>
					<StateBadge state={attempt.state} />
					<Text as="h3" size={500} weight="semibold" style={{ margin: 0, overflowWrap: "anywhere" }}>
						{one.title}
					</Text>
				</div>
				<Text className={styles.explanation}>{one.explanation}</Text>
				<WhoMends who={one.mends} />
				{incident === null || !may("incidents.read") ? null : (
					<Link to="/incidents/$id" params={{ id: incident }}>
						{t("incident")}
					</Link>
				)}
			</Section>
			<FixSection what={attempt.reference} fixes={one.fixes} />
			<div className={styles.columns}>
				<div>
					<Section title={t("section.steps")}>
						<StepLine steps={one.timeline} />
					</Section>
				</div>
				<div>
					<Section title={t("section.about")}>
						<KeyValues
							rows={[
								[
									t("column.user"),
									attempt.upn === null ? null : one.userId !== null && may("users.read") ? (
										<Link key="user" to="/users/$id" params={{ id: one.userId }}>
											{attempt.upn}
										</Link>
									) : (
										attempt.upn
									),
								],
								[
									t("column.serial"),
									attempt.serial === null ? null : one.deviceId !== null && may("devices.read") ? (
										<Link key="device" to="/devices/$id" params={{ id: one.deviceId }}>
											{attempt.serial}
										</Link>
									) : (
										attempt.serial
									),
								],
								[t("about.product"), attempt.model],
								[t("about.system"), attempt.osVersion],
								[t("filter.journey"), t(`journey.${attempt.journey}`)],
								[t("about.started"), <Moment key="started" at={attempt.startedAt} exact />],
								[t("about.updated"), <Moment key="updated" at={attempt.updatedAt} exact />],
								[
									t("filter.code"),
									one.code === null ? null : (
										<Link key="code" to="/tries" search={{ code: one.code }}>
											{one.code}
										</Link>
									),
								],
							]}
						/>
					</Section>
					<Section title={t("section.nearby")}>
						<Nearby tries={one.nearby} />
					</Section>
				</div>
			</div>
			{one.findings.length === 0 ? null : (
				<Section title={t("section.findings")}>
					<FindingList findings={one.findings} />
				</Section>
			)}
			<Section
				title={t("section.questions")}
				actions={
					<Button size="small" icon={<CopyRegular />} onClick={() => copy(asText(one))}>
						{t("copy.questions")}
					</Button>
				}
			>
				<Questions questions={one.questions} />
			</Section>
		</>
	);
}

/** To be pasted into a ticket. */
function asText({ attempt, title, questions }: ExplainedTry): string {
	const answers = questions.flatMap(({ question, answers: told }) => [question, ...told.map((one) => `  ${one}`)]);
	return [`${attempt.reference}: ${title}`, ...answers].join("\n");
}
