import {
	Button,
	Field,
	MessageBar,
	MessageBarActions,
	MessageBarBody,
	MessageBarTitle,
	makeStyles,
	ProgressBar,
	Text,
	tokens,
} from "@fluentui/react-components";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { ApiFailure, ask } from "../../api/client.ts";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";

const useStyles = makeStyles({
	notes: {
		display: "grid",
		gap: "2px",
		maxHeight: "320px",
		overflowY: "auto",
		marginTop: tokens.spacingVerticalM,
		overflowWrap: "anywhere",
	},
});

const everyMs = 700;

/** How far an import is, and what came of it. It goes on if the page is left. */
export function ImportRun({ id, again }: { readonly id: string; readonly again: () => void }) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const client = useQueryClient();
	const { data, error, refetch } = useQuery({
		queryKey: ["/users/import/:id", id],
		queryFn: () => ask("GET", "/users/import/:id", { params: { id } }),
		refetchInterval: ({ state }) => (state.data === undefined || state.data.state === "running" ? everyMs : false),
	});
	const state = data?.state ?? "running";
	useEffect(() => {
		if (state === "done") void client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "/users/import/:id" });
	}, [state, client]);
	// The button that began it is gone with its page: whoever works by keyboard goes on from here.
	useEffect(() => document.getElementById("main")?.focus({ preventScroll: true }), []);
	if (error instanceof ApiFailure && error.status === 404)
		return (
			<MessageBar intent="warning" layout="multiline" role="alert">
				<MessageBarBody>{t("run.lost")}</MessageBarBody>
				<MessageBarActions>
					<Button onClick={again}>{t("import.choose-other")}</Button>
				</MessageBarActions>
			</MessageBar>
		);
	if (error !== null) return <ProblemNote error={error} retry={() => void refetch()} />;
	const { hashed = 0, passwords = 0 } = data ?? {};
	if (state === "running")
		return (
			<Section title={t("run.title")}>
				<Field
					validationMessage={passwords === 0 || hashed === passwords ? t("run.writing") : t("run.hashing", { hashed, passwords })}
					validationState="none"
				>
					{passwords === 0 || hashed === passwords ? <ProgressBar /> : <ProgressBar value={hashed} max={passwords} />}
				</Field>
				<Text>{t("run.may-leave")}</Text>
			</Section>
		);
	const result = data?.result ?? null;
	return (
		<Section title={t("run.title")}>
			<MessageBar intent={state === "done" ? "success" : "error"} layout="multiline">
				<MessageBarBody style={{ whiteSpace: "pre-line" }}>
					<MessageBarTitle>{t(`run.state.${state}`)}</MessageBarTitle>
					{result?.text ?? data?.refusal ?? ""}
				</MessageBarBody>
				<MessageBarActions>
					<Button onClick={again}>{t("import.choose-other")}</Button>
				</MessageBarActions>
			</MessageBar>
			{result === null || result.notes.length === 0 ? null : (
				<div className={styles.notes}>
					{result.notes.map((note) => (
						<Text key={note}>{note}</Text>
					))}
				</div>
			)}
			<Link to="/users">{t("run.see")}</Link>
		</Section>
	);
}
