import { makeStyles, Tab, TabList, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { rowsOf, useApi, useApiPages } from "../../api/queries.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { SeverityBadge } from "../../components/severity-badge.tsx";
import { useFilters } from "../../components/use-filters.ts";

type Incident = Item<"/incidents">;

const severities = ["error", "warning", "information"] as const;

const useStyles = makeStyles({
	tabs: { marginBottom: tokens.spacingVerticalM, flexWrap: "wrap" },
	cause: { display: "grid", minWidth: 0, overflowWrap: "anywhere" },
	about: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
	affected: { display: "flex", alignItems: "center", gap: tokens.spacingHorizontalS, minWidth: 0 },
	bar: { flex: "1 1 48px", minWidth: "32px", maxWidth: "160px", height: "8px" },
	number: { minWidth: "3ch", textAlign: "right", fontVariantNumeric: "tabular-nums" },
});

/** Of whatever somebody may count by: people, else devices. */
export const affectedBy = ({ users, names, devices }: Pick<Incident, "users" | "names" | "devices">): number | null =>
	users === null ? null : Math.max(users + (names ?? 0), devices ?? 0);

/** What goes wrong, by its cause: what is open first, and whatever stops most at the top. */
export function IncidentsPage() {
	const styles = useStyles();
	const { t } = useTranslation(["incidents", "evidence"]);
	const [filters, setFilters] = useFilters();
	const severity = severities.find((one) => one === filters["severity"]);
	const shown = filters["show"] === "closed" ? "closed" : (severity ?? "open");
	return (
		<>
			<PageHeader title={t("title")} text={t("lead")} />
			<TabList
				className={styles.tabs}
				selectedValue={shown}
				onTabSelect={(_, { value }) =>
					setFilters({
						show: value === "closed" ? "closed" : undefined,
						severity: severities.find((one) => one === value),
					})
				}
			>
				<Tab value="open">{t("tab.open")}</Tab>
				{severities.map((one) => (
					<Tab key={one} value={one}>
						{t(`evidence:severity.${one}`)}
					</Tab>
				))}
				<Tab value="closed">{t("tab.closed")}</Tab>
			</TabList>
			{shown === "closed" ? <Closed /> : <Open severity={severity} />}
		</>
	);
}

function Open({ severity }: { readonly severity: Incident["severity"] | undefined }) {
	const { t } = useTranslation(["incidents", "evidence"]);
	const query = { open: "true", sort: "affected", limit: 200, severity } as const;
	const result = useApi("/incidents", { query }, { every: 15_000, keep: true });
	const rows = result.data?.items ?? [];
	return (
		<DataTable
			label={t("tab.open")}
			columns={useColumns(rows)}
			rows={rows}
			keyOf={({ id }) => id}
			loading={result.isPending}
			error={result.error}
			retry={() => void result.refetch()}
			empty={
				<EmptyState title={t("empty.title")} action={<Link to="/health">{t("empty.action")}</Link>}>
					{t("empty.text")}
				</EmptyState>
			}
		/>
	);
}

function Closed() {
	const { t } = useTranslation(["incidents", "evidence"]);
	const result = useApiPages("/incidents", { query: { open: "false" } });
	const rows = rowsOf<"/incidents">(result);
	return (
		<DataTable
			label={t("tab.closed")}
			columns={useColumns(rows)}
			rows={rows}
			keyOf={({ id }) => id}
			loading={result.isPending}
			error={result.error}
			retry={() => void result.refetch()}
			more={result.hasNextPage ? () => void result.fetchNextPage() : undefined}
			loadingMore={result.isFetchingNextPage}
			empty={<EmptyState title={t("empty.none-closed")}>{t("empty.closed-text")}</EmptyState>}
		/>
	);
}

function useColumns(rows: readonly Incident[]): readonly Column<Incident>[] {
	const styles = useStyles();
	const { t, i18n } = useTranslation(["incidents", "evidence"]);
	const most = Math.max(1, ...rows.map((one) => affectedBy(one) ?? 0));
	return [
		{
			key: "cause",
			title: t("column.cause"),
			width: "minmax(0, 3fr)",
			cell: ({ id, title, about }) => (
				<span className={styles.cause}>
					<Link to="/incidents/$id" params={{ id }}>
						{title}
					</Link>
					{about.name === "" ? null : <span className={styles.about}>{about.name}</span>}
				</span>
			),
		},
		{ key: "severity", title: t("column.severity"), width: "112px", cell: ({ severity }) => <SeverityBadge severity={severity} /> },
		{
			key: "affected",
			title: t("column.affected"),
			width: "minmax(0, 1.4fr)",
			cell: (row) => {
				const count = affectedBy(row);
				if (count === null) return t("everybody");
				return (
					<span
						className={styles.affected}
						title={t("affected", { users: (row.users ?? 0) + (row.names ?? 0), devices: row.devices ?? 0 })}
					>
						<span className={styles.number}>{count.toLocaleString(i18n.language)}</span>
						<svg className={styles.bar} aria-hidden="true">
							<rect width="100%" height="8" rx="3" style={{ fill: tokens.colorNeutralBackground4 }} />
							<rect
								width={`${count === 0 ? 0 : Math.max(3, (100 * count) / most)}%`}
								height="8"
								rx="3"
								style={{ fill: tokens.colorBrandBackground }}
							/>
						</svg>
					</span>
				);
			},
		},
		{ key: "opened", title: t("column.opened"), width: "minmax(0, 1fr)", wideOnly: true, cell: ({ openedAt }) => <Moment at={openedAt} /> },
		{
			key: "seen",
			title: t("column.last"),
			width: "minmax(0, 1fr)",
			cell: ({ seenAt, closedAt }) => <Moment at={closedAt ?? seenAt} />,
		},
	];
}
