import { Badge } from "@fluentui/react-components";
import { AddRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
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
import { AdeBanner } from "./ade-banner.tsx";

type Profile = Item<"/ade/profiles">;

export const profileColors = { unused: "informative", waiting: "warning", defined: "success", refused: "danger" } as const;

/** Enrollment profiles of all tokens. */
export function ProfilesPage() {
	const { t } = useTranslation("apple");
	const may = useMay()("apple.change");
	const [{ token }, setFilters] = useFilters();
	const tokens = rowsOf<"/ade/tokens">(useApiPages("/ade/tokens", { query: { limit: 200 } }));
	const list = useApiPages("/ade/profiles", { query: { token } });
	const rows = rowsOf<"/ade/profiles">(list);
	const columns: readonly Column<Profile>[] = [
		{
			key: "name",
			title: t("profiles.name"),
			width: "minmax(0, 2fr)",
			cell: ({ id, name }) => (
				<Link to="/apple/profiles/$id" params={{ id }}>
					{name}
				</Link>
			),
		},
		{ key: "token", title: t("profiles.token"), cell: (row) => row.token.name },
		{ key: "sign-in", title: t("profiles.sign-in"), cell: ({ signIn }) => t(`sign-in.${signIn}`), width: "minmax(0, 1.4fr)" },
		{ key: "for", title: t("profiles.for"), cell: (row) => forWhom(row) },
		{
			key: "state",
			title: t("profiles.state"),
			cell: ({ state }) => (
				<Badge appearance="tint" color={profileColors[state]}>
					{t(`profile-state.${state}`)}
				</Badge>
			),
		},
		{ key: "changed", title: t("profiles.changed"), wideOnly: true, cell: ({ changedAt }) => <Moment at={changedAt} /> },
	];
	function forWhom({ isDefault, chosenBy }: Profile): string {
		const parts = [isDefault ? t("profiles.is-default") : "", chosenBy === 0 ? "" : t("profiles.chosen", { count: chosenBy })];
		return parts.filter((part) => part !== "").join(" · ") || t("profiles.nobody");
	}
	const add = may ? (
		<LinkButton to="/apple/profiles/add" search={{ token }} appearance="primary" icon={<AddRegular />}>
			{t("profiles.add")}
		</LinkButton>
	) : null;
	const noTokens = list.isSuccess && tokens.length === 0 && rows.length === 0;
	return (
		<>
			<PageHeader title={t("profiles.title")} text={t("profiles.text")} actions={noTokens ? null : add} />
			<AdeBanner />
			{tokens.length < 2 ? null : (
				<FittingSelect
					aria-label={t("profiles.token")}
					value={token ?? ""}
					onChange={(_, { value }) => setFilters({ token: value === "" ? undefined : value })}
					style={{ maxWidth: "360px", marginBottom: "12px" }}
				>
					<option value="">{t("profiles.all-tokens")}</option>
					{tokens.map(({ id, name }) => (
						<option key={id} value={id}>
							{name}
						</option>
					))}
				</FittingSelect>
			)}
			<DataTable
				label={t("profiles.title")}
				columns={columns}
				rows={rows}
				keyOf={({ id }) => id}
				loading={list.isPending}
				error={list.error}
				retry={() => void list.refetch()}
				more={list.hasNextPage ? () => void list.fetchNextPage() : undefined}
				loadingMore={list.isFetchingNextPage}
				empty={
					noTokens ? (
						<EmptyState
							title={t("tokens.none-title")}
							action={may ? <LinkButton to="/apple/tokens/add">{t("tokens.add")}</LinkButton> : null}
						>
							{t("profiles.no-token")}
						</EmptyState>
					) : (
						<EmptyState title={t("profiles.none-title")} action={add}>
							{t("profiles.none-text")}
						</EmptyState>
					)
				}
			/>
		</>
	);
}
