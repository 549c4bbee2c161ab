import { Button, SearchBox, tokens } from "@fluentui/react-components";
import { AddRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { rowsOf, useApiPages } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { useChange } from "../../changes/use-change.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { BlockDialog } from "./block-dialog.tsx";

type Blocked = Item<"/blocked-devices">;

/** Serial numbers that may not enroll. */
export function BlockedDevicesPage() {
	const { t } = useTranslation("devices");
	const may = useMay();
	const [{ search }, setFilters] = useFilters();
	const wanted = useDeferredValue(search?.trim());
	const [adding, setAdding] = useState(false);
	const found = useApiPages("/blocked-devices", { query: { ...(wanted === undefined || wanted === "" ? {} : { search: wanted }) } });
	const unblock = useChange("/blocked-devices/:serial/unblock", { tellFailure: true });
	const end = may("devices.end");
	const add = (
		<Button appearance="primary" icon={<AddRegular />} onClick={() => setAdding(true)}>
			{t("block.title")}
		</Button>
	);
	const columns: readonly Column<Blocked>[] = [
		{
			...{ key: "serial", title: t("columns.serial"), width: "minmax(120px, 200px)" },
			cell: ({ serial }) => (
				<Link to="/devices" search={{ search: serial }} title={t("blocked-page.device")} style={{ color: tokens.colorBrandForegroundLink }}>
					{serial}
				</Link>
			),
		},
		{ key: "reason", title: t("block.reason"), cell: ({ reason }) => <bdi>{reason}</bdi> },
		{ key: "at", title: t("blocked-page.since"), width: "140px", cell: ({ at }) => <Moment at={at} /> },
		...(end
			? [
					{
						...{ key: "unblock", title: t("act.menu"), width: "150px" },
						cell: ({ serial }: Blocked) => (
							<Button size="small" disabledFocusable={unblock.isPending} onClick={() => unblock.mutate({ params: { serial }, query: {} })}>
								{t("act.unblock")}
							</Button>
						),
					},
				]
			: []),
	];
	const narrowed = wanted !== undefined && wanted !== "";
	return (
		<>
			<PageHeader
				title={t("blocked-page.title")}
				text={t("blocked-page.lead")}
				up={{ to: "/devices", text: t("blocked-page.up") }}
				actions={end ? add : null}
			/>
			<search>
				<SearchBox
					style={{ marginBottom: "12px", width: "100%", maxWidth: "360px" }}
					value={search ?? ""}
					maxLength={100}
					placeholder={t("blocked-page.search")}
					aria-label={t("blocked-page.search")}
					onChange={(_, { value }) => setFilters({ search: value === "" ? undefined : value })}
				/>
			</search>
			<DataTable
				label={t("blocked-page.title")}
				columns={columns}
				rows={rowsOf<"/blocked-devices">(found)}
				keyOf={({ serial }) => serial}
				loading={found.isPending}
				error={found.error}
				retry={() => void found.refetch()}
				more={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
				loadingMore={found.isFetchingNextPage}
				empty={
					narrowed ? (
						<EmptyState title={t("none-found")} action={<Button onClick={() => setFilters({ search: undefined })}>{t("clear")}</Button>} />
					) : (
						<EmptyState title={t("blocked-page.empty-title")} action={end ? add : null}>
							{t("blocked-page.empty-text")}
						</EmptyState>
					)
				}
			/>
			{adding ? <BlockDialog serial={null} name={null} onClose={() => setAdding(false)} /> : null}
		</>
	);
}
