import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { FixSection } from "../../changes/fix-section.tsx";
import { Bars } from "../../charts/bars.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Questions } from "../../components/questions.tsx";
import { Section } from "../../components/section.tsx";
import { SeverityBadge } from "../../components/severity-badge.tsx";
import { type Moments, TimeLine } from "../../components/time-line.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { WhoMends } from "../../components/who-mends.tsx";
import { Affected } from "./affected.tsx";
import { ExportMenu } from "./export-menu.tsx";

export type ExplainedIncident = Answer<"GET", "/incidents/:id">;

const tones: Readonly<Record<string, Moments["tone"]>> = {
	opened: "bad",
	reopened: "bad",
	healed: "good",
	mended: "good",
	confirmed: "good",
	passed: "waiting",
};

const useStyles = makeStyles({
	head: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM, alignItems: "center" },
	text: { maxWidth: "80ch", overflowWrap: "anywhere" },
	columns: {
		display: "grid",
		gridTemplateColumns: "minmax(0, 1fr) minmax(0, 1fr)",
		columnGap: tokens.spacingHorizontalL,
		alignItems: "start",
		"@media (max-width: 1099px)": { gridTemplateColumns: "minmax(0, 1fr)" },
	},
	facets: {
		display: "grid",
		gridTemplateColumns: "repeat(auto-fill, minmax(min(340px, 100%), 1fr))",
		gap: tokens.spacingHorizontalXL,
	},
	facet: { display: "grid", gap: tokens.spacingVerticalXS, alignContent: "start", minWidth: 0 },
});

/** One cause for which tries fail, or something that is wrong with the organisation. */
export function IncidentPage() {
	const { t } = useTranslation(["incidents", "evidence"]);
	const { id = "" } = useParams({ strict: false }) as { readonly id?: string };
	const result = useApi("/incidents/:id", { params: { id }, query: {} }, { every: 15_000 });
	if (result.data !== undefined) return <Shown one={result.data} />;
	return (
		<>
			<PageHeader title={t("one")} up={{ to: "/incidents", text: t("title") }} />
			{result.isPending ? <Waiting /> : <ProblemNote error={result.error} retry={() => void result.refetch()} />}
		</>
	);
}

function Shown({ one }: { readonly one: ExplainedIncident }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation(["incidents", "evidence"]);
	const { incident } = one;
	const ofTries = incident.tries !== null;
	return (
		<>
			<PageHeader
				title={incident.title}
				up={{ to: "/incidents", text: t("title") }}
				actions={ofTries ? <ExportMenu id={incident.id} /> : null}
			/>
			<Section title={t("section.why")}>
				<div className={styles.head}>
					<SeverityBadge severity={incident.severity} />
					<Text>
						{t("since")} <Moment at={incident.openedAt} exact />
					</Text>
					{incident.closedAt === null ? null : (
						<Text>
							{t(`over.${incident.closedBy ?? "passed"}`)} <Moment at={incident.closedAt} exact />
						</Text>
					)}
				</div>
				<Text className={styles.text}>{one.explanation}</Text>
				<Text className={styles.text}>{one.saw}</Text>
				<WhoMends who={one.mends} />
			</Section>
			<FixSection what={incident.id} fixes={one.fixes} />
			{one.facets.length === 0 ? null : (
				<Section title={t("section.facets")}>
					<div className={styles.facets}>
						{one.facets.map(({ title, values }) => (
							<div key={title} className={styles.facet}>
								<Text as="h3" weight="semibold" style={{ margin: 0 }}>
									{title}
								</Text>
								<Bars
									label={title}
									bars={values.map(({ value, tries }) => ({
										...{ key: value, name: value, told: tries.toLocaleString(i18n.language) },
										parts: [{ value: tries, color: tokens.colorBrandBackground }],
									}))}
								/>
							</div>
						))}
					</div>
				</Section>
			)}
			<div className={styles.columns}>
				<div>
					<Section title={t("section.numbers")}>
						<KeyValues
							rows={[
								[t("column.about"), incident.about.name],
								[t("number.tries"), incident.tries?.toLocaleString(i18n.language)],
								[t("number.users"), incident.users?.toLocaleString(i18n.language)],
								[t("number.names"), incident.names === 0 ? null : incident.names?.toLocaleString(i18n.language)],
								[t("number.devices"), incident.devices?.toLocaleString(i18n.language)],
								[t("column.opened"), <Moment key="opened" at={incident.openedAt} exact />],
								[t("column.last"), <Moment key="seen" at={incident.seenAt} exact />],
								[t("column.closed"), incident.closedAt === null ? null : <Moment key="closed" at={incident.closedAt} exact />],
								[
									t("number.all"),
									ofTries ? (
										<Link key="all" to="/tries" search={{ code: incident.code }}>
											{t("all-tries")}
										</Link>
									) : null,
								],
							]}
						/>
					</Section>
					{one.history.length === 0 ? null : (
						<Section title={t("section.history")}>
							<TimeLine
								items={one.history.map(({ at, event, what, by }, n) => ({
									key: `${n}`,
									at,
									tone: tones[event] ?? "plain",
									title: what,
									...(by === null
										? {}
										: {
												more: (
													<Link to="/tries/$reference" params={{ reference: by }}>
														{by}
													</Link>
												),
											}),
								}))}
							/>
						</Section>
					)}
				</div>
				{one.members.length === 0 ? null : <Affected members={one.members} more={one.affectedMore} />}
			</div>
			{one.questions.length === 0 ? null : (
				<Section title={t("section.questions")}>
					<Questions questions={one.questions} />
				</Section>
			)}
		</>
	);
}
