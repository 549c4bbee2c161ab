import { Button, Skeleton, SkeletonItem, Text } from "@fluentui/react-components";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { rowsOf, useApi, useApiPages } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { ChangeDialog } from "../../changes/change-dialog.tsx";
import { KeyValues } from "../../components/key-values.tsx";
import { Moment } from "../../components/moment.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { Section } from "../../components/section.tsx";
import { AdeBanner } from "./ade-banner.tsx";
import { AssignDialog } from "./assign-dialog.tsx";
import { DeviceStateBadge } from "./device-state-badge.tsx";
import { DeviceWhy } from "./device-why.tsx";

type Data = Answer<"GET", "/ade/devices/:serial">;

/** One device of Apple's list: what Apple says, what is wanted, how far that is, and why it does not enroll. */
export function AdeDevicePage() {
	const { t } = useTranslation("apple");
	const { serial } = useParams({ strict: false }) as { readonly serial: string };
	const asked = useApi("/ade/devices/:serial", { params: { serial } }, { every: 15_000 });
	const up = { to: "/apple/devices", text: t("ade-devices.title") } as const;
	if (asked.data !== undefined) return <Loaded data={asked.data} />;
	return (
		<>
			<PageHeader title={serial} up={up} />
			{asked.isError ? (
				<ProblemNote error={asked.error} retry={() => void asked.refetch()} />
			) : (
				<Skeleton aria-label={t("app:loading")}>
					<SkeletonItem size={128} />
				</Skeleton>
			)}
		</>
	);
}

function Loaded({ data }: { readonly data: Data }) {
	const { t } = useTranslation("apple");
	const may = useMay()("apple.change");
	const [open, setOpen] = useState<"assign" | "mend" | null>(null);
	const { serial, devices, managed } = data;
	const [first] = devices;
	const token = first?.token.id;
	const profiles = rowsOf<"/ade/profiles">(
		useApiPages("/ade/profiles", { query: { token, limit: 200 } }, { enabled: token !== undefined }),
	);
	const there = first !== undefined && first.removedAt === null;
	return (
		<>
			<PageHeader
				title={serial}
				text={first?.model ?? first?.description ?? undefined}
				up={{ to: "/apple/devices", text: t("ade-devices.title") }}
				actions={
					may && there ? (
						<>
							<Button onClick={() => setOpen("assign")}>{t("assign.button")}</Button>
							{first.wanted === null ? null : <Button onClick={() => setOpen("mend")}>{t("device.mend")}</Button>}
						</>
					) : null
				}
			/>
			<AdeBanner />
			<DeviceWhy serial={data.serial} explanation={data.explanation} />
			{devices.map((device) => (
				<Section key={device.token.id} title={device.token.name} actions={<DeviceStateBadge state={device.state} />}>
					<Text>{t(`device.state-${device.state}`)}</Text>
					<KeyValues
						rows={[
							[
								t("profiles.token"),
								<Link key="token" to="/apple/tokens/$id" params={{ id: device.token.id }}>
									{device.token.name}
								</Link>,
							],
							[
								t("device.wanted"),
								device.wanted === null ? (
									t("device.no-profile")
								) : (
									<span key="wanted">
										<Link to="/apple/profiles/$id" params={{ id: device.wanted.id }}>
											{device.wanted.name}
										</Link>{" "}
										{t(device.wantedBy === "default" ? "device.by-default" : "device.by-choice")}
									</span>
								),
							],
							[
								t("device.at-apple"),
								device.atApple.profile?.name ??
									(device.atApple.uuid === null ? t("device.no-profile") : t("device.foreign", { uuid: device.atApple.uuid })),
							],
							[t("device.assigned-at"), device.profileAssignedAt === null ? null : <Moment key="assigned" at={device.profileAssignedAt} />],
							[t("device.pushed-at"), device.profilePushedAt === null ? null : <Moment key="pushed" at={device.profilePushedAt} />],
							[
								t("device.last-try"),
								device.lastTry === null ? null : (
									<span key="try">
										<Moment at={device.lastTry.at} />{" "}
										{device.lastTry.result === null ? t("device.unanswered") : t(`device.result-${device.lastTry.result}`)}
									</span>
								),
							],
							[
								t("device.throttled"),
								device.lastTry?.throttledUntil == null ? null : <Moment key="throttled" at={device.lastTry.throttledUntil} exact />,
							],
							[t("device.next-try"), device.nextTryAt === null ? null : <Moment key="next" at={device.nextTryAt} />],
							[t("device.removed-at"), device.removedAt === null ? null : <Moment key="removed" at={device.removedAt} exact />],
							[t("device.model"), device.model],
							[t("device.description"), device.description],
							[t("device.color"), device.color],
							[t("device.asset-tag"), device.assetTag],
							[t("device.family"), [device.family, device.os].filter((part) => part !== null).join(" · ")],
							[
								t("device.server-assigned"),
								device.serverAssignedAt === null ? null : (
									<span key="server">
										<Moment at={device.serverAssignedAt} /> {device.serverAssignedBy ?? ""}
									</span>
								),
							],
							[
								t("device.migration"),
								device.migrationDeadlineAt === null ? null : <Moment key="migration" at={device.migrationDeadlineAt} exact />,
							],
							[t("device.first-seen"), <Moment key="seen" at={device.firstSeenAt} />],
							[t("device.contacted"), <Moment key="contacted" at={device.lastContactAt} />],
							[
								t("device.managed"),
								managed === null ? null : (
									<Link key="managed" to="/devices/$id" params={{ id: managed.id }}>
										{managed.name ?? serial}
									</Link>
								),
							],
						]}
					/>
				</Section>
			))}
			{open === "assign" && token !== undefined ? (
				<AssignDialog what="assign" which={{ token, serials: [serial] }} profiles={profiles} onClose={() => setOpen(null)} />
			) : null}
			{open === "mend" ? (
				<ChangeDialog
					title={t("device.mend-title")}
					path="/ade/devices/:serial/mend"
					asking={{ params: { serial }, query: {} }}
					label={t("device.mend")}
					onClose={() => setOpen(null)}
				>
					{t("device.mend-text")}
				</ChangeDialog>
			) : null}
		</>
	);
}
