import { MessageBar, MessageBarBody, Skeleton, SkeletonItem, Tab, TabList } from "@fluentui/react-components";
import { useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { regionOf } from "../../app/language.ts";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { useFilters } from "../../components/use-filters.ts";
import { DeviceActions } from "./device-actions.tsx";
import { DeviceCommands } from "./device-commands.tsx";
import { DeviceInformation } from "./device-information.tsx";
import { DeviceOverview } from "./device-overview.tsx";
import { DeviceTimeline } from "./device-timeline.tsx";
import { StateBadge } from "./state-badge.tsx";

export type DeviceDetail = Answer<"GET", "/devices/:id">;

const tabs = ["overview", "commands", "timeline", "information"] as const;

/** One device: how it is, what it was told, what happened with it, and what can be done. */
export function DevicePage() {
	const { t, i18n } = useTranslation("devices");
	const { id } = useParams({ strict: false }) as { readonly id: string };
	const [filters, setFilters] = useFilters();
	const found = useApi("/devices/:id", { params: { id }, query: {} }, { every: 15_000 });
	const tab = tabs.find((one) => one === filters["tab"]) ?? "overview";
	const up = { to: "/devices", text: t("title") } as const;
	if (found.data === undefined) {
		return (
			<>
				<PageHeader title={t("show.device")} up={up} />
				{found.isError ? <ProblemNote error={found.error} retry={() => void found.refetch()} /> : <Waiting label={t("app:loading")} />}
			</>
		);
	}
	const device = found.data;
	const when = (at: string) => new Date(at).toLocaleDateString(regionOf(i18n.language), { dateStyle: "long" });
	return (
		<>
			<PageHeader title={device.title} up={up} text={<StateBadge state={device.state} />} actions={<DeviceActions device={device} />} />
			{device.blocked === null ? null : (
				<MessageBar intent="warning" layout="multiline" style={{ marginBottom: "12px" }}>
					<MessageBarBody>{t("show.blocked-text", { when: when(device.blocked.since), reason: device.blocked.reason })}</MessageBarBody>
				</MessageBar>
			)}
			<TabList
				selectedValue={tab}
				onTabSelect={(_, { value }) => setFilters({ tab: value === "overview" ? undefined : String(value) })}
				style={{ flexWrap: "wrap", marginBottom: "12px" }}
			>
				{tabs.map((one) => (
					<Tab key={one} value={one}>
						{t(`tabs.${one}`)}
					</Tab>
				))}
			</TabList>
			{tab === "overview" ? <DeviceOverview device={device} /> : null}
			{tab === "commands" ? <DeviceCommands id={id} /> : null}
			{tab === "timeline" ? <DeviceTimeline id={id} /> : null}
			{tab === "information" ? <DeviceInformation device={device} /> : null}
		</>
	);
}

function Waiting({ label }: { readonly label: string }) {
	return (
		<Skeleton aria-label={label} style={{ display: "grid", gap: "12px" }}>
			<SkeletonItem size={32} style={{ width: "40%" }} />
			<SkeletonItem size={128} />
			<SkeletonItem size={128} />
		</Skeleton>
	);
}
