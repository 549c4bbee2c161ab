import assert from "node:assert/strict";
import type { Attempt } from "../../src/evidence/attempt.ts";
import { attempt, device, user } from "./rows.ts";
import type { Suite } from "./suite.ts";

const ids = (attempts: readonly Attempt[]): string[] => attempts.map((row) => row.id);

export const enrollment: Suite = {
	async "a try comes back as it was stored"(store) {
		const whole = attempt("a", {
			reference: "K7-4QPM",
			state: "refused",
			code: "device-cap-reached",
			userId: "u",
			upn: "tanaka@example.com",
			device: { udid: "U", serial: "S", product: "iPhone15,2", osVersion: "18.1" },
			deviceId: "d",
			decision: {
				step: "signed-in",
				at: 3,
				verdict: "refuse",
				code: "x",
				findings: [{ check: "x", outcome: "fail", saw: { kind: "山" } }],
			},
			awaits: null,
			awaitsSince: null,
			startedAt: 1_763_000_000_000,
			updatedAt: 1_763_000_000_001,
		});
		assert.equal(await store.write((stores) => stores.attempts.insert(whole)), true);
		assert.deepEqual(await store.read.attempts.byId("a"), whole);
		for (const said of ["K7-4QPM", "k7-4qpm", "k74qpm", "K7 4QPM"])
			assert.equal((await store.read.attempts.byReference(said))?.id, "a", said);
		assert.equal(await store.read.attempts.byReference("K7-4QPN"), undefined);
		assert.equal(await store.read.attempts.byId("b"), undefined);
	},

	async "a reference that is taken is refused as a value, an id that is taken is not"(store) {
		await store.write((stores) => stores.attempts.insert(attempt("a", { reference: "K7-4QPM" })));
		assert.equal(await store.write((stores) => stores.attempts.insert(attempt("b", { reference: "K7-4QPM" }))), false);
		assert.equal(await store.read.attempts.byId("b"), undefined);
		await assert.rejects(
			store.write((stores) => stores.attempts.insert(attempt("a", { reference: "OTHER" }))),
			{ name: "StatementFailed", kind: "unique" },
		);
	},

	async "a change touches what it names"(store) {
		const decision = { step: "managed", at: 5, verdict: "admit", code: null, findings: [] } as const;
		await store.write(async ({ attempts }) => {
			await attempts.insert(attempt("a", { upn: "x@example.com", code: "old" }));
			await attempts.insert(attempt("b", { upn: "x@example.com" }));
			await attempts.update("a", { updatedAt: 2_000 });
			await attempts.update("a", { state: "enrolled", code: null, deviceId: "d", updatedAt: 3_000, decision });
			await attempts.update("a", { device: { udid: "U", serial: "S", product: null, osVersion: null }, updatedAt: 4_000 });
		});
		const device = { udid: "U", serial: "S", product: null, osVersion: null };
		assert.deepEqual(
			await store.read.attempts.byId("a"),
			attempt("a", { upn: "x@example.com", state: "enrolled", deviceId: "d", device, decision, updatedAt: 4_000 }),
		);
		assert.deepEqual(await store.read.attempts.byId("b"), attempt("b", { upn: "x@example.com" }));
	},

	async "steps come in the order in which they were written"(store) {
		const first = { name: "portal-opened", at: 5, evidence: { kind: "x", list: [1, null, true] } } as const;
		const second = { name: "signed-in", at: 5, evidence: {} } as const;
		const third = { name: "refused", at: 4, evidence: { text: "拒否" } } as const;
		await store.write(async ({ attempts }) => {
			await attempts.insert(attempt("a"));
			await attempts.insert(attempt("b"));
			for (const step of [first, second, third]) await attempts.addStep("a", step);
		});
		assert.deepEqual(await store.read.attempts.steps("a"), [first, second, third]);
		assert.deepEqual(await store.read.attempts.steps("b"), []);
		await assert.rejects(
			store.write((stores) => stores.attempts.addStep("nobody", first)),
			{ name: "StatementFailed", kind: "foreign-key" },
		);
	},

	async "the list is newest first, by any filter and by several"(store) {
		const serial = (value: string) => ({ device: { udid: null, serial: value, product: null, osVersion: null } });
		await store.write(async ({ attempts }) => {
			await attempts.insert(attempt("a", { startedAt: 1, state: "refused", code: "x", upn: "one@example.com" }));
			await attempts.insert(attempt("b", { startedAt: 3, state: "refused", code: "y", upn: "one@example.com", ...serial("S1") }));
			await attempts.insert(
				attempt("c", { startedAt: 2, state: "open", code: "x", upn: "two@example.com", ...serial("S1"), deviceId: "d" }),
			);
			await attempts.insert(attempt("d", { startedAt: 2, journey: "renewal", state: "enrolled", deviceId: "d" }));
		});
		const list = async (filter: object) => ids(await store.read.attempts.list({ limit: 10, ...filter }));
		assert.deepEqual(await list({}), ["b", "d", "c", "a"]);
		assert.deepEqual(await list({ limit: 2 }), ["b", "d"]);
		assert.deepEqual(await list({ state: "refused" }), ["b", "a"]);
		assert.deepEqual(await list({ code: "x" }), ["c", "a"]);
		assert.deepEqual(await list({ code: "x", state: "refused" }), ["a"]);
		assert.deepEqual(await list({ upn: "one@example.com" }), ["b", "a"]);
		assert.deepEqual(await list({ serial: "S1", code: "x" }), ["c"]);
		assert.deepEqual(await list({ journey: "renewal" }), ["d"]);
		assert.deepEqual(await list({ journey: "web", serial: "S1", upn: "two@example.com", code: "x", state: "open" }), ["c"]);
		assert.equal((await store.read.attempts.latestOfDevice("d"))?.id, "d");
		assert.equal(await store.read.attempts.latestOfDevice("e"), undefined);
	},

	async "attempts: those that wait too long are found by what they wait for, the longest first, and no others"(store) {
		await store.write(async ({ attempts }) => {
			await attempts.insert(attempt("late", { awaits: "identity", awaitsSince: 20 }));
			await attempts.insert(attempt("later", { awaits: "identity", awaitsSince: 10 }));
			await attempts.insert(attempt("in-time", { awaits: "identity", awaitsSince: 51 }));
			await attempts.insert(attempt("other", { awaits: "installation", awaitsSince: 10 }));
			await attempts.insert(attempt("nothing"));
			await attempts.insert(attempt("came"));
			await attempts.update("came", { awaits: "identity", awaitsSince: 5, updatedAt: 5 });
			await attempts.update("came", { awaits: null, awaitsSince: null, updatedAt: 6 });
		});
		const due = async (limit: number) => ids(await store.read.attempts.awaiting({ sign: "identity", until: 50, limit }));
		assert.deepEqual(await due(10), ["later", "late"]);
		assert.deepEqual(await due(1), ["later"]);
		assert.deepEqual(
			(await store.read.attempts.awaiting({ sign: "installation", until: 10, limit: 9 })).map(({ id, awaits, awaitsSince }) => [
				id,
				awaits,
				awaitsSince,
			]),
			[["other", "installation", 10]],
		);
	},

	async "attempts: those of nobody are forgotten after their time, with their steps, and no others"(store) {
		await store.write(async ({ attempts }) => {
			await attempts.insert(attempt("left", { startedAt: 10, upn: null }));
			await attempts.addStep("left", { name: "portal-opened", at: 10, evidence: {} });
			await attempts.insert(attempt("young", { startedAt: 100, upn: null }));
			await attempts.insert(attempt("named", { startedAt: 10, upn: "x@example.com" }));
			await attempts.insert(attempt("refused", { startedAt: 10, upn: null, state: "refused", code: "in-maintenance" }));
			await attempts.insert(attempt("phone", { startedAt: 10, upn: null }));
			await attempts.update("phone", { device: { udid: "U", serial: "S", product: null, osVersion: null }, updatedAt: 11 });
		});
		await store.write(async ({ attempts }) => {
			await attempts.insert(attempt("stopped", { startedAt: 10, upn: "x@example.com", state: "stopped", code: "page-left" }));
			await attempts.insert(
				attempt("person", { startedAt: 10, upn: "x@example.com", userId: "u1", state: "refused", code: "in-maintenance" }),
			);
		});
		assert.equal(await store.write(({ attempts }) => attempts.pruneNobodys({ nameless: true, before: 50, limit: 10 })), 1);
		assert.equal(await store.read.attempts.byId("left"), undefined);
		assert.deepEqual(await store.read.attempts.steps("left"), []);
		for (const id of ["young", "named", "refused", "phone"]) assert.equal((await store.read.attempts.byId(id))?.id, id);
		assert.equal(await store.write(({ attempts }) => attempts.pruneNobodys({ nameless: false, before: 50, limit: 2 })), 2);
		assert.equal(await store.write(({ attempts }) => attempts.pruneNobodys({ nameless: false, before: 50, limit: 10 })), 1);
		for (const id of ["named", "refused", "stopped"]) assert.equal(await store.read.attempts.byId(id), undefined);
		for (const id of ["young", "person", "phone"]) assert.equal((await store.read.attempts.byId(id))?.id, id);
	},

	async "faults are kept newest first, and bounded"(store) {
		const fault = (id: string, at: number) => ({
			id,
			at,
			face: "mdm",
			peer: "192.0.2.1",
			code: "plist",
			detail: "truncated",
			attemptId: null,
		});
		await store.write(async ({ faults }) => {
			for (const [id, at] of [
				["a", 1],
				["b", 5],
				["c", 5],
				["d", 2],
			] as const)
				await faults.insert(fault(id, at));
		});
		assert.deepEqual(await store.read.faults.list(3), [fault("c", 5), fault("b", 5), fault("d", 2)]);
		const { id, at, ...same } = fault("e", 5);
		const found = (change: object, since = 4, most = 9) => store.read.faults.writtenSince({ ...same, ...change }, since, most);
		const others = [{ peer: "x" }, { face: "x" }, { code: "x" }, { detail: "x" }, { attemptId: "x" }].map((change) => found(change));
		assert.deepEqual(await Promise.all(others), [0, 0, 0, 0, 0], id);
		assert.deepEqual(await Promise.all([found({}), found({}, 1), found({}, 0, 3), found({}, at)]), [2, 3, 3, 0]);
		await store.write((stores) => stores.faults.prune(10));
		assert.equal((await store.read.faults.list(10)).length, 4);
		await store.write((stores) => stores.faults.prune(2));
		assert.deepEqual(
			(await store.read.faults.list(10)).map((row) => row.id),
			["c", "b"],
		);
		await store.write((stores) => stores.faults.prune(0));
		assert.deepEqual(await store.read.faults.list(10), []);
	},

	async "a session is found by its token's hash, changed and forgotten"(store) {
		const session = { tokenHash: "h", attemptId: "a", userId: null, pendingUserId: "p", createdAt: 1, expiresAt: 100 };
		await store.write(async ({ sessions }) => {
			await sessions.insert(session);
			await sessions.insert({ ...session, tokenHash: "other", expiresAt: 200 });
			await sessions.update("h", { userId: "u", pendingUserId: null });
			await sessions.update("h", {});
		});
		assert.deepEqual(await store.read.sessions.byTokenHash("h"), { ...session, userId: "u", pendingUserId: null });
		await store.write((stores) => stores.sessions.deleteExpired(100));
		assert.equal(await store.read.sessions.byTokenHash("h"), undefined);
		assert.equal((await store.read.sessions.byTokenHash("other"))?.pendingUserId, "p");
	},

	async "those over whom a policy is judged come in bounded lots, with their groups and their devices"(store) {
		await store.write(async (stores) => {
			await stores.groups.upsert({ id: "g", name: "本社" });
			for (const id of ["u", "v", "w"]) await stores.users.upsert(user(id, { enrollmentManager: id === "w" }));
			await stores.groups.addMember("g", "u");
			for (const [n, userId] of ["u", "u", "v", "w", null].entries()) {
				const at = { enrolledAt: 100 + n, ownership: n === 1 ? "company" : "personal" } as const;
				await stores.devices.insert(device(`d${n}`, { userId, ...at, state: n === 0 ? "managed" : "pending" }));
				const came = { userId, deviceId: `d${n}`, state: "enrolled", startedAt: 100 + n } as const;
				await stores.attempts.insert(attempt(`a${n}`, { ...came, reference: `A0-000${n}` }));
			}
			await stores.devices.insert(device("gone", { userId: "v", state: "retired" }));
			await stores.attempts.insert(attempt("open", { startedAt: 105, reference: "A0-0009" }));
		});
		const { crowd } = store.read;
		const tries = await crowd.enrolled({ since: 101, limit: 3 });
		assert.deepEqual(
			tries.map((one) => [one.userId, one.ownership, one.groups.map(({ name }) => name).join()]),
			[
				[null, "personal", ""],
				["w", "personal", ""],
				["v", "personal", ""],
			],
		);
		assert.deepEqual((await crowd.enrolled({ since: 0, limit: 9 })).map(({ ownership, groups }) => [ownership, groups.length]).at(-2), [
			"company",
			1,
		]);
		const holders = async (atLeast: number, groups: readonly string[] | null, limit = 9) =>
			(await crowd.holders({ atLeast, groups, limit })).map((one) => `${one.userId} ${one.devices.length} ${one.enrollmentManager}`);
		assert.deepEqual(await holders(1, null), ["u 2 false", "v 1 false", "w 1 true"]);
		assert.deepEqual(await holders(2, null), ["u 2 false"]);
		assert.deepEqual(await holders(1, ["g"]), ["u 2 false"]);
		assert.deepEqual(await holders(3, ["g"]), []);
		assert.deepEqual(await holders(1, []), []);
		// Of too many, those with the most devices.
		await store.write(({ devices }) => devices.insert(device("d9", { userId: "w", state: "managed" })));
		assert.deepEqual(await holders(1, null, 2), ["u 2 false", "w 2 true"]);
		await store.write(({ devices }) => devices.insert(device("d10", { userId: "w", state: "pending" })));
		assert.deepEqual(await holders(1, null, 1), ["w 3 true"]);
	},
};
