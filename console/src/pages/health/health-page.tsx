import { Button, Spinner } from "@fluentui/react-components";
import { StethoscopeRegular } from "@fluentui/react-icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { ask } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useTell } from "../../components/toasts.tsx";
import { Findings } from "./findings.tsx";

/** Every rule of the organisation, its domains and its tokens, as it is now; what is wrong stands first, with its fix. */
export function HealthPage() {
	const { t, i18n } = useTranslation("health");
	const may = useMay();
	const tell = useTell();
	const client = useQueryClient();
	const checks = useApi("/health/checks", {}, { every: 60_000 });
	const run = useMutation({
		mutationFn: () => ask("POST", "/health/checks", {}),
		onSuccess: async (answer) => {
			client.setQueryData(["/health/checks", i18n.language, {}], answer);
			tell({
				title: t("looked"),
				text: t(`state.${answer.state}`, { errors: answer.errors, warnings: answer.warnings, count: answer.unknown }),
			});
			await client.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "/health/checks" });
		},
	});
	const button = may("fixes.preview") ? (
		<Button
			appearance="primary"
			icon={run.isPending ? <Spinner size="tiny" /> : <StethoscopeRegular />}
			disabledFocusable={run.isPending}
			onClick={() => run.isPending || run.mutate()}
		>
			{t(run.isPending ? "looking" : "look")}
		</Button>
	) : null;
	return (
		<>
			<PageHeader title={t("title")} text={t("text")} actions={button} />
			{run.isError ? <ProblemNote error={run.error} /> : null}
			{checks.isError ? <ProblemNote error={checks.error} retry={() => void checks.refetch()} /> : null}
			{checks.isPending ? <Spinner label={t("app:loading")} /> : null}
			{checks.data === undefined ? null : <Findings checks={checks.data} />}
		</>
	);
}
