import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { FixList } from "../../changes/fix-list.tsx";
import { Moment } from "../../components/moment.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { StateMark } from "./state-mark.tsx";

type Wrong = Answer<"GET", "/health/checks">["subjects"][number]["wrong"][number];

const useStyles = makeStyles({
	box: {
		display: "grid",
		gap: tokens.spacingVerticalXS,
		borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
		paddingTop: tokens.spacingVerticalS,
	},
});

/** A rule that fails: what it is, what was seen, since when, and how it is mended. */
export function WrongRule({ rule: { title, explanation, evidence, since, severity, incident } }: { readonly rule: Wrong }) {
	const styles = useStyles();
	const { t } = useTranslation("health");
	return (
		<div className={styles.box}>
			<Text weight="semibold">
				<StateMark state={severity === "error" ? "error" : "warning"} /> {title}
			</Text>
			<Text>{explanation}</Text>
			<Text>{evidence}</Text>
			{since === null ? null : (
				<Text size={200}>
					{t("since")} <Moment at={since} />
				</Text>
			)}
			{incident === null ? null : <Mending incident={incident} />}
		</div>
	);
}

function Mending({ incident }: { readonly incident: string }) {
	const { t } = useTranslation("health");
	const explained = useApi("/incidents/:id", { params: { id: incident }, query: {} });
	return (
		<>
			{explained.isError ? <ProblemNote error={explained.error} retry={() => void explained.refetch()} /> : null}
			{explained.data === undefined ? null : <FixList what={incident} fixes={explained.data.fixes} />}
			<Link to="/incidents/$id" params={{ id: incident }}>
				{t("incident")}
			</Link>
		</>
	);
}
