import { Button } from "@fluentui/react-components";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { rowsOf, useApiPages } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { BulkBar } from "./bulk-bar.tsx";
import { useDeviceColumns } from "./device-columns.tsx";
import { DeviceCounts } from "./device-counts.tsx";
import { DeviceFilters, filterNames } from "./device-filters.tsx";

type Device = Item<"/devices">;

/** The list of devices, however many there are. */
export function DevicesPage() {
	const { t } = useTranslation("devices");
	const [filters, setFilters] = useFilters();
	const may = useMay();
	const { columns, chooser } = useDeviceColumns();
	const asked = Object.fromEntries(filterNames.flatMap((name) => (filters[name] === undefined ? [] : [[name, filters[name]]])));
	const found = useApiPages("/devices", { query: { ...asked, limit: 100 } }, { every: 60_000 });
	const rows = rowsOf<"/devices">(found);
	// What was selected stays selected when the list is asked anew; another filter is another list.
	const [selected, setSelected] = useState<ReadonlyMap<string, Device>>(new Map());
	const set = (change: Parameters<typeof setFilters>[0]) => {
		setSelected(new Map());
		setFilters(change);
	};
	const narrowed = Object.keys(asked).length > 0;
	return (
		<>
			<PageHeader
				title={t("title")}
				text={t("lead")}
				actions={
					<>
						{chooser}
						<LinkButton to="/devices/blocked">{t("blocked")}</LinkButton>
					</>
				}
			/>
			<DeviceCounts state={filters["state"]} onState={(state) => set({ state })} />
			<DeviceFilters filters={filters} set={set} />
			{selected.size === 0 ? null : <BulkBar devices={[...selected.values()]} onClear={() => setSelected(new Map())} />}
			<DataTable<Device>
				label={t("title")}
				columns={columns}
				rows={rows}
				keyOf={({ id }) => id}
				loading={found.isPending}
				error={found.error}
				retry={() => void found.refetch()}
				more={found.hasNextPage ? () => void found.fetchNextPage() : undefined}
				loadingMore={found.isFetchingNextPage}
				empty={narrowed ? <NoneFound onClear={() => set(Object.fromEntries(filterNames.map((name) => [name, undefined])))} /> : <None />}
				{...(may("devices.act")
					? {
							selection: {
								selected: new Set(selected.keys()),
								set: (keys) => {
									const known = new Map([...selected, ...rows.map((row) => [row.id, row] as const)]);
									setSelected(new Map([...known].filter(([id]) => keys.has(id))));
								},
								name: ({ title }) => title,
							},
						}
					: {})}
			/>
		</>
	);
}

function None() {
	const { t } = useTranslation("devices");
	return (
		<EmptyState
			title={t("empty.title")}
			action={
				<LinkButton to="/tries" appearance="primary">
					{t("empty.action")}
				</LinkButton>
			}
		>
			{t("empty.text")}
		</EmptyState>
	);
}

function NoneFound({ onClear }: { readonly onClear: () => void }) {
	const { t } = useTranslation("devices");
	return <EmptyState title={t("none-found")} action={<Button onClick={onClear}>{t("clear")}</Button>} />;
}
