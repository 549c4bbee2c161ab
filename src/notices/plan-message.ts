import { severities } from "../checks/severity.ts";
import { type DailyHours, isWithin, localDay } from "./local-time.ts";
import type { Delivery, NoticeEvent, NoticeTarget, TargetChange } from "./ports.ts";

/** When people are told (settings). */
export interface Schedule {
	/** After a message to somebody, what happens within this time is gathered into one. Milliseconds. */
	readonly gather: number;
	/** When nobody gets an e-mail; null: never. */
	readonly quiet: DailyHours | null;
	/** Whether errors are told of in quiet hours too. */
	readonly errorsInQuiet: boolean;
	/** When the daily digest is made, in minutes after midnight. */
	readonly dailyAt: number;
	/** An IANA name; undefined: the machine's. */
	readonly timeZone: string | undefined;
}

export interface PlannedMessage {
	/** null: nothing to send now. */
	readonly message: Pick<Delivery, "topic" | "events" | "total"> | null;
	/** null: nothing changes. */
	readonly change: TargetChange | null;
}

/** Incidents that one message shows; it says how many there are. */
const shownInOne = 50;

/**
 * The message that this target gets now, if any. Pure. The first thing to tell goes at once; what follows it within the time of gathering is told
 * together, each incident once, as it stands last. What is not urgent waits for the daily digest, which takes everything along. A webhook is a program:
 * it knows neither quiet hours nor days.
 *
 * @param events those after the lesser of the target's two marks, in their order, without a gap
 */
export function planMessage(target: NoticeTarget, events: readonly NoticeEvent[], schedule: Schedule, now: number): PlannedMessage {
	const mail = target.kind === "mail";
	const urgent = events.filter((event) => isUrgent(target, event) && event.sequence > target.urgentThrough);
	const others = events.filter((event) => !isUrgent(target, event) && event.sequence > target.dailyThrough);
	const today = mail ? localDay(now, schedule.dailyAt, schedule.timeZone) : null;
	if (mail && schedule.quiet !== null && isWithin(schedule.quiet, now, schedule.timeZone)) {
		const breaks = schedule.errorsInQuiet && urgent.some((event) => event.severity === "error" && isFor(target, event));
		if (!breaks) return nothing;
	}
	const since = target.lastMessageAt === null ? null : now - target.lastMessageAt;
	// A clock that was set back must not silence anybody.
	if (since !== null && since >= 0 && since < schedule.gather) return nothing;
	// In the night in which the clock is set back a day may seem to begin again.
	const newDay = today !== null && (target.dailyDay === null || today > target.dailyDay);
	const daily = newDay && target.dailyDay !== null;
	const told = (daily ? [...urgent, ...others] : urgent).filter((event) => isFor(target, event)).sort((a, b) => a.sequence - b.sequence);
	const change = {
		...through("urgentThrough", urgent),
		...(daily ? through("dailyThrough", others) : {}),
		...(newDay ? { dailyDay: today } : {}),
	};
	if (told.length === 0) return { message: null, change: Object.keys(change).length === 0 ? null : change };
	const last = [...new Map(told.map((event) => [event.incident.id, event])).values()];
	const worstFirst = last.sort((a, b) => rank(b) - rank(a) || a.sequence - b.sequence);
	return {
		message: {
			topic: last.length === 1 ? (last[0]?.topic ?? "digest") : "digest",
			events: worstFirst.slice(0, shownInOne).map(({ sequence }) => sequence),
			total: last.length,
		},
		change: { ...change, lastMessageAt: now },
	};
}

const nothing: PlannedMessage = { message: null, change: null };

const rank = ({ severity }: Pick<NoticeEvent, "severity">) => severities.indexOf(severity);

const isUrgent = (target: NoticeTarget, event: NoticeEvent) => target.kind === "webhook" || event.urgent;

function isFor({ least, topics }: NoticeTarget, event: NoticeEvent): boolean {
	return rank(event) >= severities.indexOf(least) && (topics === null || topics.includes(event.topic));
}

function through(mark: "urgentThrough" | "dailyThrough", events: readonly NoticeEvent[]): TargetChange {
	const last = events.at(-1);
	return last === undefined ? {} : { [mark]: last.sequence };
}
