import type { Work } from "../evidence/work.ts";
import { expiringCodes } from "./expiry.ts";
import { isDailyDue, planMessage, type Schedule } from "./plan-message.ts";
import { planNotices } from "./plan-notices.ts";
import type { Delivery, NoticeEvent, NoticeStores, TargetChange } from "./ports.ts";

export interface LookDeps {
	readonly work: Work<NoticeStores>;
	readonly now: number;
	readonly newId: () => string;
	readonly schedule: Schedule;
	/** Whether warnings are told of at once too, and not in the daily digest. */
	readonly warningsAtOnce: boolean;
}

/** Of what is more than this, the rest is seen when one looks again. */
const incidentsAtOnce = 2000;
const eventsAtOnce = 5000;

/**
 * Looks at the incidents once: writes down what there is to tell, and makes the messages that are to go now. Where there is nothing it writes nothing. All
 * of it is one unit of work, so that of two services on one database each thing is found by one of them.
 */
export async function lookForNotices(deps: LookDeps): Promise<{ readonly events: number; readonly messages: number }> {
	if ((await plan(deps.work.read, deps)) === null) return { events: 0, messages: 0 };
	return deps.work.write(async (stores) => {
		const planned = await plan(stores, deps);
		if (planned === null) return { events: 0, messages: 0 };
		for (const event of planned.news.events) await stores.notices.append(event);
		for (const noticed of planned.news.noticed) await stores.notices.putNoticed(noticed);
		// Again, for the events have their sequences only now.
		const told = planned.news.events.length === 0 ? planned.told : await tell(stores, deps);
		for (const { targetId, change } of told.changes) await stores.noticeTargets.update(targetId, change);
		for (const delivery of told.deliveries) await stores.noticeDeliveries.insert(delivery);
		return { events: planned.news.events.length, messages: told.deliveries.length };
	});
}

type Told = Awaited<ReturnType<typeof tell>>;

async function plan(stores: NoticeStores, deps: LookDeps) {
	const watched = await stores.notices.watched(expiringCodes, incidentsAtOnce);
	const before = new Map(watched.flatMap(({ noticed }) => (noticed === null ? [] : [[noticed.incidentId, noticed] as const])));
	const incidents = watched.map(({ incident }) => incident);
	const news = planNotices(before, incidents, deps.now, { warningsAtOnce: deps.warningsAtOnce });
	const told: Told = news.events.length > 0 ? { changes: [], deliveries: [] } : await tell(stores, deps);
	return news.events.length === 0 && told.changes.length === 0 ? null : { news, told };
}

/** The messages that are to go now, by what is written down. */
async function tell({ notices, noticeTargets }: NoticeStores, { now, newId, schedule }: LookDeps) {
	const changes: { readonly targetId: string; readonly change: TargetChange }[] = [];
	const deliveries: Delivery[] = [];
	const loaded = new Map<number, Promise<NoticeEvent[]>>();
	const after = (mark: number) => {
		const events = loaded.get(mark) ?? notices.eventsAfter(mark, eventsAtOnce);
		loaded.set(mark, events);
		return events;
	};
	for (const target of await noticeTargets.list()) {
		if (target.state === "stopped") continue;
		const recent = await after(target.urgentThrough);
		const older = isDailyDue(target, schedule, now) ? await after(target.dailyThrough) : [];
		const { message, change } = planMessage(target, { recent, older }, schedule, now);
		if (change !== null) changes.push({ targetId: target.id, change });
		if (message !== null)
			deliveries.push({ ...fresh, ...message, id: newId(), targetId: target.id, kind: target.kind, createdAt: now, dueAt: now });
	}
	return { changes, deliveries };
}

/** A delivery as it begins. */
export const fresh = { state: "waiting", tries: 0, lastError: null, endedAt: null } as const;
