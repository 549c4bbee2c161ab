import assert from "node:assert/strict";
import fc from "fast-check";
import type { Device } from "../../src/devices/ports.ts";
import type { Store } from "../../src/store/open.ts";
import { command, device, user } from "./rows.ts";
import type { Suite } from "./suite.ts";

async function claim(store: Store, now: number, change: { leaseUntil?: number; limit?: number; kinds?: string[]; keys?: string[] } = {}) {
	return store.write((stores) => stores.jobs.claim({ kinds: ["push", "silence"], now, leaseUntil: now + 100, limit: 10, ...change }));
}

export const devices: Suite = {
	async "a device comes back as stored, with what it answered"(store) {
		const whole = device("d", {
			serial: "S1",
			imei: "35",
			name: "花子のiPhone",
			userId: "u",
			pushToken: Uint8Array.of(1),
			pushMagic: Uint8Array.of(2),
			unlockToken: new Uint8Array(2_000).fill(7),
			awaitingConfiguration: true,
			lastSeenAt: 1_763_000_000_000,
			information: { DeviceInformation: '{"a":1}' },
		});
		await store.write(async (stores) => {
			await stores.devices.insert(whole);
			await stores.devices.setInformation("d", "SecurityInfo", "{}");
			await stores.devices.setInformation("d", "DeviceInformation", '{"a":2}');
		});
		const information = { DeviceInformation: '{"a":2}', SecurityInfo: "{}" };
		for (const found of [
			await store.read.devices.byId("d"),
			await store.read.devices.byUdid("udid-d"),
			await store.read.devices.bySerial("S1"),
		]) {
			assert.deepEqual(found, { ...whole, information });
		}
		const change = { name: "New", unlockToken: null, awaitingConfiguration: false, state: "wipe-pending", pushDeadAt: 9 } as const;
		await store.write((stores) => stores.devices.update("d", change));
		assert.deepEqual(await store.read.devices.byId("d"), { ...whole, ...change, information });
		await store.write((stores) => stores.devices.update("d", {}));
	},

	async "of several records, the one that is not ended, else the newest"(store) {
		await store.write(async (stores) => {
			await stores.devices.insert(device("old", { udid: "U", serial: "S", state: "retired", enrolledAt: 1 }));
			await stores.devices.insert(device("open", { udid: "U", serial: "S", state: "pending", enrolledAt: 2 }));
			await stores.devices.insert(
				device("ended", { udid: "U", serial: "S", fingerprint: "fingerprint-open", state: "replaced", enrolledAt: 3 }),
			);
		});
		assert.equal((await store.read.devices.byUdid("U"))?.id, "open");
		assert.equal((await store.read.checkIns.enrollmentByFingerprint("fingerprint-open"))?.deviceId, "open");
		await store.write((stores) => stores.devices.update("open", { state: "unenrolled" }));
		assert.equal((await store.read.devices.byUdid("U"))?.id, "ended");
		assert.equal((await store.read.devices.bySerial("S"))?.id, "ended");
		assert.equal(await store.read.checkIns.enrollmentByFingerprint("fingerprint-open"), undefined);
	},

	async "one enrollment a device, and one device an identity, while they last"(store) {
		await store.write((stores) => stores.devices.insert(device("a")));
		for (const twin of [device("b", { udid: "udid-a" }), device("b", { fingerprint: "fingerprint-a" })]) {
			await assert.rejects(
				store.write((stores) => stores.devices.insert(twin)),
				{ kind: "unique" },
			);
		}
	},

	async "lists, searches and counts"(store) {
		await store.write(async (stores) => {
			await stores.devices.insert(device("a", { userId: "u", enrolledAt: 1, name: "Éva's iPad", topic: "other" }));
			await stores.devices.insert(device("b", { userId: "u", enrolledAt: 3, serial: "F2LX_1", state: "retire-pending" }));
			await stores.devices.insert(device("c", { userId: "u", enrolledAt: 2, state: "retired" }));
			await stores.devices.insert(device("d", { userId: "v", enrolledAt: 4, state: "pending" }));
			await stores.devices.update("a", { serial: "C02" });
		});
		const list = async (filter: object) => (await store.read.devices.list({ limit: 10, ...filter })).map((row) => row.id);
		assert.deepEqual(await list({}), ["d", "b", "c", "a"]);
		assert.deepEqual(await list({ limit: 1 }), ["d"]);
		assert.deepEqual(await list({ state: "managed" }), ["a"]);
		assert.deepEqual(await list({ search: "éva" }), ["a"]);
		assert.deepEqual(await list({ search: "c02" }), ["a"]);
		assert.deepEqual(await list({ search: "x_1" }), ["b"]);
		assert.deepEqual(await list({ search: "UDID-C", state: "retired" }), ["c"]);
		const named = async (beginning: string) => (await store.read.devices.named(beginning, 10)).map((row) => row.id);
		await store.write(({ devices }) => devices.update("b", { label: "営業部 50%の佐藤" }));
		assert.deepEqual([await named("éva"), await named("Éva's IPAD"), await named("ipad")], [[], ["a"], []]);
		assert.deepEqual([await named("営業部 50%"), await named("営業部_"), await named("%")], [["b"], [], []]);
		assert.deepEqual(
			(await store.read.devices.ofUser("u")).map((row) => row.id),
			["b", "a"],
		);
		assert.equal(await store.read.devices.count({}), 4);
		assert.equal(await store.read.devices.count({ state: "pending" }), 1);
		assert.equal(await store.read.devices.countOtherTopic("com.apple.mgmt.External.1"), 1);
		assert.equal(await store.read.devices.countTopic("com.apple.mgmt.External.1"), 1);
	},

	async "pages of devices, the newest first, by every filter alone and with others"(store) {
		await store.write(async (stores) => {
			await stores.users.upsert(user("u", { upn: "misaki@example.com", displayName: "高橋 美咲" }));
			const rows = [
				device("a", { enrolledAt: 10, serial: "C02A", userId: "u", osVersion: "18.10", lastSeenAt: 500 }),
				device("b", { enrolledAt: 20, product: "iPad14,1", osVersion: "18.9.1", ownership: "company", lastSeenAt: 30 }),
				device("c", { enrolledAt: 20, product: null, osVersion: null, state: "retired" }),
				device("d", { enrolledAt: 40, osVersion: "17.6", name: "100%_Éva", label: "受付" }),
			];
			for (const row of rows) await stores.devices.insert(row);
		});
		const page = async (filter: object) => (await store.read.devices.page({ limit: 10, ...filter })).map(({ id }) => id).join("");
		assert.equal(await page({}), "dcba");
		assert.equal(await page({ limit: 2 }), "dc");
		assert.equal(await page({ after: { at: 20, id: "c" } }), "ba");
		assert.equal(await page({ state: "managed" }), "dba");
		assert.equal(await page({ state: "managed", after: { at: 40, id: "d" }, limit: 1 }), "b");
		assert.equal(await page({ state: "managed", platform: "iPad" }), "b");
		assert.equal(await page({ platform: "iPhone" }), "da");
		assert.equal(await page({ ownership: "company" }), "b");
		assert.equal(await page({ osBelow: "18.10" }), "db", "as numbers, and none is below nothing");
		assert.equal(await page({ osBelow: "18.9.1" }), "d");
		assert.equal(await page({ notSeenSince: 35 }), "cb", "c was never back");
		assert.equal(await page({ notSeenSince: 35, state: "managed" }), "b");
		assert.equal(await page({ userId: "u" }), "a");
		for (const [search, found] of [
			["misaki", "a"],
			["C02a", "a"],
			["UDID-b", "b"],
			["%_é", "d"],
			["受付", "d"],
			["ipad14", "b"],
			["nobody", ""],
		])
			assert.equal(await page({ search }), found, search);
		await store.write(async (stores) => {
			await stores.devices.update("d", { label: null, userId: "u", osVersion: "26.0" });
			await stores.devices.update("a", { userId: null });
		});
		assert.equal(await page({ search: "受付" }), "");
		assert.equal(await page({ search: "misaki@" }), "d", "by whose it is now");
		assert.equal(await page({ osBelow: "18.0" }), "");
		const [first] = await store.read.devices.page({ limit: 1 });
		assert.deepEqual([first?.upn, first?.displayName, first?.label], ["misaki@example.com", "高橋 美咲", null]);
		assert.deepEqual(await store.read.devices.countByState(), { managed: 3, retired: 1 });
	},

	async "the list tells of every device what stands in its row, whatever was done to it and in whatever order"(store) {
		const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
		const values = {
			label: pick(null, "受付", "Lobby"),
			name: pick(null, "Éva's iPad", "100%_"),
			serial: pick(null, "C02A", "F2LX"),
			imei: pick(null, "3569"),
			product: pick(null, "iPad14,1", "iPhone15,2"),
			osVersion: pick(null, "18.9.1", "18.10", "17.6", "beta"),
			userId: pick(null, "u", "v", "gone"),
			ownership: pick("personal" as const, "company" as const),
			state: pick("pending" as const, "managed" as const, "retire-pending" as const, "wipe-pending" as const, "retired" as const),
			lastSeenAt: pick(null, 20, 40),
			enrolledAt: pick(10, 20, 30),
		};
		// Of one value alone: what else changes with it would hide that it was forgotten.
		const change = fc.oneof(
			...Object.entries(values).map(([name, value]) => (value as fc.Arbitrary<unknown>).map((to) => ({ [name]: to }))),
		);
		await store.write(async ({ users }) => {
			for (const id of ["u", "v"]) await users.upsert(user(id));
		});
		let runs = 0;
		const one = fc.asyncProperty(fc.array(fc.tuple(fc.nat(3), change), { minLength: 6, maxLength: 24 }), async (changes) => {
			const run = ++runs;
			const ids = [0, 1, 2, 3].map((n) => `r${run}-${n}`);
			await store.write(async ({ devices: all }) => {
				for (const [n, id] of ids.entries()) {
					// Enrolled with what comes first, then changed.
					const first = changes.find(([whose]) => whose === n)?.[1] ?? {};
					await all.insert(device(id, first));
				}
				for (const [n, to] of changes) await all.update(ids[n] ?? "", to);
			});
			const rows: Device[] = [];
			for (const id of ids) rows.push((await store.read.devices.byId(id)) ?? assert.fail());
			const expected = (wanted: (row: Device) => boolean) => rows.filter(wanted).map(({ id }) => id);
			const search = (text: string) => (row: Device) =>
				[
					row.serial,
					row.udid,
					row.imei,
					row.product,
					row.userId === "gone" ? null : row.userId && `${row.userId}@example.com`,
					row.label,
					row.name,
				]
					.filter((part) => part !== null)
					.some((part) => part.toLowerCase().includes(text));
			const asked: readonly (readonly [Partial<Parameters<typeof store.read.devices.page>[0]>, (row: Device) => boolean])[] = [
				[{}, () => true],
				[{ state: "retired" }, ({ state }) => state === "retired"],
				[{ ownership: "company" }, ({ ownership }) => ownership === "company"],
				[{ ownership: "company", state: "managed" }, ({ ownership, state }) => ownership === "company" && state === "managed"],
				[{ platform: "iPad" }, ({ product }) => product?.startsWith("iPad") === true],
				[{ osBelow: "18.10" }, ({ osVersion }) => ["18.1", "18.9.1", "17.6"].includes(osVersion ?? "")],
				[{ notSeenSince: 30 }, ({ enrolledAt, lastSeenAt }) => enrolledAt < 30 && (lastSeenAt ?? 0) < 30],
				[{ userId: "u" }, ({ userId }) => userId === "u"],
				...["受付", "c02", "éva", "%_", "3569", "v@", "ipad14"].map((text) => [{ search: text }, search(text)] as const),
			];
			for (const [filter, wanted] of asked) {
				const found = (await store.read.devices.page({ ...filter, limit: 1_000 })).map(({ id }) => id).filter((id) => ids.includes(id));
				assert.deepEqual(found.sort(), expected(wanted), JSON.stringify(filter));
			}
			const page = (await store.read.devices.page({ limit: 1_000 })).filter(({ id }) => ids.includes(id));
			const newestFirst = rows.toSorted((a, b) => b.enrolledAt - a.enrolledAt || (a.id < b.id ? 1 : -1));
			assert.deepEqual(
				page.map(({ id, state, label }) => [id, state, label]),
				newestFirst.map(({ id, state, label }) => [id, state, label]),
			);
		});
		await fc.assert(one, { numRuns: 12 });
	},

	async "a device with the longest names that a phone can send is kept and found"(store) {
		const long = "\u{10348}".repeat(256);
		await store.write((stores) =>
			stores.devices.insert(device("d", { serial: "C02A", name: long, label: "受".repeat(63), product: "x".repeat(256), imei: long })),
		);
		assert.equal((await store.read.devices.page({ search: "c02a", limit: 2 })).length, 1);
	},

	async "the queue: sent and queued by age, then what was put off, unless that is to be skipped"(store) {
		await store.write(async ({ devices, commands }) => {
			await devices.insert(device("d"));
			await devices.insert(device("e"));
			for (const uuid of ["A", "B", "C"]) await commands.enqueue(command(uuid, "d", { sealed: uuid === "B" }));
			await commands.enqueue(command("X", "e"));
		});
		const next = async (skipNotNow = false) => (await store.read.checkIns.next("d", skipNotNow))?.uuid;
		const set = (uuid: string, state: "sent" | "not-now" | "acknowledged", change = {}) =>
			store.write((stores) => stores.commands.setState(uuid, { state, ...change }));
		assert.equal(await next(), "A");
		await set("A", "sent", { sentAt: 5 });
		assert.equal(await next(), "A", "no answer came: the same again");
		await set("A", "not-now");
		assert.equal(await next(), "B");
		await set("B", "acknowledged", { finishedAt: 7, result: "{}" });
		assert.equal(await next(), "C");
		await set("C", "not-now");
		assert.equal(await next(), "A", "put off, oldest first");
		assert.equal(await next(true), undefined);
		assert.equal(await store.read.commands.countOpen("d"), 2);
		const { sequence, ...rest } = (await store.read.commands.byUuid("B")) ?? assert.fail();
		assert.deepEqual(rest, command("B", "d", { sealed: true, state: "acknowledged", finishedAt: 7, result: "{}" }));
		assert.ok(sequence > 0);
		assert.equal(await store.write((stores) => stores.commands.cancelAll("d", 9)), 2);
		assert.equal(await next(), undefined);
		assert.deepEqual(
			(await store.read.commands.ofDevice("d", 2)).map((row) => [row.uuid, row.state, row.finishedAt]),
			[
				["C", "cancelled", 9],
				["B", "acknowledged", 7],
			],
		);
		assert.equal(await store.read.commands.countOpen("e"), 1);
	},

	async "jobs: one for a kind and key, the earlier time wins, a lease holds until it ends"(store) {
		const schedule = (id: string, key: string, dueAt: number, kind = "push") =>
			store.write((stores) => stores.jobs.schedule({ id, kind, key, dueAt }));
		await schedule("a", "k", 50);
		await schedule("b", "k", 20);
		await schedule("c", "k", 90);
		await schedule("d", "l", 10);
		await schedule("e", "k", 10, "other");
		assert.equal(await store.read.jobs.countDue(19), 2);
		assert.deepEqual(await claim(store, 5), []);
		assert.deepEqual(await claim(store, 30, { kinds: [] }), []);
		const claimed = await claim(store, 30);
		assert.deepEqual(
			claimed.map((job) => [job.id, job.dueAt, job.tries]),
			[
				["d", 10, 0],
				["a", 20, 0],
			],
		);
		assert.deepEqual(await claim(store, 129), [], "leased");
		assert.equal(await store.read.jobs.countDue(129), 1);
		await store.write(({ jobs }) => jobs.schedule({ id: "held", kind: "held-kind", key: "k", dueAt: 9_000 }));
		await store.write(({ jobs }) => jobs.bringForward("held-kind", 129));
		assert.equal(await store.read.jobs.countDue(129), 2, "what was held back is due");
		await store.write(({ jobs }) => jobs.done("held"));
		assert.deepEqual(
			(await claim(store, 130)).map((job) => job.id),
			["d", "a"],
			"the lease ended with nobody done",
		);
		await store.write(async ({ jobs }) => {
			await jobs.done("d");
			await jobs.again("a", 500, "BadCertificate");
		});
		assert.deepEqual(await claim(store, 499), []);
		const [again] = await claim(store, 500);
		assert.deepEqual(again, { id: "a", kind: "push", key: "k", dueAt: 500, tries: 1, lastError: "BadCertificate" });
	},

	async "a job that was scheduled while somebody worked on it comes once more"(store) {
		const schedule = (dueAt: number) => store.write((stores) => stores.jobs.schedule({ id: `j${dueAt}`, kind: "push", key: "k", dueAt }));
		await schedule(1);
		await claim(store, 10, { leaseUntil: 1_000 });
		await schedule(40);
		await schedule(20);
		await schedule(30);
		assert.deepEqual(await claim(store, 50), [], "still leased");
		await store.write((stores) => stores.jobs.done("j1"));
		assert.deepEqual(await claim(store, 19), []);
		assert.deepEqual(
			(await claim(store, 20)).map((job) => [job.id, job.dueAt, job.tries]),
			[["j1", 20, 0]],
		);
		await schedule(25);
		await store.write((stores) => stores.jobs.again("j1", 500, "x"));
		assert.equal((await claim(store, 25))[0]?.tries, 1, "the earlier of both");
		await store.write((stores) => stores.jobs.done("j1"));
		assert.deepEqual(await claim(store, 9_999), []);
	},

	async "jobs of certain keys are claimed alone, and the rest left"(store) {
		await store.write(async ({ jobs }) => {
			for (const key of ["a", "b", "c"]) await jobs.schedule({ id: key, kind: "push", key, dueAt: 1 });
		});
		const keys = async (change: object) => (await claim(store, 5, change)).map((job) => job.key);
		assert.deepEqual(await keys({ keys: [] }), []);
		assert.deepEqual(await keys({ keys: ["b", "z"] }), ["b"]);
		assert.deepEqual(await keys({ keys: ["b"] }), [], "leased");
		assert.deepEqual(await keys({}), ["a", "c"]);
	},

	async "who is still at a job keeps it for longer; who lost it does not get it back so"(store) {
		await store.write((stores) => stores.jobs.schedule({ id: "j", kind: "push", key: "k", dueAt: 1 }));
		const extend = (leaseUntil: number) => store.write((stores) => stores.jobs.extend("j", leaseUntil));
		await extend(9_000);
		assert.equal((await claim(store, 10, { leaseUntil: 50 })).length, 1, "nobody had it: nothing to extend");
		await extend(90);
		assert.deepEqual(await claim(store, 89), []);
		assert.equal((await claim(store, 90)).length, 1);
		await store.write((stores) => stores.jobs.again("j", 200, "x"));
		await extend(9_000);
		assert.equal((await claim(store, 200)).length, 1);
	},

	async "no job is claimed by two at once"(store) {
		await store.write(async ({ jobs }) => {
			for (let n = 0; n < 60; n++) await jobs.schedule({ id: `j${n}`, kind: "push", key: `k${n}`, dueAt: n });
		});
		const rounds = await Promise.all(Array.from({ length: 6 }, () => claim(store, 100, { limit: 15 })));
		const ids = rounds.flat().map((job) => job.id);
		assert.equal(new Set(ids).size, ids.length);
		const rest = await claim(store, 100, { limit: 100 });
		assert.equal(ids.length + rest.length, 60);
	},

	async "of managed devices that hold another topic the first is named, if it was enrolled before an instant"(store) {
		await store.write(async (stores) => {
			await stores.devices.insert(device("a", { topic: "new", enrolledAt: 1 }));
			await stores.devices.insert(device("b", { topic: "old", enrolledAt: 5 }));
			await stores.devices.insert(device("c", { topic: "older", enrolledAt: 3, state: "retired" }));
		});
		const { devices } = store.read;
		assert.deepEqual(
			[await devices.otherTopicBefore("new", 6), await devices.otherTopicBefore("new", 5), await devices.otherTopicBefore("old", 6)],
			["old", undefined, "new"],
		);
	},
};
