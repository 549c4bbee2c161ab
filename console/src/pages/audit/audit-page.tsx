import { Badge, Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { ArrowUndoRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { rowsOf, useApiPages } from "../../api/queries.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { AuditFilters } from "./audit-filters.tsx";
import { dayEnd, dayStart } from "./day.ts";

type Entry = Answer<"GET", "/audit">["items"][number];

const useStyles = makeStyles({
	dim: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200, overflowWrap: "anywhere" },
	wrap: { overflowWrap: "anywhere" },
	lines: { margin: 0, padding: 0, listStyleType: "none", overflowWrap: "anywhere" },
});

/** Who changed what, the newest first. What can be taken back has a button that first shows what would come of it. */
export function AuditPage() {
	const styles = useStyles();
	const { t } = useTranslation("audit");
	const [filters, setFilters] = useFilters();
	const { who, action, target, since, until } = filters;
	const [undoing, setUndoing] = useState<Entry | null>(null);
	const entries = useApiPages("/audit", { query: { who, action, target, since: dayStart(since), until: dayEnd(until) } });
	const filtered = [who, action, target, since, until].some((one) => one !== undefined && one !== "");
	const clear = () => setFilters({ who: undefined, action: undefined, target: undefined, since: undefined, until: undefined });
	const columns: readonly Column<Entry>[] = [
		{ key: "when", title: t("when"), width: "150px", cell: ({ at }) => <Moment at={at} exact /> },
		{
			key: "who",
			title: t("who"),
			cell: ({ actor, from, byToken }) => (
				<>
					<div className={styles.wrap}>{actor.name ?? t(`kind.${actor.kind}`)}</div>
					<div className={styles.dim}>
						{[
							actor.name === null ? null : t(`kind.${actor.kind}`),
							actor.kind === "person" ? from : null,
							byToken === null ? null : t("by-token", { token: byToken }),
						]
							.filter((one) => one !== null)
							.join(" · ")}
					</div>
				</>
			),
		},
		{
			key: "what",
			title: t("what"),
			width: "minmax(0, 1.4fr)",
			cell: ({ title, action: words, target: of }) => (
				<>
					<Text weight="semibold" className={styles.wrap}>
						{title}
					</Text>
					<div className={styles.wrap}>{of}</div>
					<code className={styles.dim}>{words}</code>
				</>
			),
		},
		{
			key: "changes",
			title: t("changes"),
			width: "minmax(0, 1.6fr)",
			cell: ({ lines }) => (
				<ul className={styles.lines}>
					{lines.map((line) => (
						<li key={line}>{line}</li>
					))}
				</ul>
			),
		},
		{
			key: "undo",
			title: t("actions"),
			width: "130px",
			cell: (entry) => (
				<>
					{entry.undoneBy === null ? null : <Badge appearance="outline">{t("undone")}</Badge>}
					{entry.undoes === null ? null : <Badge appearance="outline">{t("takes-back")}</Badge>}
					{entry.canUndo ? (
						<Button size="small" icon={<ArrowUndoRegular />} onClick={() => setUndoing(entry)}>
							{t("undo")}
						</Button>
					) : null}
				</>
			),
		},
	];
	return (
		<>
			<PageHeader title={t("title")} text={t("text")} />
			<AuditFilters key={JSON.stringify(filters)} />
			<DataTable
				label={t("title")}
				columns={columns}
				rows={rowsOf<"/audit">(entries)}
				keyOf={({ id }) => id}
				loading={entries.isPending}
				error={entries.error}
				retry={() => void entries.refetch()}
				more={entries.hasNextPage ? () => void entries.fetchNextPage() : undefined}
				loadingMore={entries.isFetchingNextPage}
				empty={
					filtered ? (
						<EmptyState title={t("none-found")} action={<Button onClick={clear}>{t("clear")}</Button>} />
					) : (
						<EmptyState title={t("empty.title")}>{t("empty.text")}</EmptyState>
					)
				}
			/>
			{undoing === null ? null : (
				<ChangeDialog
					title={t("undo-title")}
					path="/audit/:id/undo"
					asking={{ params: { id: undoing.id }, query: {} }}
					label={t("undo")}
					onClose={() => setUndoing(null)}
				>
					<Text weight="semibold">
						{undoing.title} {undoing.target}
					</Text>
				</ChangeDialog>
			)}
		</>
	);
}
