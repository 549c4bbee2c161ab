import { makeStyles, Text, tokens } from "@fluentui/react-components";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useApi } from "../../api/queries.ts";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { Waiting } from "../../components/waiting.tsx";
import { UsersTable } from "../users/users-table.tsx";

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalXS, margin: 0, padding: 0, listStyleType: "none", overflowWrap: "anywhere" },
});

const pages = {
	"platform-restriction": "/policies/restrictions",
	"device-limit": "/policies/limits",
	"enrollment-type": "/policies/enrollment-types",
} as const;

/** One group: which policies are for it, and who is in it. */
export function GroupPage() {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const { id } = useParams({ strict: false }) as { readonly id: string };
	const { data, error, refetch } = useApi("/groups/:id", { params: { id } });
	return (
		<>
			<PageHeader title={data?.name ?? t("group.title")} up={{ to: "/groups", text: t("groups.title") }} />
			{data === undefined ? (
				error === null ? (
					<Waiting />
				) : (
					<ProblemNote error={error} retry={() => void refetch()} />
				)
			) : (
				<>
					<Section title={t("groups.policies")}>
						{data.policies.length === 0 ? <Text>{t("groups.no-policies")}</Text> : null}
						<ul className={styles.list}>
							{data.policies.map(({ id: key, name, kind, priority }) => (
								<li key={key}>
									<Link to={pages[kind]}>{name}</Link> {t(`groups.kind.${kind}`)}
									{priority === null ? "" : ` ${t("groups.priority", { priority })}`}
								</li>
							))}
						</ul>
					</Section>
					<UsersTable query={{ group: id }} empty={<EmptyState title={t("groups.nobody")}>{t("groups.nobody-text")}</EmptyState>} />
				</>
			)}
		</>
	);
}
