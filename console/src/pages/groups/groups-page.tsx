import { Field, Input, makeStyles, tokens } from "@fluentui/react-components";
import { SearchRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useFilters } from "../../components/use-filters.ts";

const useStyles = makeStyles({
	search: { maxWidth: "420px", marginBottom: tokens.spacingVerticalM },
	link: { color: tokens.colorBrandForegroundLink, textDecoration: "none", ":hover": { textDecoration: "underline" } },
});

/** Every group, which policies and the enrollment itself can be tied to. */
export function GroupsPage() {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const [{ search = "" }, setFilters] = useFilters();
	const groups = useApi("/groups", {});
	const plain = useDeferredValue(search).normalize("NFKC").trim().toLowerCase();
	const rows = (groups.data?.items ?? []).filter(({ name }) => name.normalize("NFKC").toLowerCase().includes(plain));
	const columns: readonly Column<Item<"/groups">>[] = [
		{
			key: "name",
			title: t("group.name"),
			width: "minmax(0, 3fr)",
			cell: ({ id, name }) => (
				<Link to="/groups/$id" params={{ id }} className={styles.link} title={name}>
					{name}
				</Link>
			),
		},
		{ key: "members", title: t("groups.members"), cell: ({ members }) => t("groups.count", { count: members }) },
	];
	return (
		<>
			<PageHeader title={t("groups.title")} text={t("groups.text")} />
			<Field label={t("groups.search")} className={styles.search}>
				<Input type="search" value={search} onChange={(_, { value }) => setFilters({ search: value })} contentBefore={<SearchRegular />} />
			</Field>
			<DataTable
				label={t("groups.title")}
				columns={columns}
				rows={rows}
				keyOf={({ id }) => id}
				loading={groups.isPending}
				error={groups.error}
				retry={() => void groups.refetch()}
				empty={
					plain === "" ? (
						<EmptyState title={t("groups.none")} action={<Link to="/users">{t("groups.to-users")}</Link>}>
							{t("groups.none-text")}
						</EmptyState>
					) : (
						<EmptyState title={t("app:list.none-found")} />
					)
				}
			/>
		</>
	);
}
