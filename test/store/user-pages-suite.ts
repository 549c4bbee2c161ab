import assert from "node:assert/strict";
import type { UserFilter } from "../../src/directory/ports.ts";
import type { Store } from "../../src/store/open.ts";
import { device, user } from "./rows.ts";
import type { Suite } from "./suite.ts";

/** All that a filter finds, two at a time. */
async function found(store: Store, filter: UserFilter): Promise<string[]> {
	const ids: string[] = [];
	for (let last: string | undefined; ; ) {
		const rows = await store.read.users.page({ ...filter, ...(last === undefined ? {} : { after: last }), limit: 2 });
		if (rows.length === 0) return ids;
		ids.push(...rows.map(({ id }) => id));
		last = rows.at(-1)?.upn;
		assert.ok(ids.length < 10_000, "it comes to an end");
	}
}

export const userPagesSuite: Suite = {
	async "people are found by how their user name or any word of their name begins, each once, by user name"(store) {
		await store.write(async ({ users }) => {
			await users.upsert(user("1", { upn: "tanaka.taro@example.com", displayName: "田中　太郎" }));
			await users.upsert(user("2", { upn: "smith@example.com", displayName: "Tana  O'Neil Éva" }));
			await users.upsert(user("3", { upn: "a%b@example.com", displayName: "100% Smith" }));
			await users.upsert(user("4", { upn: "suzuki@example.com", displayName: "ｽｽﾞｷ" }));
		});
		const of = (search: string) => found(store, { search });
		assert.deepEqual(await of("TANA"), ["2", "1"], "by name and by user name, in the order of user names");
		assert.deepEqual(await of("田中 太"), ["1"]);
		assert.deepEqual(await of(" 太郎 "), ["1"], "the given name too");
		assert.deepEqual(await of("éVA"), ["2"]);
		assert.deepEqual(await of("o'n"), ["2"]);
		assert.deepEqual(await of("スズ"), ["4"], "half-width katakana are the same");
		assert.deepEqual(await of("%"), [], "no wildcards");
		assert.deepEqual(await of("a%"), ["3"]);
		assert.deepEqual(await of("anaka"), [], "the beginning of a word, not its middle");
		assert.deepEqual(await of("smith"), ["3", "2"]);
		assert.deepEqual(await of("  "), ["3", "2", "4", "1"], "nothing narrows nothing");
	},

	async "a page goes on where the one before it ended, also when whoever stood last there is gone"(store) {
		const all = ["a", "b", "c", "d", "e"].map((name) => user(name));
		await store.write(({ users }) => users.putAll(all));
		const page = async (after?: string) =>
			(await store.read.users.page({ ...(after === undefined ? {} : { after }), limit: 2 })).map(({ upn }) => upn);
		const [, b = ""] = await page();
		await store.write(({ users }) => users.remove("b"));
		const [, d = ""] = await page(b);
		assert.equal(d, all[3]?.upn);
		await store.write(({ users }) => users.remove("d"));
		assert.deepEqual(await page(d), [all[4]?.upn]);
	},

	async "whoever is renamed is found by the new name alone"(store) {
		const before = user("1", { displayName: "Aya Mori" });
		await store.write(({ users }) => users.upsert(before));
		await store.write(({ users }) => users.upsert({ ...before, displayName: "Aya Sato" }));
		assert.deepEqual(await found(store, { search: "mori" }), []);
		assert.deepEqual(await found(store, { search: "sato" }), ["1"]);
		assert.deepEqual(await found(store, { search: "aya" }), ["1"]);
	},

	async "filters of people narrow together: state, group, licence and how it stands"(store) {
		await store.write(async ({ users, groups, licences, devices }) => {
			await licences.upsertPlan({ plan: "A", name: "A", authority: "intune", seats: 3 });
			await groups.upsert({ id: "g", name: "Sales" });
			for (const name of ["a", "b", "c", "d", "e"]) await users.upsert(user(name, { enabled: name !== "c" }));
			for (const name of ["a", "c", "e"]) await groups.addMember("g", name);
			for (const [at, userId] of ["a", "b", "c", "d"].entries()) await licences.assignWithinSeats({ userId, plan: "A", assignedAt: at });
			await devices.insert(device("d1", { userId: "a", state: "managed" }));
			await devices.insert(device("d2", { userId: "a", state: "retired" }));
		});
		assert.deepEqual(await found(store, {}), ["a", "b", "c", "d", "e"]);
		assert.deepEqual(await found(store, { enabled: false }), ["c"]);
		assert.deepEqual(await found(store, { enabled: true, groupId: "g" }), ["a", "e"]);
		assert.deepEqual(
			[await found(store, { search: "c@", enabled: false }), await found(store, { search: "c@", enabled: true })],
			[["c"], []],
		);
		assert.deepEqual(await found(store, { plan: "A" }), ["a", "b", "c", "d"]);
		assert.deepEqual(await found(store, { plan: "A", licence: "no-seat" }), ["d"]);
		assert.deepEqual(await found(store, { plan: "A", groupId: "g", search: "a" }), ["a"]);
		assert.deepEqual(await found(store, { groupId: "nothing" }), []);
		const [first] = await store.read.users.page({ search: "a@", limit: 1 });
		assert.equal(first?.devices, 1, "those that are ended are not counted");
		assert.deepEqual(await store.read.groups.byId("g"), { id: "g", name: "Sales" });
		assert.equal(await store.read.groups.byId("h"), undefined);
	},

	async "a filter that leaves thousands finds the same as one that leaves few"(store) {
		const names = Array.from({ length: 2_300 }, (_, n) => `u${String(n).padStart(5, "0")}`);
		await store.write(async ({ groups }) => {
			await groups.upsert({ id: "all", name: "Everybody" });
			await groups.upsert({ id: "few", name: "Few" });
		});
		// In parts: all of them in one unit take longer on a busy machine than the store waits for a unit.
		for (let at = 0; at < names.length; at += 100)
			await store.write(async ({ users, groups }) => {
				for (const name of names.slice(at, at + 100)) {
					await users.upsert(user(name));
					await groups.addMember("all", name);
					if (name.endsWith("99")) await groups.addMember("few", name);
				}
			});
		await store.write(({ users }) => users.upsert(user("u99999")));
		const ids = async (filter: UserFilter) => (await store.read.users.page({ ...filter, limit: 3_000 })).map(({ id }) => id);
		assert.deepEqual(await ids({ groupId: "all" }), names);
		assert.deepEqual(await ids({ search: "u0" }), names);
		assert.deepEqual(await ids({ search: "u", groupId: "all" }), names);
		assert.deepEqual(
			await ids({ search: "u", groupId: "few" }),
			names.filter((name) => name.endsWith("99")),
		);
	},

	async "a session of a person's own devices is forgotten once it is over"(store) {
		const session = (tokenHash: string, expiresAt: number) => ({ tokenHash, userId: "u", pending: true, createdAt: 1, expiresAt });
		await store.write(async ({ mySessions }) => {
			for (const [name, end] of [["a", 5] as const, ["b", 6] as const]) await mySessions.insert(session(name, end));
			await mySessions.deleteExpired(5);
		});
		const { mySessions } = store.read;
		assert.deepEqual([await mySessions.byTokenHash("a"), await mySessions.byTokenHash("b")], [undefined, session("b", 6)]);
	},

	async "however many a filter leaves, people come by user name: also where one part leaves much and another little"(store) {
		const names = Array.from({ length: 12 }, (_, n) => `u${String(n).padStart(2, "0")}`);
		await store.write(async ({ users, groups, licences }) => {
			await licences.upsertPlan({ plan: "A", name: "A", authority: "intune", seats: 9 });
			for (const [id, of] of [
				["all", names],
				["last", names.slice(8)],
			] as const) {
				await groups.upsert({ id, name: id });
				// Whoever is first by name was written last, and has the last key.
				for (const [at, name] of [...names.entries()].reverse()) {
					if (id === "all") await users.upsert(user(name, { displayName: `Abe ${99 - at}`, enabled: at % 2 === 0 }));
					if (of.includes(name)) await groups.addMember(id, name);
				}
			}
			for (const [at, userId] of names.entries()) await licences.assignWithinSeats({ userId, plan: "A", assignedAt: at });
		});
		const even = names.filter((_, at) => at % 2 === 0);
		assert.deepEqual(await found(store, { search: "abe" }), names);
		assert.deepEqual(await found(store, { plan: "A", licence: "no-seat" }), names.slice(9));
		assert.deepEqual(await found(store, { plan: "A", licence: "active", groupId: "last" }), ["u08"]);
		assert.deepEqual(await found(store, { groupId: "all", search: "9" }), names.slice(0, 10), "by the given name");
		assert.deepEqual(await found(store, { groupId: "all", plan: "A", enabled: true, search: "abe" }), even);
		assert.deepEqual(await found(store, { groupId: "last", plan: "A", licence: "no-seat", enabled: false }), ["u09", "u11"]);
	},
};
