import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser, joinGroup } from "../../src/directory/change-user.ts";
import type { Store } from "../../src/store/open.ts";
import { methodFact } from "../../src/tenant/method-fact.ts";
import {
	createPolicy,
	deletePolicy,
	listPolicies,
	movePolicy,
	orderPolicies,
	policyLimit,
	updatePolicy,
} from "../../src/tenant/policies.ts";
import { policyOfUser } from "../../src/tenant/policy-of-user.ts";
import type { PolicyKind } from "../../src/tenant/policy-settings.ts";
import { restrictionFact } from "../../src/tenant/restriction-fact.ts";
import { temporaryStore } from "../temporary-store.ts";

const kind = "platform-restriction" as const;

async function company(store: Store): Promise<void> {
	await store.write(async (stores) => {
		for (const [name, groups] of [
			["taro", ["Sales", "Tokyo"]],
			["hanako", ["Osaka"]],
			["jiro", []],
		] as const) {
			await addUser(stores, { upn: `${name}@contoso.com`, id: name, now: 0 });
			for (const group of groups) await joinGroup(stores, { upn: `${name}@contoso.com`, group, newId: () => `id-${group}` });
		}
	});
}

function create(store: Store, name: string, groups: readonly string[] = [], settings = {}) {
	return store.write((stores) => createPolicy(stores, { kind, id: `id-${name}`, name, settings, groups, now: 10 }));
}

const order = async (store: Store, of: PolicyKind = kind) =>
	(await listPolicies(store.read, of)).map(({ name, priority }) => `${priority} ${name}`);

function problem(outcome: { ok: boolean; problem?: { kind: string } }): string {
	return outcome.problem?.kind ?? "no problem";
}

test("each kind has exactly one default from the beginning, which allows everything and 15 devices", async (t) => {
	const store = await temporaryStore(t);
	await company(store);
	for (const one of ["platform-restriction", "device-limit", "enrollment-type"] as const)
		assert.deepEqual(await order(store, one), ["null Default"]);
	assert.deepEqual(await restrictionFact(store.read, "taro"), {
		policy: "Default",
		priority: null,
		group: null,
		platformBlocked: false,
		personalBlocked: false,
		osMinimum: null,
		osMaximum: null,
	});
	assert.deepEqual((await policyOfUser(store.read, "device-limit", null)).policy.settings, { limit: 15 });
});

test("the default can be changed, and stays one", async (t) => {
	const store = await temporaryStore(t);
	await company(store);
	for (const personalBlocked of [true, false, true]) {
		const done = await store.write((stores) =>
			updatePolicy(stores, { kind, policy: "default", change: { settings: { personalBlocked } }, now: 20 }),
		);
		assert.equal(done.ok, true);
	}
	assert.deepEqual(await order(store), ["null Default"]);
	assert.equal((await restrictionFact(store.read, "taro")).personalBlocked, true);
	assert.equal((await restrictionFact(store.read, null)).personalBlocked, true);
	const update = (change: object) => store.write((stores) => updatePolicy(stores, { kind, policy: "Default", change, now: 20 }));
	assert.equal(problem(await update({ name: "All" })), "default-policy-fixed");
	assert.equal(problem(await update({ groups: ["Sales"] })), "default-policy-fixed");
	assert.equal(problem(await store.write((stores) => deletePolicy(stores, { kind, policy: "Default", now: 20 }))), "default-policy-fixed");
	assert.equal(
		problem(await store.write((stores) => movePolicy(stores, { kind, policy: "Default", priority: 1, now: 20 }))),
		"default-policy-fixed",
	);
});

test("a new policy comes just above the default; only the highest that is assigned applies", async (t) => {
	const store = await temporaryStore(t);
	await company(store);
	await create(store, "Tokyo only", ["tokyo"], { platformBlocked: true });
	await create(store, "Sales", ["Sales"], { osMinimum: "17.0" });
	await create(store, "Nobody", [], { personalBlocked: true });
	assert.deepEqual(await order(store), ["1 Tokyo only", "2 Sales", "3 Nobody", "null Default"]);
	const blocked = { platformBlocked: true, personalBlocked: false, osMinimum: null, osMaximum: null };
	assert.deepEqual(await restrictionFact(store.read, "taro"), { policy: "Tokyo only", priority: 1, group: "Tokyo", ...blocked });
	assert.equal((await restrictionFact(store.read, "hanako")).policy, "Default");
	assert.equal((await restrictionFact(store.read, "jiro")).policy, "Default");
	assert.equal((await restrictionFact(store.read, null)).policy, "Default");

	assert.deepEqual(await store.write((stores) => movePolicy(stores, { kind, policy: "sales", priority: 1, now: 30 })), {
		ok: true,
		order: ["Sales", "Tokyo only", "Nobody"],
	});
	const fact = await restrictionFact(store.read, "taro");
	assert.deepEqual([fact.policy, fact.priority, fact.group, fact.platformBlocked, fact.osMinimum], ["Sales", 1, "Sales", false, "17.0"]);

	assert.equal((await store.write((stores) => deletePolicy(stores, { kind, policy: "id-Sales", now: 40 }))).ok, true);
	assert.deepEqual(await order(store), ["1 Tokyo only", "2 Nobody", "null Default"]);
	assert.equal((await restrictionFact(store.read, "taro")).platformBlocked, true);
});

test("an update changes what is given and nothing else", async (t) => {
	const store = await temporaryStore(t);
	await company(store);
	await create(store, "Sales", ["Sales"], { osMinimum: "16", osMaximum: "18" });
	const update = (change: object) => store.write((stores) => updatePolicy(stores, { kind, policy: "Sales", change, now: 20 }));
	assert.equal((await update({ settings: { osMaximum: "26.1" } })).ok, true);
	assert.equal((await update({ groups: ["Osaka", "osaka"] })).ok, true);
	const [policy] = await listPolicies(store.read, kind);
	assert.deepEqual(policy, {
		id: "id-Sales",
		kind,
		name: "Sales",
		priority: 1,
		settings: { platformBlocked: false, personalBlocked: false, osMinimum: "16", osMaximum: "26.1" },
		groupIds: ["id-Osaka"],
		createdAt: 10,
		updatedAt: 20,
	});
	assert.equal(problem(await update({ settings: { osMinimum: "27" } })), "os-range-empty");
	assert.equal(problem(await update({ groups: ["Kyoto"] })), "group-unknown");
	assert.equal(problem(await update({ name: "default" })), "policy-name-taken");
	assert.deepEqual((await listPolicies(store.read, kind))[0], policy);
	assert.equal((await update({ name: "SALES" })).ok, true);
});

test("bad input is refused with what would be right", async (t) => {
	const store = await temporaryStore(t);
	await company(store);
	await create(store, "Sales");
	assert.equal(problem(await create(store, " ")), "policy-name-missing");
	assert.equal(problem(await create(store, "x".repeat(129))), "policy-name-too-long");
	assert.equal(
		problem(await store.write((stores) => createPolicy(stores, { kind, id: "2", name: "sales ", settings: {}, groups: [], now: 1 }))),
		"policy-name-taken",
	);
	assert.equal(problem(await create(store, "B", ["Kyoto"])), "group-unknown");
	assert.equal(problem(await create(store, "B", [], { osMinimum: "iOS 17" })), "os-version-malformed");
	assert.deepEqual(await store.write((stores) => deletePolicy(stores, { kind, policy: "Marketing", now: 1 })), {
		ok: false,
		problem: { kind: "policy-unknown", policy: "Marketing", known: ["Sales", "Default"] },
	});
	for (const priority of [0, 2, 1.5, Number.NaN])
		assert.equal(
			problem(await store.write((stores) => movePolicy(stores, { kind, policy: "Sales", priority, now: 1 }))),
			"priority-out-of-range",
		);
	assert.deepEqual(await order(store), ["1 Sales", "null Default"]);
});

test("25 of a kind, and as many of the next", async (t) => {
	const store = await temporaryStore(t);
	await company(store);
	for (let i = 1; i <= policyLimit; i++) assert.equal((await create(store, `P${i}`)).ok, true);
	assert.equal(problem(await create(store, "One more")), "too-many-policies");
	const other = await store.write((stores) =>
		createPolicy(stores, { kind: "device-limit", id: "limit", name: "One more", settings: { limit: 3 }, groups: [], now: 1 }),
	);
	assert.equal(other.ok, true);
	await store.write((stores) => movePolicy(stores, { kind, policy: "P25", priority: 3, now: 50 }));
	assert.deepEqual((await order(store)).slice(0, 4), ["1 P1", "2 P2", "3 P25", "4 P3"]);
	assert.deepEqual((await order(store)).slice(-2), ["25 P24", "null Default"]);
});

test("which ways of enrolling a user is allowed; to renew and to leave is never forbidden", async (t) => {
	const store = await temporaryStore(t);
	await company(store);
	const settings = { allowed: ["ade-sign-in"] } as const;
	await store.write((stores) =>
		createPolicy(stores, { kind: "enrollment-type", id: "e", name: "Only ADE", settings, groups: ["Sales"], now: 1 }),
	);
	assert.deepEqual(await methodFact(store.read, "taro", "web"), { journey: "web", allowed: ["ade-sign-in"], policy: "Only ADE" });
	assert.deepEqual((await methodFact(store.read, "taro", "renewal")).allowed, ["ade-sign-in", "renewal"]);
	assert.deepEqual(await methodFact(store.read, "jiro", "web"), {
		journey: "web",
		allowed: ["web", "account-driven", "ade-sign-in", "ade-userless"],
		policy: "Default",
	});
	assert.equal((await methodFact(store.read, null, "ade-userless")).policy, "Default");
});

test("all of a kind are put in order as one change; an order that names not each once is refused, and nothing of it stays", async (t) => {
	const store = await temporaryStore(t);
	await company(store);
	for (const name of ["A", "B", "C"]) await create(store, name, ["Sales"]);
	const ordered = (wanted: readonly string[]) => store.write((stores) => orderPolicies(stores, { kind, order: wanted, now: 30 }));
	const done = await ordered(["id-C", "a", "B"]);
	assert.deepEqual(done, { ok: true, before: ["id-A", "id-B", "id-C"], after: ["id-C", "id-A", "id-B"] });
	assert.deepEqual(await order(store), ["1 C", "2 A", "3 B", "null Default"]);
	for (const [wanted, expected] of [
		[["A", "B"], "policy-order-not-whole"],
		[["A", "B", "C", "A"], "policy-order-not-whole"],
		[["A", "B", "C", "D"], "policy-unknown"],
		[["A", "B", "C", "Default"], "default-policy-fixed"],
		[[], "policy-order-not-whole"],
	] as const)
		assert.equal(problem(await ordered(wanted)), expected);
	assert.deepEqual(await order(store), ["1 C", "2 A", "3 B", "null Default"]);
});
