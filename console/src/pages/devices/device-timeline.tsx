import { Button, makeStyles, Skeleton, SkeletonItem, Text, tokens } from "@fluentui/react-components";
import { DocumentRegular, PersonRegular, PhoneRegular } from "@fluentui/react-icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { Answer } from "../../api/client.ts";
import { useApi } from "../../api/queries.ts";
import { useMay } from "../../api/session.ts";
import { regionOf } from "../../app/language.ts";
import { useUndo } from "../../changes/use-change.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ProblemNote } from "../../components/problem-note.tsx";
import { CommandErrors, CommandState, useCommandName } from "./device-commands.tsx";

type Event = Answer<"GET", "/devices/:id/timeline">["items"][number];

const icons = { step: PhoneRegular, command: DocumentRegular, change: PersonRegular } as const;

const useStyles = makeStyles({
	list: { listStyle: "none", margin: 0, padding: 0 },
	day: { margin: `${tokens.spacingVerticalL} 0 ${tokens.spacingVerticalS}`, fontSize: tokens.fontSizeBase300 },
	one: {
		display: "grid",
		gridTemplateColumns: "72px 24px minmax(0, 1fr)",
		gap: tokens.spacingHorizontalS,
		padding: `${tokens.spacingVerticalXS} 0`,
		borderTop: `1px solid ${tokens.colorNeutralStroke3}`,
		overflowWrap: "anywhere",
		"@media (max-width: 599px)": { gridTemplateColumns: "52px 20px minmax(0, 1fr)" },
	},
	time: { color: tokens.colorNeutralForeground3, fontVariantNumeric: "tabular-nums" },
	link: { color: tokens.colorBrandForegroundLink },
	beside: { color: tokens.colorNeutralForeground3 },
});

/** What happened with a device, the newest first, by day. */
export function DeviceTimeline({ id }: { readonly id: string }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("devices");
	const found = useApi("/devices/:id/timeline", { params: { id }, query: {} }, { every: 15_000 });
	if (found.isError) return <ProblemNote error={found.error} retry={() => void found.refetch()} />;
	if (found.data === undefined)
		return (
			<Skeleton aria-label={t("app:loading")} style={{ display: "grid", gap: "12px" }}>
				<SkeletonItem size={24} />
				<SkeletonItem size={24} />
				<SkeletonItem size={24} />
			</Skeleton>
		);
	if (found.data.items.length === 0) return <EmptyState title={t("timeline.none")} />;
	const dayOf = ({ at }: Event) => new Date(at).toLocaleDateString(regionOf(i18n.language), { dateStyle: "full" });
	const days = Map.groupBy(found.data.items, dayOf);
	return (
		<>
			{[...days].map(([day, events]) => (
				<section key={day} aria-label={day}>
					<Text as="h2" weight="semibold" block className={styles.day}>
						{day}
					</Text>
					<ul className={styles.list}>
						{events.map((event) => (
							<Line key={keyOf(event)} event={event} />
						))}
					</ul>
				</section>
			))}
			{found.data.more ? <Text>{t("timeline.more")}</Text> : null}
		</>
	);
}

function keyOf(event: Event): string {
	switch (event.kind) {
		case "step":
			return `${event.reference} ${event.at} ${event.step.name}`;
		case "command":
			return `${event.command.uuid} ${event.phase}`;
		case "change":
			return event.id;
	}
}

function Line({ event }: { readonly event: Event }) {
	const styles = useStyles();
	const { i18n } = useTranslation("devices");
	const Icon = icons[event.kind];
	const at = new Date(event.at);
	return (
		<li className={styles.one}>
			<time
				className={styles.time}
				dateTime={event.at}
				title={at.toLocaleString(regionOf(i18n.language), { dateStyle: "full", timeStyle: "long" })}
			>
				{at.toLocaleTimeString(regionOf(i18n.language), { hour: "2-digit", minute: "2-digit" })}
			</time>
			<Icon aria-hidden fontSize={18} />
			<div>
				<What event={event} />
			</div>
		</li>
	);
}

function What({ event }: { readonly event: Event }) {
	const styles = useStyles();
	const { t, i18n } = useTranslation("devices");
	const may = useMay();
	const undo = useUndo();
	const nameOf = useCommandName();
	switch (event.kind) {
		case "step":
			return (
				<>
					{event.step.title}
					{event.step.codes.map(({ code, title }) => (
						<Text key={code} block weight="semibold">
							{title}
						</Text>
					))}{" "}
					<Link className={styles.link} to="/tries/$reference" params={{ reference: event.reference }}>
						{t("timeline.of-try", { reference: event.reference })}
					</Link>
				</>
			);
		case "command":
			return event.phase === "queued" ? (
				t("timeline.asked", { what: nameOf(event.command.requestType) })
			) : (
				<>
					{nameOf(event.command.requestType)} <CommandState state={event.command.state} />
					<CommandErrors errors={event.command.errors} />
				</>
			);
		case "change": {
			const key = `devices:timeline.did.${event.action}`;
			const what = i18n.exists(key) ? t(key as "timeline.undo") : event.action;
			const who = event.service ? t("timeline.service") : (event.by ?? t("timeline.somebody"));
			return (
				<>
					{t("timeline.changed", { what, who })} {event.undone ? <span className={styles.beside}>{t("timeline.undone")}</span> : null}
					{event.undo && !event.undone && may("changes.undo") ? (
						<Button size="small" appearance="subtle" onClick={() => void undo([event.id])}>
							{t("timeline.undo")}
						</Button>
					) : null}
				</>
			);
		}
	}
}
