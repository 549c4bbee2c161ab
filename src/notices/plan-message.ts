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

/** Events in their order and without a gap, from after one of a target's marks on. */
export interface PendingEvents {
	/** After `urgentThrough`. */
	readonly recent: readonly NoticeEvent[];
	/** After `dailyThrough`; needed only where the daily digest is due. */
	readonly older: readonly NoticeEvent[];
}

/** Whether this target's daily digest is to be made now, if nothing holds it back. */
export function isDailyDue(target: NoticeTarget, schedule: Schedule, now: number): boolean {
	return target.dailyDay !== null && newDayOf(target, schedule, now) !== null;
}

/** The day that has begun since the last digest; null: none. In the night in which the clock is set back a day may seem to begin again. */
function newDayOf({ kind, dailyDay }: NoticeTarget, schedule: Schedule, now: number): string | null {
	if (kind === "webhook") return null;
	const today = localDay(now, schedule.dailyAt, schedule.timeZone);
	return dailyDay === null || today > dailyDay ? today : null;
}

/**
 * The message that this target gets now, if any. Pure. The first thing to tell goes at once; what follows it within the time of gathering is told
 * together, each incident once, as it stands last. What is not urgent waits for the daily digest, which takes everything along. A webhook is a program:
 * it knows neither quiet hours nor days.
 */
export function planMessage(target: NoticeTarget, { recent, older }: PendingEvents, schedule: Schedule, now: number): PlannedMessage {
	const urgent = recent.filter((event) => isUrgent(target, event));
	if (target.kind === "mail" && schedule.quiet !== null && isWithin(schedule.quiet, now, schedule.timeZone)) {
		const breaks = schedule.errorsInQuiet && urgent.some((event) => event.severity === "error" && isFor(target, event));
		if (!breaks) return nothing;
	}
	const since = target.lastMessageAt === null ? null : now - target.lastMessageAt;
	// A clock that was set back must not silence anybody.
	if (since !== null && since >= 0 && since < schedule.gather) return nothing;
	const newDay = newDayOf(target, schedule, now);
	const daily = isDailyDue(target, schedule, now);
	const others = daily ? older.filter((event) => !isUrgent(target, event)) : [];
	const told = [...urgent, ...others].filter((event) => isFor(target, event)).sort((a, b) => a.sequence - b.sequence);
	const change = {
		...through("urgentThrough", recent),
		...(daily ? through("dailyThrough", older) : {}),
		...(newDay === null ? {} : { dailyDay: newDay }),
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
