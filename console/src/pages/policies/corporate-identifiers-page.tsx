import { Button, Field, Input, SearchBox } from "@fluentui/react-components";
import { AddRegular, ArrowUploadRegular, DeleteRegular } from "@fluentui/react-icons";
import { useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { rowsOf, useApiPages } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useFilters } from "../../components/use-filters.ts";

type Identifier = Item<"/corporate-identifiers">;

/** Serial numbers of devices that the organisation owns. */
export function CorporateIdentifiersPage() {
	const { t } = useTranslation("policies");
	const may = useMay();
	const [{ q = "" }, setFilters] = useFilters();
	const search = useDeferredValue(q);
	const pages = useApiPages("/corporate-identifiers", { query: { search: search === "" ? undefined : search } });
	const [editing, setEditing] = useState<Identifier | "new" | null>(null);
	const [removing, setRemoving] = useState<Identifier | null>(null);
	const mayChange = may("policies.change");
	const buttons = (
		<>
			<LinkButton to="/policies/corporate-identifiers/import" icon={<ArrowUploadRegular />}>
				{t("identifiers.import")}
			</LinkButton>
			<Button appearance="primary" icon={<AddRegular />} onClick={() => setEditing("new")}>
				{t("identifiers.add")}
			</Button>
		</>
	);
	const columns: readonly Column<Identifier>[] = [
		{
			key: "serial",
			title: t("identifiers.serial"),
			width: "minmax(140px, 1fr)",
			cell: ({ serial }) => <strong>{serial}</strong>,
		},
		{ key: "details", title: t("identifiers.details"), width: "minmax(0, 2fr)", cell: ({ details }) => details || "–" },
		{ key: "added", title: t("identifiers.added"), width: "140px", cell: ({ importedAt }) => <Moment at={importedAt} /> },
		...(mayChange
			? [
					{
						key: "change",
						title: t("identifiers.actions"),
						width: "160px",
						cell: (one: Identifier) => (
							<>
								<Button size="small" appearance="subtle" onClick={() => setEditing(one)}>
									{t("identifiers.edit")}
								</Button>
								<Button
									size="small"
									appearance="subtle"
									icon={<DeleteRegular />}
									aria-label={t("identifiers.remove", { serial: one.serial })}
									title={t("identifiers.remove", { serial: one.serial })}
									onClick={() => setRemoving(one)}
								/>
							</>
						),
					},
				]
			: []),
	];
	return (
		<>
			<PageHeader title={t("identifiers.title")} text={t("identifiers.text")} {...(mayChange ? { actions: buttons } : {})} />
			<SearchBox
				aria-label={t("identifiers.search")}
				placeholder={t("identifiers.search")}
				value={q}
				style={{ marginBottom: "12px", width: "min(400px, 100%)" }}
				onChange={(_, { value }) => setFilters({ q: value === "" ? undefined : value })}
			/>
			<DataTable
				label={t("identifiers.title")}
				columns={columns}
				rows={rowsOf<"/corporate-identifiers">(pages)}
				keyOf={({ serial }) => serial}
				loading={pages.isPending}
				error={pages.error}
				retry={() => void pages.refetch()}
				more={pages.hasNextPage ? () => void pages.fetchNextPage() : undefined}
				loadingMore={pages.isFetchingNextPage}
				empty={
					q === "" ? (
						<EmptyState title={t("identifiers.none")} {...(mayChange ? { action: buttons } : {})}>
							{t("identifiers.none-text")}
						</EmptyState>
					) : (
						<EmptyState title={t("identifiers.none-found", { q })}>{t("identifiers.none-found-text")}</EmptyState>
					)
				}
			/>
			{editing === null ? null : <EditDialog now={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
			{removing === null ? null : (
				<ChangeDialog
					title={t("identifiers.remove", { serial: removing.serial })}
					path="/corporate-identifiers/:serial/remove"
					asking={{ params: { serial: removing.serial }, query: {}, body: undefined }}
					label={t("identifiers.remove-now")}
					onClose={() => setRemoving(null)}
				>
					{t("identifiers.remove-text")}
				</ChangeDialog>
			)}
		</>
	);
}

function EditDialog({ now, onClose }: { readonly now: Identifier | null; readonly onClose: () => void }) {
	const { t } = useTranslation("policies");
	const [serial, setSerial] = useState(now?.serial ?? "");
	const [details, setDetails] = useState(now?.details ?? "");
	const plain = serial.normalize("NFKC").replace(/[\s.]/g, "");
	return (
		<ChangeDialog
			title={now === null ? t("identifiers.add") : now.serial}
			path="/corporate-identifiers"
			asking={{ query: {}, body: { serial, details } }}
			// While somebody is typing it is no serial number yet: to ask for each letter would answer with refusals.
			ready={plain.length >= 8}
			label={t("identifiers.save")}
			onClose={onClose}
		>
			{now === null ? (
				<Field label={t("identifiers.serial")} hint={t("identifiers.serial-hint")} required>
					<Input value={serial} maxLength={40} autoCapitalize="characters" onChange={(_, { value }) => setSerial(value)} />
				</Field>
			) : null}
			<Field label={t("identifiers.details")} hint={t("identifiers.details-hint")}>
				<Input value={details} maxLength={128} onChange={(_, { value }) => setDetails(value)} />
			</Field>
		</ChangeDialog>
	);
}
