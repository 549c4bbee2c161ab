import assert from "node:assert/strict";
import type { Store } from "../../src/store/open.ts";
import { user } from "./rows.ts";
import type { Suite } from "./suite.ts";

async function people(store: Store, names: readonly string[]): Promise<void> {
	await store.write(async ({ users }) => {
		for (const name of names) await users.upsert(user(name));
	});
}

export const directory: Suite = {
	async "a user comes back as stored, and a name belongs to one"(store) {
		const whole = user("u", { passwordHash: "$argon2id$x", totp: Uint8Array.of(0, 255), enabled: false, enrollmentManager: true });
		await store.write((stores) => stores.users.upsert(whole));
		assert.deepEqual(await store.read.users.byId("u"), whole);
		assert.deepEqual(await store.read.users.byUpn("u@example.com"), whole);
		await store.write((stores) => stores.users.upsert({ ...whole, upn: "new@example.com", totp: null }));
		assert.equal(await store.read.users.byUpn("u@example.com"), undefined);
		assert.equal((await store.read.users.byUpn("new@example.com"))?.totp, null);
		await assert.rejects(
			store.write((stores) => stores.users.upsert(user("v", { upn: "new@example.com" }))),
			{ name: "StatementFailed", kind: "unique" },
		);
		assert.equal(await store.read.users.count(), 1);
	},

	async "whoever is removed is in no list, no group and no search, and the name is free"(store) {
		await people(store, ["u", "v"]);
		await store.write(async ({ users, groups, mySessions }) => {
			await groups.upsert({ id: "g", name: "G" });
			for (const id of ["u", "v"]) await groups.addMember("g", id);
			await mySessions.insert({ tokenHash: "h", userId: "u", pending: false, createdAt: 1, expiresAt: 9 });
			await users.remove("u");
		});
		const { users, groups, mySessions } = store.read;
		assert.deepEqual([await users.byId("u"), await users.byUpn("u@example.com")], [undefined, undefined]);
		assert.deepEqual(
			(await users.page({ limit: 9 })).map(({ id }) => id),
			["v"],
		);
		assert.deepEqual(await users.page({ search: "u", limit: 9 }), []);
		assert.deepEqual(
			(await groups.list()).map(({ members }) => members),
			[1],
		);
		assert.equal(await mySessions.byTokenHash("h"), undefined);
		await store.write((stores) => stores.users.upsert(user("w", { upn: "u@example.com" })));
		assert.equal((await users.byUpn("u@example.com"))?.id, "w");
	},

	async "many people are written and found in one go, as one by one, and keep their second factor"(store) {
		const there = user("a", { displayName: "Aya Mori", totp: Uint8Array.of(1), createdAt: 5 });
		await store.write(({ users }) => users.upsert(there));
		const { totp: _own, ...changed } = { ...there, displayName: "佐藤 \u0000綾", enabled: false, updatedAt: 9 };
		const many = Array.from({ length: 300 }, (_, n) => user(`n${n}`, { displayName: `新人 ${n}`, enrollmentManager: n === 7 }));
		await store.write(({ users }) => users.putAll([changed, ...many]));
		const found = await store.read.users.byUpns(["a@example.com", "n7@example.com", "nobody@example.com"]);
		assert.deepEqual(
			found.toSorted((x, y) => (x.id < y.id ? -1 : 1)),
			[{ ...changed, displayName: "佐藤 \ufffd綾", totp: there.totp }, many[7]],
		);
		assert.deepEqual(await store.read.users.byId("n299"), many[299]);
		const named = async (search: string) => (await store.read.users.page({ search, limit: 9 })).map(({ id }) => id);
		assert.deepEqual([await named("mori"), await named("佐藤"), await named("299")], [[], ["a"], ["n299"]]);
		await assert.rejects(
			store.write(({ users }) => users.putAll([user("x"), user("y", { upn: "n1@example.com" })])),
			{ name: "StatementFailed", kind: "unique" },
		);
		assert.deepEqual([await store.read.users.byUpns([]), await store.read.users.count()], [[], 301]);
	},

	async "many memberships and licences are written in one go, and the seats are counted"(store) {
		await people(store, ["u", "v", "w"]);
		await store.write(async ({ groups, licences }) => {
			await groups.upsert({ id: "g", name: "École" });
			await groups.upsert({ id: "h", name: "Sales" });
			await groups.addMember("g", "u");
			await groups.addMembers([
				{ groupId: "h", userId: "u" },
				{ groupId: "g", userId: "u" },
				{ groupId: "g", userId: "v" },
			]);
			await groups.addMembers([]);
			await licences.upsertPlan({ plan: "A", name: "A", authority: "intune", seats: 3 });
			await licences.upsertPlan({ plan: "B", name: "B", authority: "intune", seats: 3 });
			await licences.assign({ userId: "u", plan: "A", state: "active", assignedAt: 1 });
			await licences.assign({ userId: "v", plan: "A", state: "no-seat", assignedAt: 2 });
			await licences.assignAll([
				{ userId: "u", plan: "A", state: "active", assignedAt: 3 },
				{ userId: "v", plan: "A", state: "active", assignedAt: 3 },
				{ userId: "w", plan: "A", state: "no-seat", assignedAt: 3 },
				{ userId: "w", plan: "B", state: "active", assignedAt: 3 },
			]);
		});
		const { groups, licences } = store.read;
		assert.deepEqual((await groups.ofUsers(["u", "v", "w"])).map(({ userId, id, name }) => [userId, id, name].join(" ")).toSorted(), [
			"u g École",
			"u h Sales",
			"v g École",
		]);
		assert.deepEqual(
			(await groups.byNames(["éCOLE", "none"])).map(({ id }) => id),
			["g"],
		);
		assert.deepEqual((await licences.ofUsers(["v", "w"])).map(({ userId, plan, state }) => [userId, plan, state].join(" ")).toSorted(), [
			"v A active",
			"w A no-seat",
			"w B active",
		]);
		assert.deepEqual(
			(await licences.plans()).map(({ plan, consumed }) => [plan, consumed]),
			[
				["A", 2],
				["B", 1],
			],
		);
	},

	async "a search looks in names as written, in any case, and knows no wildcards"(store) {
		await store.write(async ({ users }) => {
			await users.upsert(user("tanaka", { displayName: "田中 Éva" }));
			await users.upsert(user("a_b", { displayName: "100% Smith" }));
			await users.upsert(user("axb", { displayName: "back\\slash" }));
		});
		const found = async (search: string) => (await store.read.users.list({ search, limit: 10 })).map((row) => row.id);
		assert.deepEqual(await found("TANA"), ["tanaka"]);
		assert.deepEqual(await found("éVA"), ["tanaka"]);
		assert.deepEqual(await found("田中"), ["tanaka"]);
		assert.deepEqual(await found("a_b"), ["a_b"]);
		assert.deepEqual(await found("100%"), ["a_b"]);
		assert.deepEqual(await found("k\\s"), ["axb"]);
		assert.deepEqual(await found("%"), ["a_b"]);
		assert.deepEqual(
			(await store.read.users.list({ limit: 2 })).map((row) => row.id),
			["a_b", "axb"],
		);
	},

	async "near misses: the likeliest first, however many share the suffix"(store) {
		await people(store, [...Array.from({ length: 60 }, (_, n) => `zz${String(n).padStart(4, "0")}`), "tanaka", "atnaka", "suzuki"]);
		const likely = await store.read.users.similar("tnaaka@example.com", 5);
		assert.ok(likely.includes("tanaka@example.com"), "another second letter");
		assert.ok(likely.includes("atnaka@example.com"), "other first letters, the same end");
		assert.deepEqual(await store.read.users.similar("tanaka@exmaple.com", 1), ["tanaka@example.com"], "another suffix");
		assert.deepEqual(await store.read.users.similar("tanakataro@example.com", 5), [], "too long to be meant");
	},

	async "group names are unique without case; members come and go"(store) {
		await people(store, ["u", "v"]);
		await store.write(async ({ groups }) => {
			await groups.upsert({ id: "b", name: "École" });
			await groups.upsert({ id: "a", name: "Sales" });
			await groups.addMember("a", "u");
			await groups.addMember("a", "u");
			await groups.addMember("a", "v");
			await groups.addMember("b", "u");
			await groups.removeMember("a", "v");
			await groups.removeMember("b", "nobody");
		});
		assert.deepEqual(await store.read.groups.byName("éCOLE"), { id: "b", name: "École" });
		assert.deepEqual(await store.read.groups.list(), [
			{ id: "a", name: "Sales", members: 1 },
			{ id: "b", name: "École", members: 1 },
		]);
		assert.deepEqual(await store.read.groups.ofUser("v"), []);
		assert.deepEqual(
			(await store.read.groups.ofUser("u")).map((row) => row.id),
			["a", "b"],
		);
		await assert.rejects(
			store.write((stores) => stores.groups.upsert({ id: "c", name: "SALES" })),
			{ kind: "unique" },
		);
		await assert.rejects(
			store.write((stores) => stores.groups.addMember("a", "nobody")),
			{ kind: "foreign-key" },
		);
	},

	async "licences: consumed seats, who waits, and who gives one back"(store) {
		await people(store, ["u", "v", "w"]);
		const plan = { plan: "INTUNE_A", name: "Intune", authority: "intune", seats: 1 } as const;
		await store.write(async ({ licences }) => {
			await licences.upsertPlan({ ...plan, seats: 9 });
			await licences.upsertPlan(plan);
			await licences.assign({ userId: "v", plan: "INTUNE_A", state: "no-seat", assignedAt: 3 });
			await licences.assign({ userId: "w", plan: "INTUNE_A", state: "no-seat", assignedAt: 2 });
			assert.equal(await licences.assignWithinSeats({ userId: "u", plan: "INTUNE_A", assignedAt: 5 }), "active");
			assert.equal(await licences.assignWithinSeats({ userId: "u", plan: "INTUNE_A", assignedAt: 6 }), "active");
			assert.equal(await licences.assignWithinSeats({ userId: "w", plan: "INTUNE_A", assignedAt: 7 }), "no-seat");
		});
		assert.deepEqual(await store.read.licences.plans(), [{ ...plan, consumed: 1 }]);
		assert.deepEqual(await store.read.licences.ofUser("u"), [{ userId: "u", plan: "INTUNE_A", state: "active", assignedAt: 5 }]);
		assert.deepEqual(
			(await store.read.licences.waiting("INTUNE_A")).map((row) => [row.userId, row.assignedAt]),
			[
				["w", 2],
				["v", 3],
			],
		);
		await store.write(async ({ licences }) => {
			assert.equal(await licences.unassign("u", "INTUNE_A"), true);
			assert.equal(await licences.unassign("u", "INTUNE_A"), false);
			assert.equal(await licences.assignWithinSeats({ userId: "w", plan: "INTUNE_A", assignedAt: 8 }), "active");
		});
		assert.deepEqual(
			(await store.read.licences.waiting("INTUNE_A")).map((row) => row.userId),
			["v"],
		);
	},

	async "seats in use follow every change of an assignment"(store) {
		await people(store, ["u"]);
		const plan = { plan: "P", name: "P", authority: "intune", seats: 3 } as const;
		await store.write((stores) => stores.licences.upsertPlan(plan));
		const consumed = async () => (await store.read.licences.plans())[0]?.consumed;
		const assign = (state: "active" | "no-seat") =>
			store.write((stores) => stores.licences.assign({ userId: "u", plan: "P", state, assignedAt: 1 }));
		await assign("active");
		await assign("active");
		assert.equal(await consumed(), 1);
		await store.write((stores) => stores.licences.upsertPlan({ ...plan, seats: 7 }));
		assert.equal(await consumed(), 1);
		await assign("no-seat");
		assert.equal(await consumed(), 0);
		await store.write((stores) => stores.licences.unassign("u", "P"));
		assert.equal(await consumed(), 0);
		await assign("active");
		await store.write((stores) => stores.licences.unassign("u", "P"));
		assert.equal(await consumed(), 0);
	},

	async "twenty assignments at once never take more than the five seats"(store) {
		const names = Array.from({ length: 20 }, (_, n) => `u${n}`);
		await people(store, names);
		await store.write((stores) => stores.licences.upsertPlan({ plan: "P", name: "P", authority: "intune", seats: 5 }));
		const states = await Promise.all(
			names.map((userId) => store.write((stores) => stores.licences.assignWithinSeats({ userId, plan: "P", assignedAt: 1 }))),
		);
		assert.equal(states.filter((state) => state === "active").length, 5);
		assert.equal((await store.read.licences.plans())[0]?.consumed, 5);
		assert.equal((await store.read.licences.waiting("P")).length, 15);
	},

	async "wrong passwords are counted by key"(store) {
		await store.write(async ({ throttle }) => {
			await throttle.put("a", { failures: 1, firstAt: 5, lastAt: 5 });
			await throttle.put("a", { failures: 2, firstAt: 5, lastAt: 1_763_000_000_000 });
			await throttle.put("b", { failures: 1, firstAt: 5, lastAt: 5 });
			await throttle.clear("b");
		});
		assert.deepEqual(await store.read.throttle.get("a"), { failures: 2, firstAt: 5, lastAt: 1_763_000_000_000 });
		assert.equal(await store.read.throttle.get("b"), undefined);
		await store.write(({ throttle }) => throttle.put("old", { failures: 1, firstAt: 5, lastAt: 99 }));
		await store.write(({ throttle }) => throttle.prune(100));
		assert.equal(await store.read.throttle.get("old"), undefined);
		assert.notEqual(await store.read.throttle.get("a"), undefined);
	},

	async "whether anybody is in a group, and in none of others, is found without reading them all"(store) {
		await people(store, ["u", "v"]);
		await store.write(async ({ groups }) => {
			for (const id of ["a", "b", "empty"]) await groups.upsert({ id, name: id.toUpperCase() });
			await groups.addMember("a", "u");
			await groups.addMember("b", "u");
			await groups.addMember("b", "v");
		});
		const { groups } = store.read;
		assert.deepEqual(
			[
				await groups.hasMember(["a"], []),
				await groups.hasMember(["empty"], []),
				await groups.hasMember([], []),
				await groups.hasMember(["a"], ["b"]),
				await groups.hasMember(["b"], ["a"]),
				await groups.hasMember(["a", "b"], ["a", "empty"]),
				await groups.hasMember(["a", "b"], ["a", "b"]),
			],
			[true, false, false, false, true, true, false],
		);
		assert.deepEqual(await groups.named(["b", "gone", "a"]), [
			{ id: "a", name: "A" },
			{ id: "b", name: "B" },
		]);
		assert.deepEqual(await groups.named([]), []);
		const sizes = (await groups.sized(["b", "gone", "a"])).map(({ id, members }) => [id, members]);
		const all = (await groups.list()).filter(({ id }) => id === "a" || id === "b").map(({ id, members }) => [id, members]);
		assert.deepEqual(sizes, all);
		assert.deepEqual(await groups.sized([]), []);
	},

	async "whether there is an enrollment manager, and how many wait for a seat"(store) {
		await people(store, ["u", "v", "w"]);
		assert.equal(await store.read.users.hasManager(), false);
		await store.write(async ({ users, licences }) => {
			await users.upsert(user("v", { enrollmentManager: true }));
			await licences.upsertPlan({ plan: "P", name: "P", authority: "intune", seats: 1 });
			for (const userId of ["u", "v", "w"]) await licences.assignWithinSeats({ userId, plan: "P", assignedAt: 1 });
		});
		assert.equal(await store.read.users.hasManager(), true);
		assert.equal(await store.read.licences.countWaiting("P"), 2);
		assert.equal(await store.read.licences.countWaiting("other"), 0);
	},
};
