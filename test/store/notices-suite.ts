import assert from "node:assert/strict";
import type { Incident } from "../../src/evidence/incident.ts";
import { lookForNotices } from "../../src/notices/look.ts";
import type { Delivery, NoticeTarget } from "../../src/notices/ports.ts";
import type { Stores } from "../../src/store/open.ts";
import type { Suite } from "./suite.ts";

type Opening = Parameters<Stores["incidents"]["open"]>[0];

const opening = (id: string, change: Partial<Opening> = {}): Opening => ({
	id,
	code: "ade-token-expired",
	subject: { kind: "ade-token", id: `token-${id}`, name: id },
	openedAt: 1000,
	seenAt: 1000,
	saw: { kind: "x", severity: "error" },
	...change,
});

const noticeTarget = (id: string, change: Partial<NoticeTarget> = {}): NoticeTarget => ({
	id,
	kind: "mail",
	address: `${id}@example.com`,
	sealed: null,
	language: "en",
	least: "warning",
	topics: null,
	state: "active",
	createdAt: 1,
	urgentThrough: 0,
	dailyThrough: 0,
	lastMessageAt: null,
	dailyDay: null,
	...change,
});

const delivery = (id: string, change: Partial<Delivery> = {}): Delivery => ({
	id,
	targetId: "a",
	kind: "mail",
	topic: "incident.opened",
	events: [1, 2],
	total: 2,
	createdAt: 100,
	state: "waiting",
	tries: 0,
	dueAt: 100,
	lastError: null,
	endedAt: null,
	...change,
});

const idsOf = (watched: readonly { readonly incident: Incident }[]) => watched.map(({ incident }) => incident.id);

export const noticesSuite: Suite = {
	async "of incidents, those are looked at of which there may be something to tell, and no others"(store) {
		const open = (one: Opening) => store.write((stores) => stores.incidents.open(one));
		const noticed = (incidentId: string, change: object = {}) =>
			store.write((stores) => stores.notices.putNoticed({ incidentId, open: true, severity: "error", stage: null, at: 1000, ...change }));
		for (const id of ["new", "told", "worse", "same", "ended", "back"]) await open(opening(id));
		await open(opening("same", { saw: { kind: "x", severity: "warning" } }));
		await open(opening("expiring", { code: "ade-token-expiring" }));
		await noticed("told");
		await noticed("worse", { severity: "warning" });
		await noticed("same", { severity: "warning" });
		await noticed("ended");
		await noticed("back", { open: false });
		await noticed("expiring", { stage: 30 });
		const ended = { code: "ade-token-expired", subject: { kind: "ade-token", id: "token-ended" } } as const;
		await store.write((stores) => stores.incidents.close(ended, 2000, "mended"));
		const watched = await store.read.notices.watched(["ade-token-expiring"], 10);
		assert.deepEqual(idsOf(watched), ["new", "back", "expiring", "worse", "ended"]);
		assert.equal(watched[0]?.noticed, null);
		assert.deepEqual(watched[1]?.noticed, { incidentId: "back", open: false, severity: "error", stage: null, at: 1000 });
		assert.equal(watched[2]?.noticed?.stage, 30);
		assert.equal(watched[4]?.incident.closedAt, 2000);
		assert.deepEqual(idsOf(await store.read.notices.watched([], 10)), ["new", "back", "worse", "ended"]);
		await noticed("ended", { open: false });
		assert.deepEqual(idsOf(await store.read.notices.watched([], 10)), ["new", "back", "worse"]);
	},

	async "of a warning that tries still run into it may be told that it grew worse, since it was told"(store) {
		const join = (attemptId: string, at: number) =>
			store.write((stores) =>
				stores.incidents.join(
					{
						...{
							id: "cause",
							code: "device-cap-reached",
							subject: { kind: "cause", id: "", name: "" },
							saw: { kind: "x", severity: "warning" },
						},
						...{ at, attemptId, members: [], proven: true, reopensSince: null, nextCheckAt: 9 },
					},
					async () => ({}),
				),
			);
		await join("a", 1000);
		await store.write((stores) =>
			stores.notices.putNoticed({ incidentId: "cause", open: true, severity: "warning", stage: null, at: 1000 }),
		);
		assert.deepEqual(idsOf(await store.read.notices.watched([], 10)), []);
		await join("b", 2000);
		assert.deepEqual(idsOf(await store.read.notices.watched([], 10)), ["cause"]);
	},

	async "events are read in their order, after any of them, and forgotten by age"(store) {
		await store.write((stores) => stores.incidents.open(opening("one")));
		const [incident] = await store.read.incidents.list({ limit: 1 });
		assert.ok(incident !== undefined);
		assert.equal(await store.read.notices.lastSequence(), 0);
		const event = { topic: "incident.opened", severity: "error", urgent: true, incident } as const;
		await store.write(async ({ notices }) => {
			for (const at of [10, 20, 30]) await notices.append({ ...event, at });
		});
		const last = await store.read.notices.lastSequence();
		const all = await store.read.notices.eventsAfter(0, 10);
		assert.deepEqual(
			all.map(({ at }) => at),
			[10, 20, 30],
		);
		assert.equal(all.at(-1)?.sequence, last);
		assert.deepEqual(all[0]?.incident, incident);
		assert.deepEqual(await store.read.notices.eventsAfter(all[0]?.sequence ?? 0, 1), all.slice(1, 2));
		assert.deepEqual(await store.read.notices.eventsAmong([last]), all.slice(2));
		await store.write((stores) => stores.notices.putNoticed({ incidentId: "gone", open: true, severity: "error", stage: null, at: 1 }));
		assert.equal(await store.write((stores) => stores.notices.prune(30, 10)), 2);
		assert.deepEqual(await store.read.notices.eventsAfter(0, 10), all.slice(2));
		assert.equal(await store.write((stores) => stores.notices.prune(30, 10)), 0);
	},

	async "a target is kept as it is; an e-mail address is there once, a webhook's origin as often as wanted"(store) {
		const hook = noticeTarget("hook", {
			kind: "webhook",
			address: "https://hooks.example.com",
			sealed: Uint8Array.of(0, 255),
			topics: ["incident.closed"],
			language: "ja",
		});
		await store.write(async ({ noticeTargets }) => {
			await noticeTargets.insert(noticeTarget("b"));
			await noticeTargets.insert(noticeTarget("a"));
			await noticeTargets.insert(hook);
			await noticeTargets.insert({ ...hook, id: "hook-2" });
			await noticeTargets.update("a", { urgentThrough: 3, dailyThrough: 2, lastMessageAt: 5, dailyDay: "2026-04-01", state: "stopped" });
		});
		await assert.rejects(
			store.write((stores) => stores.noticeTargets.insert(noticeTarget("c", { address: "a@example.com" }))),
			{ kind: "unique" },
		);
		const list = await store.read.noticeTargets.list();
		assert.deepEqual(
			list.map(({ id }) => id),
			["a", "b", "hook", "hook-2"],
		);
		const changed = { urgentThrough: 3, dailyThrough: 2, lastMessageAt: 5, dailyDay: "2026-04-01", state: "stopped" } as const;
		assert.deepEqual(list[0], noticeTarget("a", changed));
		assert.deepEqual(await store.read.noticeTargets.byId("hook"), hook);
		await store.write((stores) => stores.noticeTargets.delete("hook"));
		assert.equal(await store.read.noticeTargets.byId("hook"), undefined);
	},

	async "a delivery is claimed once, the oldest of each target; after its lease it is claimed again"(store) {
		await store.write(async ({ noticeDeliveries }) => {
			await noticeDeliveries.insert(delivery("a2", { dueAt: 120 }));
			await noticeDeliveries.insert(delivery("a1"));
			await noticeDeliveries.insert(delivery("b1", { targetId: "b", dueAt: 110 }));
			await noticeDeliveries.insert(delivery("c1", { targetId: "c", dueAt: 500 }));
			await noticeDeliveries.insert(delivery("w1", { targetId: "w", kind: "webhook" }));
		});
		const claim = (now: number, except: readonly string[] = [], limit = 10) =>
			store
				.write((stores) => stores.noticeDeliveries.claim({ kind: "mail", now, leaseUntil: now + 60, limit, except }))
				.then((claimed) => claimed.map(({ id }) => id));
		assert.deepEqual(await Promise.all([claim(200), claim(200, ["a", "b"])]), [["a1", "b1"], []]);
		assert.deepEqual(await claim(200, ["a"]), []);
		assert.deepEqual(await claim(200, [], 0), []);
		assert.deepEqual(await claim(200), ["a2"]);
		assert.deepEqual(await claim(261, [], 1), ["a1"]);
		await store.write((stores) => stores.noticeDeliveries.release("a1"));
		assert.deepEqual(await claim(261, ["b"]), ["a1"]);
	},

	async "a delivery fails, is tried again, and ends; what ended stays as it ended"(store) {
		await store.write(async ({ noticeDeliveries }) => {
			await noticeDeliveries.insert(delivery("a1"));
			await noticeDeliveries.insert(delivery("a2", { createdAt: 200 }));
			await noticeDeliveries.insert(delivery("b1", { createdAt: 300, targetId: "b" }));
			await noticeDeliveries.again("a1", 900, "smtp-451");
		});
		const list = (filter: { state?: Delivery["state"]; targetId?: string } = {}) =>
			store.read.noticeDeliveries.list({ ...filter, limit: 10 });
		assert.deepEqual((await list({ targetId: "a" }))[1], delivery("a1", { tries: 1, dueAt: 900, lastError: "smtp-451" }));
		await store.write(async ({ noticeDeliveries }) => {
			await noticeDeliveries.end("a1", { state: "sent", error: null, at: 950 });
			await noticeDeliveries.again("a1", 990, "late");
			assert.equal(await noticeDeliveries.giveUp("a", "http-410", 960), 1);
		});
		const ended = delivery("a1", { state: "sent", tries: 2, dueAt: 900, endedAt: 950 });
		assert.deepEqual(await list({ state: "sent" }), [ended]);
		assert.equal((await list({ state: "given-up" }))[0]?.lastError, "http-410");
		assert.deepEqual(await store.read.noticeDeliveries.counts(), [
			{ kind: "mail", state: "given-up", count: 1 },
			{ kind: "mail", state: "sent", count: 1 },
			{ kind: "mail", state: "waiting", count: 1 },
		]);
		assert.deepEqual(
			(await list()).map(({ id }) => id),
			["b1", "a2", "a1"],
		);
		assert.equal(await store.write((stores) => stores.noticeDeliveries.prune(960, 10)), 1);
		assert.deepEqual(await list({ state: "sent" }), []);
	},

	async "of several that look at once each incident is found by one, and one message is made"(store) {
		await store.write(async ({ incidents, noticeTargets }) => {
			for (let n = 0; n < 20; n++) await incidents.open(opening(`i-${n}`));
			await noticeTargets.insert(noticeTarget("a"));
			await noticeTargets.insert(noticeTarget("b"));
		});
		const schedule = { gather: 900_000, quiet: null, errorsInQuiet: false, dailyAt: 540, timeZone: "UTC" };
		let ids = 0;
		const look = () => lookForNotices({ work: store, now: 5000, newId: () => `d-${ids++}`, schedule, warningsAtOnce: false });
		await Promise.all([look(), look(), look(), look()]);
		assert.equal((await store.read.notices.eventsAfter(0, 100)).length, 20);
		const made = await store.read.noticeDeliveries.list({ limit: 10 });
		assert.deepEqual(made.map(({ targetId, total, topic }) => `${targetId} ${total} ${topic}`).sort(), ["a 20 digest", "b 20 digest"]);
		assert.deepEqual(await look(), { events: 0, messages: 0 });
	},
};
