import assert from "node:assert/strict";
import { type FacetName, type FailedTry, otherValues, strangersKept } from "../../src/evidence/incident.ts";
import type { Store } from "../../src/store/open.ts";
import type { Suite } from "./suite.ts";

const day = 24 * 3_600_000;

function failed(attemptId: string, change: Partial<FailedTry> = {}): FailedTry {
	return {
		id: `incident-of-${attemptId}`,
		code: "device-cap-reached",
		subject: { kind: "cause", id: "policy Default", name: "Default" },
		saw: { kind: "limit-reached", policy: "Default", count: 5 },
		at: 1000,
		attemptId,
		members: [{ kind: "user", key: `u-${attemptId}`, name: `${attemptId}@contoso.com` }],
		proven: true,
		reopensSince: null,
		nextCheckAt: 5000,
		...change,
	};
}

const join = (store: Store, one: FailedTry, facets: { readonly [F in FacetName]?: string } = {}) =>
	store.write((stores) => stores.incidents.join(one, async () => facets));

const only = async (store: Store) => {
	const all = await store.read.incidents.list({ limit: 9 });
	assert.equal(all.length, 1);
	const [incident] = all;
	assert.ok(incident?.extent);
	return { ...incident, extent: incident.extent };
};

export const incidents: Suite = {
	async "devices that nobody proved are kept up to a number; those that are proven always"(store) {
		const device = (n: number, proven: boolean): FailedTry =>
			failed(`d${n}`, { at: 1000 + n, proven, members: [{ kind: "device", key: `S${n}`, name: `S${n}` }] });
		await store.write(async ({ incidents }) => {
			for (let n = 0; n < strangersKept + 5; n++) await incidents.join(device(n, false), async () => ({}));
		});
		assert.equal((await only(store)).extent.devices, strangersKept);
		await join(store, device(strangersKept + 5, true));
		assert.equal((await only(store)).extent.devices, strangersKept + 1);
	},

	async "what stopped somebody last is told first, by any of the names they are known by"(store) {
		const members = [{ kind: "user", key: "u", name: "u@contoso.com" }] as const;
		for (const [code, at] of [
			["device-cap-reached", 1000],
			["user-disabled", 3000],
			["os-too-old", 2000],
		] as const)
			await join(store, failed(code, { code, at, members }));
		const of = async (limit: number) =>
			(await store.read.incidents.ofMembers([...members, { kind: "device", key: "S" }], limit)).map(({ incident }) => incident.code);
		assert.deepEqual(await of(9), ["user-disabled", "os-too-old", "device-cap-reached"]);
		assert.deepEqual(await of(1), ["user-disabled"]);
		assert.deepEqual(await store.read.incidents.ofMembers([], 9), []);
	},

	async "of a very long history the beginning stays, and the newest"(store) {
		await store.write(async ({ incidents }) => {
			for (let n = 0; n < 60; n++) {
				const { id } = await incidents.join(failed(`t${n}`, { at: 1000 + n * 10, reopensSince: 0 }), async () => ({}));
				await incidents.end(id, { at: 1005 + n * 10, by: "mended", mendedBy: null });
			}
		});
		const { history, reopened } = await only(store);
		assert.deepEqual([history.length, history[0]?.what, history[0]?.at, history.at(-1)?.at, reopened], [40, "opened", 1000, 1595, 59]);
	},

	async "failed tries of one cause are one incident, with whom it stopped and how they differ"(store) {
		const device = { kind: "device", key: "SERIAL1", name: "SERIAL1" } as const;
		assert.deepEqual(await join(store, failed("a"), { journey: "web", osVersion: "17.1" }), {
			id: "incident-of-a",
			opened: true,
			reopened: false,
			counted: true,
		});
		const second = failed("b", { at: 2000, members: [...failed("b").members, device], saw: { kind: "limit-reached", count: 6 } });
		assert.deepEqual(await join(store, second, { journey: "web", osVersion: "18.0" }), {
			id: "incident-of-a",
			opened: false,
			reopened: false,
			counted: true,
		});
		const { extent, ...incident } = await only(store);
		assert.deepEqual(
			[incident.openedAt, incident.seenAt, incident.saw, incident.closedAt, incident.reopened],
			[1000, 2000, second.saw, null, 0],
		);
		assert.deepEqual(extent, {
			...{ tries: 2, users: 2, names: 0, devices: 1, firstAt: 1000, lastAt: 2000, successBefore: null },
			facets: { journey: { web: 2 }, osVersion: { "17.1": 1, "18.0": 1 } },
		});
		const members = await store.read.incidents.members(incident.id, { limit: 9 });
		assert.deepEqual(
			members.map(({ kind, name, tries, lastAt }) => [kind, name, tries, lastAt]),
			[
				["user", "b@contoso.com", 1, 2000],
				["device", "SERIAL1", 1, 2000],
				["user", "a@contoso.com", 1, 1000],
			],
		);
		assert.equal((await store.read.incidents.members(incident.id, { kind: "device", limit: 9 })).length, 1);
		assert.deepEqual((await store.read.incidents.byId("incident-of-a"))?.history, [{ at: 1000, what: "opened", by: null }]);
	},

	async "other codes, and other things that a cause is about, are incidents of their own"(store) {
		await join(store, failed("a"));
		await join(store, failed("b", { code: "os-too-old" }));
		await join(store, failed("c", { subject: { kind: "cause", id: "policy Sales", name: "Sales" } }));
		assert.equal((await store.read.incidents.list({ limit: 9 })).length, 3);
	},

	async "a page that is loaded again is the same try, and is written once a minute"(store) {
		await join(store, failed("a"), { journey: "web" });
		assert.equal((await join(store, failed("a", { at: 2000 }), { journey: "web" })).counted, false);
		assert.equal((await only(store)).seenAt, 1000);
		await join(store, failed("a", { at: 90_000 }), { journey: "web" });
		const { extent, seenAt } = await only(store);
		assert.deepEqual([extent.tries, extent.users, extent.facets.journey, extent.lastAt, seenAt], [1, 1, { web: 1 }, 90_000, 90_000]);
		const again = failed("later", { at: 91_000, members: failed("a").members });
		await join(store, again);
		assert.deepEqual([(await only(store)).extent.tries, (await only(store)).extent.users], [2, 1]);
		assert.equal((await store.read.incidents.members("incident-of-a", { limit: 1 }))[0]?.tries, 2);
	},

	async "many who fail at once are all counted"(store) {
		await Promise.all(Array.from({ length: 40 }, (_, n) => join(store, failed(`n${n}`), { journey: "web" })));
		const { extent } = await only(store);
		assert.deepEqual([extent.tries, extent.users, extent.facets.journey], [40, 40, { web: 40 }]);
	},

	async "of those whom nobody proved to exist only so many are kept, of a facet only the first values"(store) {
		const stranger = (n: number): FailedTry =>
			failed(`${n}`, { members: [{ kind: "name", key: `n${n}@nowhere.example`, name: `n${n}@nowhere.example` }], proven: false });
		await store.write(async ({ incidents }) => {
			for (let n = 0; n < strangersKept + 5; n++) await incidents.join(stranger(n), async () => ({ product: `__proto__${n % 30}` }));
		});
		const { extent, id } = await only(store);
		assert.deepEqual([extent.tries, extent.names, extent.users], [strangersKept + 5, strangersKept, 0]);
		assert.equal((await store.read.incidents.members(id, { limit: 5000 })).length, strangersKept);
		assert.equal(Object.keys(extent.facets.product ?? {}).length, 21);
		assert.ok((extent.facets.product?.[otherValues] ?? 0) > 300);
	},

	async "it opens again where what had mended it is taken back, and not beside another that is open"(store) {
		await join(store, failed("a"));
		const id = "incident-of-a";
		const again = { at: 3000, by: "audit-2", nextCheckAt: 9000 };
		const reopen = () => store.write(({ incidents }) => incidents.reopen(id, again));
		assert.equal(await reopen(), false, "it is open");
		await store.write(({ incidents }) => incidents.end(id, { at: 2000, by: "mended", mendedBy: "audit-1" }));
		await store.write(({ incidents }) => incidents.confirm(id, { at: 2500, reference: "K7-4QPM" }));
		assert.equal(await reopen(), true);
		const open = await only(store);
		assert.deepEqual([open.closedAt, open.closedBy, open.mendedBy, open.confirmed, open.reopened], [null, null, null, null, 1]);
		assert.deepEqual(open.history.at(-1), { at: 3000, what: "reopened", by: "audit-2" });
		assert.equal((await store.read.incidents.due(9000, 5)).length, 1, "and is judged again in time");
		await store.write(({ incidents }) => incidents.end(id, { at: 4000, by: "mended", mendedBy: "audit-1" }));
		await join(store, failed("b", { at: 5000, reopensSince: null }));
		assert.equal(await reopen(), false, "the same is open as another");
	},

	async "it is closed with who mended it, confirmed once, and opens again when the cause is back in time"(store) {
		await join(store, failed("a"));
		const id = "incident-of-a";
		assert.equal(await store.write(({ incidents }) => incidents.confirm(id, { at: 1500, reference: "K7-4QPM" })), false, "open still");
		const end = { at: 2000, by: "mended", mendedBy: "audit-1" } as const;
		assert.equal(await store.write(({ incidents }) => incidents.end(id, end)), true);
		assert.equal(await store.write(({ incidents }) => incidents.end(id, { ...end, at: 3000 })), false);
		const by = { at: 4000, reference: "K7-4QPM" };
		assert.equal(await store.write(({ incidents }) => incidents.confirm(id, by)), true);
		assert.equal(await store.write(({ incidents }) => incidents.confirm(id, { ...by, at: 5000 })), false);
		const closed = await only(store);
		assert.deepEqual(
			[closed.closedAt, closed.closedBy, closed.mendedBy, closed.confirmed],
			[2000, "mended", "audit-1", { at: 4000, by: "K7-4QPM" }],
		);
		const back = failed("b", { at: 5 * day, reopensSince: 2000 });
		assert.deepEqual(await join(store, back), { id, opened: false, reopened: true, counted: true });
		const open = await only(store);
		assert.deepEqual(
			[open.closedAt, open.closedBy, open.mendedBy, open.confirmed, open.reopened, open.extent.users],
			[null, null, null, null, 1, 2],
		);
		assert.deepEqual(
			open.history.map(({ what, by }) => [what, by]),
			[
				["opened", null],
				["mended", "audit-1"],
				["confirmed", "K7-4QPM"],
				["reopened", null],
			],
		);
		await store.write(({ incidents }) => incidents.end(id, { at: 6 * day, by: "passed", mendedBy: null }));
		const later = failed("c", { at: 90 * day, reopensSince: 60 * day });
		assert.deepEqual(await join(store, later), { id: "incident-of-c", opened: true, reopened: false, counted: true });
	},

	async "what is due to be judged again comes in its order; what is closed does not"(store) {
		await join(store, failed("a", { nextCheckAt: 30 }));
		await join(store, failed("b", { code: "b", nextCheckAt: 20 }));
		await join(store, failed("c", { code: "c", nextCheckAt: 10 }));
		await join(store, failed("d", { code: "d", nextCheckAt: 99 }));
		await store.write(({ incidents }) => incidents.end("incident-of-c", { at: 11, by: "passed", mendedBy: null }));
		const due = async (now: number, limit = 9) => (await store.read.incidents.due(now, limit)).map(({ code }) => code);
		assert.deepEqual(await due(30), ["b", "device-cap-reached"]);
		assert.deepEqual(await due(30, 1), ["b"]);
		await store.write(({ incidents }) => incidents.note("incident-of-b", { nextCheckAt: 40 }));
		assert.deepEqual(await due(30), ["device-cap-reached"]);
	},

	async "the last success before is noted on it"(store) {
		await join(store, failed("a"));
		await store.write(({ incidents }) => incidents.note("incident-of-a", { successBefore: { reference: "AA-BBBB", at: 7 } }));
		assert.deepEqual((await only(store)).extent.successBefore, { reference: "AA-BBBB", at: 7 });
	},

	async "who comes through is marked in every incident that waits for it, until they fail again"(store) {
		await join(store, failed("a"));
		await join(store, failed("a", { id: "other", code: "os-too-old", at: 1001 }));
		await join(store, failed("b", { id: "third", code: "user-disabled" }));
		await store.write(({ incidents }) => incidents.end("other", { at: 2000, by: "mended", mendedBy: null }));
		const through = (limit = 9) =>
			store.write(({ incidents }) => incidents.cameThrough([{ kind: "user", key: "u-a" }], { at: 3000, reference: "CC-DDDD" }, limit));
		assert.deepEqual(
			(await through()).map(({ id }) => id),
			["incident-of-a", "other"],
		);
		const member = async () => (await store.read.incidents.members("incident-of-a", { limit: 1 }))[0];
		assert.deepEqual([(await member())?.throughAt, (await member())?.throughBy], [3000, "CC-DDDD"]);
		assert.equal((await store.read.incidents.members("third", { limit: 1 }))[0]?.throughAt, null);
		await store.write(({ incidents }) => incidents.confirm("other", { at: 3000, reference: "CC-DDDD" }));
		assert.deepEqual(
			(await through()).map(({ id }) => id),
			["incident-of-a"],
		);
		assert.equal((await through(1)).length, 1);
		await join(store, failed("again", { at: 99_000, members: failed("a").members }));
		assert.equal((await member())?.throughAt, null);
		assert.deepEqual(await store.write(({ incidents }) => incidents.cameThrough([], { at: 1, reference: "" }, 9)), []);
	},

	async "an incident is found by its ending, where it is that of one"(store) {
		await join(store, failed("a", { id: "0190-abcd1234" }));
		await join(store, failed("b", { id: "0191-ffff1234", code: "b" }));
		const find = async (text: string) => (await store.read.incidents.find(text)).map(({ id }) => id);
		assert.deepEqual(await find("ABCD1234"), ["0190-abcd1234"]);
		assert.deepEqual(await find("0191-ffff1234"), ["0191-ffff1234"]);
		assert.deepEqual(await find("abcd1234x"), []);
		assert.equal((await find("1234")).length, 2);
		for (const nothing of ["", "%", "_", "x' or 1=1", "zzzz"]) assert.deepEqual(await find(nothing), []);
	},

	async "what was closed long ago is forgotten with those whom it stopped, part by part"(store) {
		const members = (n: number) => Array.from({ length: n }, (_, at) => ({ kind: "user", key: `u${at}`, name: `u${at}` }) as const);
		await join(store, failed("a", { members: members(5) }));
		await join(store, failed("b", { code: "b", members: members(2) }));
		await store.write(({ incidents }) => incidents.end("incident-of-a", { at: 2000, by: "mended", mendedBy: null }));
		const prune = (before: number) => store.write(({ incidents }) => incidents.pruneClosed(before, 3));
		assert.equal(await prune(2000), 0);
		assert.equal(await prune(3000), 3);
		assert.equal((await store.read.incidents.members("incident-of-a", { limit: 9 })).length, 2);
		assert.equal(await prune(3000), 1);
		assert.equal(await store.read.incidents.byId("incident-of-a"), undefined);
		assert.equal((await store.read.incidents.members("incident-of-a", { limit: 9 })).length, 0);
		assert.equal((await store.read.incidents.members("incident-of-b", { limit: 9 })).length, 2);
	},
};
