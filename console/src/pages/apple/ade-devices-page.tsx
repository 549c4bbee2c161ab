import { Button, Field, makeStyles, SearchBox, Tab, TabList, Text, tokens } from "@fluentui/react-components";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { rowsOf, useApiPages } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { FittingSelect } from "../../components/fitting-select.tsx";
import { LinkButton } from "../../components/link-button.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { Waiting } from "../../components/waiting.tsx";
import { AdeBanner } from "./ade-banner.tsx";
import { AssignDialog, type Which } from "./assign-dialog.tsx";
import { DeviceStateBadge } from "./device-state-badge.tsx";
import { type DeviceState, deviceStates, stateColors } from "./device-states.ts";
import { StateCounts } from "./state-counts.tsx";
import { SyncLine } from "./sync-line.tsx";

type Device = Item<"/ade/devices">;

const useStyles = makeStyles({
	filters: { display: "flex", flexWrap: "wrap", alignItems: "end", gap: tokens.spacingHorizontalM, marginBlock: tokens.spacingVerticalM },
	field: { flex: "1 1 200px", maxWidth: "360px", minWidth: 0 },
	tabs: { flexWrap: "wrap", marginTop: tokens.spacingVerticalM },
	mark: { forcedColorAdjust: "none", display: "inline-block", width: "10px", height: "10px", borderRadius: "2px" },
	chosen: {
		display: "flex",
		flexWrap: "wrap",
		alignItems: "center",
		gap: tokens.spacingHorizontalM,
		padding: tokens.spacingHorizontalS,
		marginBottom: tokens.spacingVerticalS,
		borderRadius: tokens.borderRadiusMedium,
		backgroundColor: tokens.colorBrandBackground2,
	},
	top: { display: "grid", gap: tokens.spacingVerticalM },
	quiet: { color: tokens.colorNeutralForeground3 },
});

const searchAfter = 300;

/** What Apple assigns to a token, by how far each device is. */
export function AdeDevicesPage() {
	const styles = useStyles();
	const { t, i18n } = useTranslation("apple");
	const may = useMay()("apple.change");
	const [filters, setFilters] = useFilters();
	const state = deviceStates.find((one) => one === filters["state"]);
	const [words, setWords] = useState(filters["search"] ?? "");
	const allTokens = useApiPages("/ade/tokens", { query: { limit: 200 } }, { every: 30_000 });
	const tokensThere = rowsOf<"/ade/tokens">(allTokens);
	const token = tokensThere.find(({ id }) => id === filters["token"]) ?? tokensThere[0];
	const profiles = rowsOf<"/ade/profiles">(
		useApiPages("/ade/profiles", { query: { token: token?.id, limit: 200 } }, { enabled: token !== undefined }),
	);
	const { search, profile } = filters;
	const query = { token: token?.id ?? "", state, profile, search };
	const list = useApiPages("/ade/devices", { query }, { enabled: token !== undefined });
	const rows = rowsOf<"/ade/devices">(list);
	const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
	const [open, setOpen] = useState<{ readonly what: "assign" | "unassign"; readonly which: Which } | null>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: what is selected is selected among what is listed.
	useEffect(() => setSelected(new Set()), [token?.id, state, profile, search]);
	// biome-ignore lint/correctness/useExhaustiveDependencies: asked when whoever types rests.
	useEffect(() => {
		const rest = setTimeout(() => {
			if (words.trim() !== (search ?? "")) setFilters({ search: words.trim() === "" ? undefined : words.trim() });
		}, searchAfter);
		return () => clearTimeout(rest);
	}, [words]);
	const narrowed = state !== undefined || profile !== undefined || search !== undefined;
	const columns: readonly Column<Device>[] = [
		{
			key: "serial",
			title: t("device.serial"),
			cell: ({ serial }) => (
				<Link to="/apple/devices/$serial" params={{ serial }}>
					{serial}
				</Link>
			),
		},
		{ key: "model", title: t("device.model"), cell: ({ model, description, family }) => model ?? description ?? family ?? "" },
		{
			key: "profile",
			title: t("device.profile"),
			cell: ({ wanted, wantedBy }) =>
				wanted === null ? t("device.no-profile") : wantedBy === "default" ? `${wanted.name} ${t("device.by-default")}` : wanted.name,
		},
		{ key: "state", title: t("device.state"), cell: (row) => <DeviceStateBadge state={row.state} /> },
		{ key: "seen", title: t("device.first-seen"), wideOnly: true, cell: ({ firstSeenAt }) => <Moment at={firstSeenAt} /> },
	];
	if (allTokens.isSuccess && token === undefined) {
		return (
			<>
				<PageHeader title={t("ade-devices.title")} text={t("ade-devices.text")} />
				<EmptyState title={t("tokens.none-title")} action={may ? <LinkButton to="/apple/tokens/add">{t("tokens.add")}</LinkButton> : null}>
					{t("tokens.none-text")}
				</EmptyState>
			</>
		);
	}
	if (allTokens.isPending) {
		return (
			<>
				<PageHeader title={t("ade-devices.title")} text={t("ade-devices.text")} />
				<Waiting />
			</>
		);
	}
	const filter = {
		...(state === undefined ? {} : { state }),
		...(search === undefined ? {} : { search }),
		...(profile === undefined ? {} : { profile }),
	};
	const one: Which = { token: token?.id ?? "", serials: [...selected] };
	const every: Which = { token: token?.id ?? "", filter };
	const count = (of: DeviceState) => (token?.counts[of] ?? 0).toLocaleString(i18n.language);
	return (
		<>
			<PageHeader
				title={t("ade-devices.title")}
				text={t("ade-devices.text")}
				actions={
					may && token !== undefined ? (
						<Button onClick={() => setOpen({ what: "assign", which: { token: token.id, file: null } })}>{t("assign.by-file")}</Button>
					) : null
				}
			/>
			<AdeBanner />
			{token === undefined ? null : (
				<div className={styles.top}>
					<StateCounts token={token.id} counts={token.counts} legend={false} />
					<SyncLine key={token.id} token={token} first={token.sync} />
				</div>
			)}
			<TabList
				className={styles.tabs}
				size="small"
				selectedValue={state ?? "all"}
				onTabSelect={(_, { value }) => setFilters({ state: value === "all" ? undefined : String(value) })}
			>
				<Tab value="all">{t("ade-devices.all", { number: (token?.devices ?? 0).toLocaleString(i18n.language) })}</Tab>
				{deviceStates.map((of) => (
					<Tab key={of} value={of} icon={<span className={styles.mark} style={{ backgroundColor: stateColors[of] }} />}>
						{t(`states.${of}`)} {count(of)}
					</Tab>
				))}
			</TabList>
			<div className={styles.filters}>
				{tokensThere.length < 2 ? null : (
					<Field label={t("profiles.token")} className={styles.field}>
						<FittingSelect value={token?.id ?? ""} onChange={(_, { value }) => setFilters({ token: value, profile: undefined })}>
							{tokensThere.map(({ id, name }) => (
								<option key={id} value={id}>
									{name}
								</option>
							))}
						</FittingSelect>
					</Field>
				)}
				<Field label={t("device.profile")} className={styles.field}>
					<FittingSelect value={profile ?? ""} onChange={(_, { value }) => setFilters({ profile: value === "" ? undefined : value })}>
						<option value="">{t("ade-devices.any-profile")}</option>
						{profiles.map(({ id, name }) => (
							<option key={id} value={id}>
								{name}
							</option>
						))}
					</FittingSelect>
				</Field>
				<Field label={t("ade-devices.search")} className={styles.field}>
					<SearchBox value={words} onChange={(_, { value }) => setWords(value)} placeholder={t("ade-devices.search-hint")} />
				</Field>
			</div>
			{may && selected.size > 0 ? (
				<div className={styles.chosen} role="region" aria-label={t("assign.selection")}>
					<Text>{t("app:list.selected", { count: selected.size })}</Text>
					<Button size="small" appearance="primary" onClick={() => setOpen({ what: "assign", which: one })}>
						{t("assign.button")}
					</Button>
					<Button size="small" onClick={() => setOpen({ what: "unassign", which: one })}>
						{t("assign.unassign")}
					</Button>
					<Button size="small" appearance="subtle" onClick={() => setSelected(new Set())}>
						{t("assign.none")}
					</Button>
				</div>
			) : null}
			{may && selected.size === 0 && narrowed && rows.length > 0 ? (
				<div className={styles.chosen}>
					<Text>{t("assign.all-text")}</Text>
					<Button size="small" onClick={() => setOpen({ what: "assign", which: every })}>
						{t("assign.all")}
					</Button>
				</div>
			) : null}
			<DataTable
				label={t("ade-devices.title")}
				columns={columns}
				rows={rows}
				keyOf={({ serial }) => serial}
				loading={list.isPending}
				error={list.error}
				retry={() => void list.refetch()}
				more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
				loadingMore={list.isFetchingNextPage}
				{...(may ? { selection: { selected, set: setSelected, name: ({ serial }: Device) => serial } } : {})}
				empty={
					narrowed ? (
						<EmptyState
							title={t("app:list.none-found")}
							action={
								<Button
									onClick={() => {
										setWords("");
										setFilters({ state: undefined, profile: undefined, search: undefined });
									}}
								>
									{t("app:list.clear")}
								</Button>
							}
						/>
					) : (
						<EmptyState title={t("ade-devices.none-title")}>{t("ade-devices.none-text")}</EmptyState>
					)
				}
			/>
			{open === null || token === undefined ? null : (
				<AssignDialog
					what={open.what}
					which={open.which}
					profiles={profiles}
					onClose={() => setOpen(null)}
					onDone={() => setSelected(new Set())}
				/>
			)}
		</>
	);
}
