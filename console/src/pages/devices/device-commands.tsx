import { Badge, makeStyles, tokens } from "@fluentui/react-components";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { Moment } from "../../components/moment.tsx";

export type DeviceCommand = Answer<"GET", "/devices/:id/commands">["items"][number];

const looks = {
	queued: "informative",
	sent: "informative",
	"not-now": "warning",
	acknowledged: "success",
	error: "danger",
	cancelled: "subtle",
} as const;

const useStyles = makeStyles({
	errors: { margin: 0, padding: 0, listStyle: "none", overflowWrap: "anywhere" },
	code: { color: tokens.colorNeutralForeground3, fontSize: tokens.fontSizeBase200 },
});

/** What it was told and asked, the newest first, with what it answered; looked at again while something waits. */
export function DeviceCommands({ id }: { readonly id: string }) {
	const { t } = useTranslation("devices");
	const nameOf = useCommandName();
	const found = useApi("/devices/:id/commands", { params: { id }, query: {} }, { every: 5_000 });
	const columns: readonly Column<DeviceCommand>[] = [
		{
			key: "request",
			title: t("commands.request"),
			width: "minmax(150px, 1fr)",
			cell: ({ requestType }) => <span title={requestType}>{nameOf(requestType)}</span>,
		},
		{ key: "state", title: t("commands.state"), width: "150px", cell: ({ state }) => <CommandState state={state} /> },
		{ key: "queued", title: t("commands.queued"), width: "120px", cell: ({ queuedAt }) => <Moment at={queuedAt} /> },
		{
			...{ key: "answered", title: t("commands.answered"), width: "120px" },
			cell: ({ finishedAt, state }) => (finishedAt === null || state === "cancelled" ? "" : <Moment at={finishedAt} />),
		},
		{ key: "errors", title: t("commands.errors"), width: "minmax(0, 2fr)", cell: ({ errors }) => <CommandErrors errors={errors} /> },
	];
	return (
		<DataTable
			label={t("tabs.commands")}
			columns={columns}
			rows={found.data?.items ?? []}
			keyOf={({ uuid }) => uuid}
			loading={found.isPending}
			error={found.error}
			retry={() => void found.refetch()}
			empty={<EmptyState title={t("commands.none")} />}
		/>
	);
}

/** What a command asks, in words; one that has none stands as Apple calls it. */
export function useCommandName(): (requestType: string) => string {
	const { t, i18n } = useTranslation("devices");
	return (type) => {
		const key = `devices:commands.names.${type}`;
		return i18n.exists(key) ? t(key as "commands.names.Settings") : type;
	};
}

export function CommandState({ state }: { readonly state: DeviceCommand["state"] }) {
	const { t } = useTranslation("devices");
	return (
		<Badge appearance="tint" color={looks[state]}>
			{t(`commands.states.${state}`)}
		</Badge>
	);
}

/** Why a device did not do what it was told, in its own words. */
export function CommandErrors({ errors }: Pick<DeviceCommand, "errors">) {
	const styles = useStyles();
	if (errors.length === 0) return null;
	return (
		<ul className={styles.errors}>
			{errors.map(({ domain, code, text }) => (
				<li key={`${domain} ${code} ${text}`}>
					<bdi>{text}</bdi> <span className={styles.code}>{`${domain} ${code}`}</span>
				</li>
			))}
		</ul>
	);
}
