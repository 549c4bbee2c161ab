import { randomBytes } from "node:crypto";
import type { TestContext } from "node:test";
import { newId } from "../../src/enrollment/record.ts";
import type { Log } from "../../src/evidence/log.ts";
import { lookForNotices } from "../../src/notices/look.ts";
import { createOutbox, type Outbox, type OutboxDeps } from "../../src/notices/outbox.ts";
import type { Schedule } from "../../src/notices/plan-message.ts";
import type { NoticeTarget } from "../../src/notices/ports.ts";
import type { Store } from "../../src/store/open.ts";
import { temporaryStore } from "../temporary-store.ts";

export interface Office {
	readonly store: Store;
	readonly outbox: Outbox;
	now: number;
	readonly complaints: string[];
	/** Opens an incident of a token, or says again what was seen of it. */
	incident(id: string, saw?: object): Promise<void>;
	close(id: string): Promise<void>;
	target(id: string, change?: Partial<NoticeTarget>): Promise<void>;
	/** Looks once, and sends what is due. */
	look(): Promise<void>;
	/** Moves the clock, and sends what is due then. */
	after(ms: number): Promise<number>;
}

export const minute = 60_000;
export const hour = 60 * minute;

const schedule: Schedule = { gather: 15 * minute, quiet: null, errorsInQuiet: false, dailyAt: 540, timeZone: "Asia/Tokyo" };

/** A store, the planner and the outbox, with a clock that only the test moves. */
export async function openOffice(t: TestContext, senders: OutboxDeps["senders"]): Promise<Office> {
	const store = await temporaryStore(t);
	const complaints: string[] = [];
	const keep = (detail: object, message: string) => void complaints.push(`${message} ${JSON.stringify(detail)}`);
	const log: Log = { debug() {}, info() {}, warn: keep, error: keep };
	const randomness = { bytes: (length: number) => randomBytes(length) };
	const clock = { now: () => office.now };
	const outbox = createOutbox({ work: store, clock, randomness, log, senders });
	const subject = (id: string) => ({ kind: "ade-token", id, name: `Token ${id}` }) as const;
	const office: Office = {
		store,
		outbox,
		complaints,
		now: Date.parse("2026-04-01T12:00:00+09:00"),
		async incident(id, saw = {}) {
			const evidence = { kind: "token-past", severity: "error", token: id, expiresAt: office.now - hour, appleId: null, days: 0, ...saw };
			const seen = { openedAt: office.now, seenAt: office.now, saw: evidence };
			await store.write((stores) =>
				stores.incidents.open({ id: newId(clock, randomness), code: "ade-token-expired", subject: subject(id), ...seen }),
			);
		},
		async close(id) {
			await store.write((stores) => stores.incidents.close({ code: "ade-token-expired", subject: subject(id) }, office.now, "mended"));
		},
		async target(id, change = {}) {
			await store.write((stores) =>
				stores.noticeTargets.insert({
					id,
					kind: "mail",
					address: id,
					sealed: null,
					language: "en",
					least: "warning",
					topics: null,
					state: "active",
					createdAt: office.now,
					urgentThrough: 0,
					dailyThrough: 0,
					lastMessageAt: null,
					dailyDay: null,
					...change,
				}),
			);
		},
		async look() {
			const newIdNow = () => newId(clock, randomness);
			await lookForNotices({ work: store, now: office.now, newId: newIdNow, schedule, warningsAtOnce: false });
			await outbox.runDue();
		},
		async after(ms) {
			office.now += ms;
			return outbox.runDue();
		},
	};
	t.after(() => outbox.stop());
	return office;
}
