import { Badge, makeStyles, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Asking, Item } from "../../api/client.ts";
import { rowsOf, useApiPages } from "../../api/queries.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { LicenceBadge } from "./licence-badge.tsx";

type Row = Item<"/users">;

const useStyles = makeStyles({
	name: { display: "grid", minWidth: 0 },
	link: {
		color: tokens.colorBrandForegroundLink,
		textDecoration: "none",
		overflow: "hidden",
		textOverflow: "ellipsis",
		":hover": { textDecoration: "underline" },
	},
	upn: {
		fontWeight: tokens.fontWeightRegular,
		color: tokens.colorNeutralForeground3,
		fontSize: tokens.fontSizeBase200,
		overflow: "hidden",
		textOverflow: "ellipsis",
	},
	badges: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalXS },
});

/** People by user name, as far as somebody scrolls. */
export function UsersTable({ query, empty }: { readonly query: Asking<"GET", "/users">["query"]; readonly empty: ReactNode }) {
	const styles = useStyles();
	const { t } = useTranslation("users");
	const list = useApiPages("/users", { query: query ?? {} });
	const columns: readonly Column<Row>[] = [
		{
			key: "name",
			title: t("column.name"),
			width: "minmax(0, 3fr)",
			cell: ({ id, displayName, upn }) => (
				<span className={styles.name}>
					<Link to="/users/$id" params={{ id }} className={styles.link} title={displayName}>
						{displayName}
					</Link>
					<span className={styles.upn} title={upn}>
						{upn}
					</span>
				</span>
			),
		},
		{
			key: "state",
			title: t("column.state"),
			width: "minmax(0, 1.4fr)",
			cell: ({ enabled, hasPassword, enrollmentManager }) => (
				<span className={styles.badges}>
					<Badge appearance="tint" color={enabled ? "success" : "danger"}>
						{t(enabled ? "state.enabled" : "state.disabled")}
					</Badge>
					{hasPassword ? null : (
						<Badge appearance="tint" color="warning">
							{t("state.no-password")}
						</Badge>
					)}
					{enrollmentManager ? <Badge appearance="tint">{t("state.manager")}</Badge> : null}
				</span>
			),
		},
		{
			key: "licences",
			title: t("column.licences"),
			width: "minmax(0, 2fr)",
			cell: ({ licences }) => (
				<span className={styles.badges}>
					{licences.length === 0 ? t("licence.none") : licences.map((one) => <LicenceBadge key={one.plan} licence={one} />)}
				</span>
			),
		},
		{
			key: "devices",
			title: t("column.devices"),
			width: "minmax(0, 1fr)",
			cell: ({ devices }) => t("device-count", { count: devices }),
		},
	];
	return (
		<DataTable
			label={t("title")}
			columns={columns}
			rows={rowsOf<"/users">(list)}
			keyOf={({ id }) => id}
			loading={list.isPending}
			error={list.error}
			retry={() => void list.refetch()}
			{...(list.hasNextPage ? { more: () => void list.fetchNextPage() } : {})}
			loadingMore={list.isFetchingNextPage}
			empty={empty}
		/>
	);
}
