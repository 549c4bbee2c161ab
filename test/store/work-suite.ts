import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import type { Stores } from "../../src/store/open.ts";
import { onPages, readerZone } from "../../src/texts/reader.ts";
import { attempt, device, user } from "./rows.ts";
import type { Suite } from "./suite.ts";

export const work: Suite = {
	async "a unit that throws undoes itself alone"(store) {
		const results = await Promise.allSettled(
			Array.from({ length: 30 }, (_, n) =>
				store.write(async ({ settings }) => {
					await settings.set(`n${n}`, "1", 1);
					if (n % 3 === 0) throw new Error(`no ${n}`);
					return n;
				}),
			),
		);
		for (const [n, result] of results.entries()) {
			if (n % 3 === 0) assert.equal(result.status === "rejected" && result.reason.message, `no ${n}`);
			else assert.equal(result.status === "fulfilled" && result.value, n);
			assert.equal(await store.read.settings.get(`n${n}`), n % 3 === 0 ? undefined : "1");
		}
	},

	async "a statement that failed fails its unit, even if the unit goes on, and no other"(store) {
		await store.write((stores) => stores.users.upsert(user("u")));
		const bad = store.write(async ({ users, settings }) => {
			await settings.set("bad", "1", 1);
			await users.upsert(user("v", { upn: "u@example.com" })).catch(() => undefined);
		});
		const good = store.write((stores) => stores.settings.set("good", "1", 1));
		await assert.rejects(bad, { name: "StatementFailed", kind: "unique" });
		await good;
		assert.equal(await store.read.settings.get("bad"), undefined);
		assert.equal(await store.read.settings.get("good"), "1");
	},

	async "read sees nothing of a unit before it is committed, the unit sees its own"(store) {
		await store.write(async ({ settings }) => {
			await settings.set("x", "1", 1);
			assert.equal(await settings.get("x"), "1");
			await turn();
			assert.equal(await store.read.settings.get("x"), undefined);
		});
		assert.equal(await store.read.settings.get("x"), "1");
	},

	async "units that share a group each speak to the reader of their own, also behind the one that nobody reads"(store) {
		const told = (zone: string | undefined) =>
			onPages(zone, () =>
				store.write(async ({ settings }) => {
					await settings.set("x", "1", 1);
					return [zone, readerZone()];
				}),
			);
		const zones = ["Asia/Tokyo", undefined, "Pacific/Kiritimati", "Asia/Tokyo"];
		assert.deepEqual(
			await Promise.all(zones.map(told)),
			zones.map((zone) => [zone, zone]),
		);
	},

	async "units that read and then write do not lose each other's change"(store) {
		await store.write((stores) => stores.settings.set("count", "0", 1));
		const add = () =>
			store.write(async ({ settings }) => {
				const before = Number(await settings.get("count"));
				await settings.set("count", String(before + 1), 1);
			});
		await Promise.all(Array.from({ length: 25 }, add));
		assert.equal(await store.read.settings.get("count"), "25");
	},

	async "two that look, find nothing and insert: the second finds the first"(store) {
		const enroll = (id: string) =>
			store.write(async ({ devices }) => {
				const there = await devices.byUdid("U");
				if (there !== undefined) return there.id;
				await devices.insert(device(id, { udid: "U" }));
				return id;
			});
		const ids = await Promise.all(["a", "b", "c", "d"].map(enroll));
		assert.equal(new Set(ids).size, 1);
	},

	async "statements that a unit starts together all run"(store) {
		await store.write(async ({ settings }) => {
			await Promise.all(["a", "b", "c"].map((name) => settings.set(name, name, 1)));
			assert.deepEqual(await Promise.all(["c", "b", "a"].map((name) => settings.get(name))), ["c", "b", "a"]);
		});
	},

	async "stores are used within their unit only, and units are not nested"(store) {
		const escaped: Stores[] = [];
		await store.write(async (stores) => {
			escaped.push(stores);
		});
		for (const stores of escaped) {
			await assert.rejects(stores.settings.set("x", "1", 1), /outside of the unit/);
			await assert.rejects(async () => stores.checkIns.touch("x", 1), /outside of the unit/);
		}
		await assert.rejects(
			store.write(() => store.write(async () => undefined)),
			/within a unit/,
		);
		await assert.rejects(store.read.settings.set("x", "1", 1), /a write needs a unit/);
		await assert.rejects(store.read.checkIns.touch("x", 1), /a write needs a unit/);
		assert.equal(await store.read.settings.get("x"), undefined);
	},

	async "work that a unit started and that outlives it may write"(store) {
		const ended = Promise.withResolvers<void>();
		const later: Promise<void>[] = [];
		await store.write(async () => {
			later.push(ended.promise.then(() => store.write((stores) => stores.settings.set("x", "1", 1))));
		});
		ended.resolve();
		await Promise.all(later);
		assert.equal(await store.read.settings.get("x"), "1");
	},

	async "a text with U+0000 is stored without it"(store) {
		await store.write((stores) => stores.attempts.insert(attempt("a", { upn: "a\0b" })));
		assert.equal((await store.read.attempts.byId("a"))?.upn, "a\uFFFDb");
		assert.equal((await store.read.attempts.list({ upn: "a\0b", limit: 1 })).length, 1);
	},

	async "it answers while it is open, and refuses afterwards"(store) {
		await store.ping();
		const last = store.write((stores) => stores.settings.set("x", "1", 1));
		await last;
		await store.close();
		await assert.rejects(
			store.write(async () => undefined),
			{ name: "StoreUnavailable" },
		);
		await assert.rejects(store.ping(), { name: "StoreUnavailable" });
	},
};
