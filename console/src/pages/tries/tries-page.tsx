import { Button, Dropdown, makeStyles, Option, SearchBox, tokens } from "@fluentui/react-components";
import { Link, useNavigate } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Item } from "../../api/client.ts";
import { rowsOf, useApiPages } from "../../api/queries.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { FilterChips } from "./filter-chips.tsx";
import { meantBy } from "./meant-by.ts";

type Try = Item<"/attempts">;

const states = ["open", "refused", "stopped", "enrolled"] as const;
const journeys = ["web", "account-driven", "ade-sign-in", "ade-userless", "renewal", "unenrollment"] as const;
const hour = 3_600_000;
const spans = { "1h": hour, "24h": 24 * hour, "7d": 168 * hour, "30d": 720 * hour } as const;

const useStyles = makeStyles({
	filters: {
		display: "flex",
		flexWrap: "wrap",
		gap: tokens.spacingHorizontalS,
		alignItems: "center",
		marginBottom: tokens.spacingVerticalM,
	},
	search: { flex: "1 1 260px", maxWidth: "480px" },
	choice: { minWidth: "132px" },
	outcome: {
		display: "inline-flex",
		gap: tokens.spacingHorizontalS,
		alignItems: "center",
		minWidth: 0,
		maxWidth: "100%",
		flexWrap: "wrap",
	},
	text: { overflowWrap: "anywhere" },
});

const oneOf = <T extends string>(all: readonly T[], value: string | undefined): T | undefined => all.find((one) => one === value);

/** Every try to enroll, the newest first. */
export function TriesPage() {
	const styles = useStyles();
	const { t } = useTranslation(["tries", "evidence"]);
	const navigate = useNavigate();
	const [filters, setFilters] = useFilters();
	const [typed, setTyped] = useState("");
	const state = oneOf(states, filters["state"]);
	const journey = oneOf(journeys, filters["journey"]);
	const last = oneOf(Object.keys(spans) as (keyof typeof spans)[], filters["last"]);
	// Of the minute in which it was chosen: an instant that moves would be another question each time.
	const since = useMemo(() => (last === undefined ? undefined : new Date(Date.now() - spans[last]).toISOString()), [last]);
	const { code, user, serial } = filters;
	const query = { state, journey, code, user, serial, since: filters["since"] ?? since, until: filters["until"] };
	const result = useApiPages("/attempts", { query }, { every: 15_000 });
	const rows = rowsOf<"/attempts">(result);
	const filtered = Object.values(query).some((one) => one !== undefined);
	const clear = () =>
		setFilters({
			state: undefined,
			journey: undefined,
			last: undefined,
			code: undefined,
			user: undefined,
			serial: undefined,
			since: undefined,
			until: undefined,
		});
	const columns: readonly Column<Try>[] = [
		{
			key: "reference",
			title: t("column.reference"),
			width: "96px",
			cell: ({ reference }) => (
				<Link to="/tries/$reference" params={{ reference }}>
					{reference}
				</Link>
			),
		},
		{
			key: "outcome",
			title: t("column.outcome"),
			width: "minmax(0, 2.2fr)",
			cell: (row) => (
				<span className={styles.outcome}>
					<StateBadge state={row.state} />
					{row.title === null || row.state === "enrolled" || row.state === "open" ? null : <span className={styles.text}>{row.title}</span>}
				</span>
			),
		},
		{
			key: "user",
			title: t("column.user"),
			width: "minmax(0, 2fr)",
			cell: ({ upn }) => <span className={styles.text}>{upn ?? "–"}</span>,
		},
		{ key: "serial", title: t("column.serial"), width: "minmax(104px, 1fr)", cell: ({ serial: of }) => of ?? "" },
		{
			key: "device",
			title: t("column.device"),
			width: "minmax(0, 1.2fr)",
			wideOnly: true,
			cell: ({ model, osVersion }) => [model, osVersion].filter((one) => one !== null).join(" · "),
		},
		{ key: "started", title: t("column.started"), width: "minmax(84px, 0.8fr)", cell: ({ startedAt }) => <Moment at={startedAt} /> },
	];
	return (
		<>
			<PageHeader title={t("title")} text={t("lead")} />
			<div className={styles.filters}>
				<form
					className={styles.search}
					onSubmit={(event) => {
						event.preventDefault();
						const meant = meantBy(typed);
						if (meant === null) return;
						setTyped("");
						if ("filter" in meant) setFilters(meant.filter);
						else void navigate(meant.page);
					}}
				>
					<SearchBox
						value={typed}
						onChange={(_, { value }) => setTyped(value)}
						placeholder={t("search.placeholder")}
						aria-label={t("search.label")}
						style={{ width: "100%", maxWidth: "100%" }}
					/>
				</form>
				<Choice
					label={t("filter.state")}
					value={state}
					all={states}
					text={(one) => t(`evidence:state.${one}`)}
					onChoose={(one) => setFilters({ state: one })}
				/>
				<Choice
					label={t("filter.journey")}
					value={journey}
					all={journeys}
					text={(one) => t(`journey.${one}`)}
					onChoose={(one) => setFilters({ journey: one })}
				/>
				<Choice
					label={t("filter.last")}
					value={last}
					all={Object.keys(spans) as (keyof typeof spans)[]}
					text={(one) => t(`span.${one}`)}
					onChoose={(one) => setFilters({ last: one, since: undefined })}
				/>
				{filtered ? (
					<Button appearance="subtle" onClick={clear}>
						{t("app:list.clear")}
					</Button>
				) : null}
			</div>
			<FilterChips
				chips={[
					["user", user, t("column.user")],
					["serial", serial, t("column.serial")],
					["code", code, t("filter.code")],
				]}
				onRemove={(name) => setFilters({ [name]: undefined })}
			/>
			<DataTable
				label={t("title")}
				columns={columns}
				rows={rows}
				keyOf={({ reference }) => reference}
				loading={result.isPending}
				error={result.error}
				retry={() => void result.refetch()}
				more={result.hasNextPage ? () => void result.fetchNextPage() : undefined}
				loadingMore={result.isFetchingNextPage}
				empty={
					filtered ? (
						<EmptyState title={t("app:list.none-found")} action={<Button onClick={clear}>{t("app:list.clear")}</Button>} />
					) : (
						<EmptyState title={t("empty.title")} action={<Link to="/explain">{t("empty.action")}</Link>}>
							{t("empty.text")}
						</EmptyState>
					)
				}
			/>
		</>
	);
}

function Choice<T extends string>({
	label,
	value,
	all,
	text,
	onChoose,
}: {
	readonly label: string;
	readonly value: T | undefined;
	readonly all: readonly T[];
	readonly text: (one: T) => string;
	readonly onChoose: (one: T | undefined) => void;
}) {
	const styles = useStyles();
	return (
		<Dropdown
			className={styles.choice}
			aria-label={label}
			selectedOptions={[value ?? ""]}
			value={value === undefined ? label : text(value)}
			onOptionSelect={(_, { optionValue }) => onChoose(all.find((one) => one === optionValue))}
		>
			<Option value="" text={label}>
				{label}
			</Option>
			{all.map((one) => (
				<Option key={one} value={one} text={text(one)}>
					{text(one)}
				</Option>
			))}
		</Dropdown>
	);
}
