import {
	Accordion,
	AccordionHeader,
	AccordionItem,
	AccordionPanel,
	Badge,
	Button,
	makeStyles,
	Skeleton,
	SkeletonItem,
	Subtitle2,
	Text,
	tokens,
} from "@fluentui/react-components";
import { CheckmarkCircleRegular, DismissCircleRegular, QuestionCircleRegular } from "@fluentui/react-icons";
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

type Data = Answer<"GET", "/ade/devices/:serial">;

const marks = {
	fail: <DismissCircleRegular primaryFill={tokens.colorPaletteRedForeground1} />,
	unknown: <QuestionCircleRegular primaryFill={tokens.colorPaletteMarigoldForeground1} />,
	pass: <CheckmarkCircleRegular primaryFill={tokens.colorPaletteGreenForeground1} />,
} as const;

const useStyles = makeStyles({
	list: { display: "grid", gap: tokens.spacingVerticalS, margin: 0, padding: 0, listStyleType: "none" },
	one: { display: "grid", gridTemplateColumns: "24px minmax(0, 1fr)", columnGap: tokens.spacingHorizontalS, overflowWrap: "anywhere" },
	code: { fontFamily: tokens.fontFamilyMonospace, fontSize: tokens.fontSizeBase200, color: tokens.colorNeutralForeground3 },
	name: { margin: 0 },
	fixes: { margin: 0, paddingLeft: tokens.spacingHorizontalL },
});

/** One device of Apple's list: what Apple says, what is wanted, how far that is, and why it does not enroll. */
export function AdeDevicePage() {
	const { t } = useTranslation("apple");
	const { serial } = useParams({ strict: false }) as { readonly serial: string };
	const asked = useApi("/ade/devices/:serial", { params: { serial } }, { every: 15_000 });
	const up = { to: "/apple/devices", text: t("ade-devices.title") };
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
			<Why data={data} />
			{devices.map((device) => (
				<Section key={device.token.id} title={device.token.name} actions={<DeviceStateBadge state={device.state} />}>
					<Text>{t(`device.state-${device.state}`)}</Text>
					<KeyValues
						rows={[
							[
								t("profiles.token"),
								<Link key="token" to={`/apple/tokens/${device.token.id}` as "/"}>
									{device.token.name}
								</Link>,
							],
							[
								t("device.wanted"),
								device.wanted === null ? (
									t("device.no-profile")
								) : (
									<span key="wanted">
										<Link to={`/apple/profiles/${device.wanted.id}` as "/"}>{device.wanted.name}</Link>{" "}
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
									<Link key="managed" to={`/devices/${managed.id}` as "/"}>
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

function Why({ data: { explanation } }: { readonly data: Data }) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	const { code, title, explanation: text, likely, refused, who, findings, fixes } = explanation;
	const passed = findings.filter(({ outcome }) => outcome === "pass");
	return (
		<Section
			title={title}
			actions={
				<Badge appearance="tint" color={code === null ? "success" : "danger"}>
					{code ?? t("device.nothing-wrong")}
				</Badge>
			}
		>
			<Text>{text}</Text>
			{refused === null ? null : <Text>{refused}</Text>}
			{likely.map((one) => (
				<Text key={one}>{one}</Text>
			))}
			{who.length === 0 ? null : (
				<Text>
					{t("trouble.who")} {who.join(t("separator"))}
				</Text>
			)}
			{fixes.length === 0 ? null : (
				<div>
					<Subtitle2 as="h3" className={styles.name}>
						{t("trouble.fixes")}
					</Subtitle2>
					<ol className={styles.fixes}>
						{fixes.map((fix) => (
							<li key={fix.title}>{fix.title}</li>
						))}
					</ol>
				</div>
			)}
			<Findings findings={findings.filter(({ outcome }) => outcome !== "pass")} />
			{passed.length === 0 ? null : (
				<Accordion collapsible>
					<AccordionItem value="passed">
						<AccordionHeader>{t("device.passed", { count: passed.length })}</AccordionHeader>
						<AccordionPanel>
							<Findings findings={passed} />
						</AccordionPanel>
					</AccordionItem>
				</Accordion>
			)}
		</Section>
	);
}

function Findings({ findings }: { readonly findings: Data["explanation"]["findings"] }) {
	const styles = useStyles();
	const { t } = useTranslation("apple");
	if (findings.length === 0) return null;
	return (
		<ul className={styles.list} aria-label={t("device.findings")}>
			{findings.map(({ code, outcome, saw }) => (
				<li key={code} className={styles.one}>
					<span role="img" aria-label={t(`outcome.${outcome}`)}>
						{marks[outcome]}
					</span>
					<span>
						{saw} <span className={styles.code}>{code}</span>
					</span>
				</li>
			))}
		</ul>
	);
}
