import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Answer, ask } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { FixSection } from "../../changes/fix-section.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { WhoMends } from "../../components/who-mends.tsx";
import { Candidates } from "../explain/candidates.tsx";
import { FindingList } from "../tries/finding-list.tsx";

type Play = Answer<"GET", "/tour/plays/:id">;

const useStyles = makeStyles({
	explanation: { maxWidth: "80ch", overflowWrap: "anywhere" },
	saw: { color: tokens.colorNeutralForeground2, maxWidth: "80ch", overflowWrap: "anywhere" },
	said: { fontWeight: tokens.fontWeightSemibold, overflowWrap: "anywhere" },
	links: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalL },
});

/** Why it failed and what mends it: of the try, of the incident, of what the phone says, of the device that somebody asks after. */
export function Why({ play }: { readonly play: Play }) {
	const { message, reference, incident, serial } = play;
	return (
		<>
			{message === null ? null : <Said play={play} message={message} />}
			{reference !== null ? <OfTry reference={reference} /> : incident !== null ? <OfIncident id={incident} /> : null}
			{message === null && reference === null && incident === null && serial !== null ? <Asked play={play} /> : null}
		</>
	);
}

function OfTry({ reference }: { readonly reference: string }) {
	const styles = useStyles();
	const { t } = useTranslation(["tour", "tries", "evidence"]);
	const { data, error } = useApi("/attempts/:reference", { params: { reference }, query: {} });
	if (data === undefined) return error === null ? <Waiting /> : <ProblemNote error={error} />;
	return (
		<>
			<Section title={t("tries:section.why")}>
				<Text size={400} weight="semibold">
					{data.title}
				</Text>
				<Text className={styles.explanation}>{data.explanation}</Text>
				<WhoMends who={data.mends} />
				<span className={styles.links}>
					<Link to="/tries/$reference" params={{ reference }}>
						{t("why.try", { reference })}
					</Link>
					{data.incident === null ? null : (
						<Link to="/incidents/$id" params={{ id: data.incident }}>
							{t("tries:incident")}
						</Link>
					)}
				</span>
			</Section>
			<FixSection what={reference} fixes={data.fixes} />
			{data.findings.length === 0 ? null : (
				<Section title={t("tries:section.findings")}>
					<FindingList findings={data.findings} />
				</Section>
			)}
		</>
	);
}

function OfIncident({ id }: { readonly id: string }) {
	const styles = useStyles();
	const { t } = useTranslation(["tour", "tries", "evidence"]);
	const { data, error } = useApi("/incidents/:id", { params: { id }, query: {} });
	if (data === undefined) return error === null ? <Waiting /> : <ProblemNote error={error} />;
	const { incident, explanation, saw, mends, fixes } = data;
	return (
		<>
			<Section title={t("tries:section.why")}>
				<Text size={400} weight="semibold">
					{incident.title}
				</Text>
				<Text className={styles.explanation}>{explanation}</Text>
				<Text className={styles.saw}>{saw}</Text>
				<WhoMends who={mends} />
				{incident.closedAt === null ? null : <Text>{t("why.closed")}</Text>}
				<Link to="/incidents/$id" params={{ id }}>
					{t("why.incident")}
				</Link>
			</Section>
			<FixSection what={id} fixes={fixes} />
		</>
	);
}

function whoseOf({ person, serial }: Play) {
	return { ...(person === null ? {} : { user: person.upn }), ...(serial === null ? {} : { serial }) };
}

/** What the phone says may stand for more than one thing. */
function Said({ play, message }: { readonly play: Play; readonly message: string }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("tour");
	const whose = whoseOf(play);
	const { data, error } = useQuery<Answer<"POST", "/explain">>({
		queryKey: ["explain", i18n.language, { message, ...whose }],
		retry: false,
		queryFn: ({ signal }) => ask("POST", "/explain", { query: {}, body: { message, ...whose }, signal }),
	});
	return (
		<>
			<Section title={t("why.says")}>
				<Text className={styles.said} lang={play.language}>
					{message}
				</Text>
				<Link to="/explain" search={{ message, ...whose }}>
					{t("why.explain")}
				</Link>
			</Section>
			{data === undefined ? error === null ? <Waiting /> : <ProblemNote error={error} /> : <Candidates candidates={data.candidates} />}
		</>
	);
}

/** Nothing was said and no try is on record: everything that may stop this device is judged. */
function Asked({ play }: { readonly play: Play }) {
	const { data, error } = useApi("/explain", { query: whoseOf(play) });
	if (data === undefined) return error === null ? <Waiting /> : <ProblemNote error={error} />;
	return <Candidates candidates={data.candidates} />;
}
