import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser } from "../../src/directory/change-user.ts";
import { assignLicence, setPlan, unassignLicence } from "../../src/directory/licences.ts";
import { licencesFact } from "../../src/directory/licences-fact.ts";
import type { Store } from "../../src/store/open.ts";
import { temporaryStore } from "../temporary-store.ts";

async function people(store: Store, seats: number): Promise<void> {
	await store.write(async (stores) => {
		for (const name of ["a", "b", "c"]) await addUser(stores, { upn: `${name}@contoso.com`, id: name, now: 1 });
		await setPlan(stores, { plan: "intune_a", name: "Intune Plan 1", authority: "intune", seats, now: 1 });
	});
}

const give = (store: Store, upn: string, now: number) => store.write((stores) => assignLicence(stores, { upn, plan: "INTUNE_A", now }));
const take = (store: Store, upn: string, now: number) => store.write((stores) => unassignLicence(stores, { upn, plan: "intune_a", now }));
const states = async (store: Store) =>
	Promise.all(["a", "b", "c"].map(async (id) => (await store.read.licences.ofUser(id))[0]?.state ?? "none"));

test("when no seat is left the wish is on record, and a seat that comes free goes to whoever waits longest", async (t) => {
	const store = await temporaryStore(t);
	await people(store, 1);
	assert.deepEqual(await give(store, "A@contoso.com", 10), { ok: true, state: "active", changed: true });
	assert.deepEqual(await give(store, "c@contoso.com", 11), { ok: true, state: "no-seat", changed: true });
	assert.deepEqual(await give(store, "b@contoso.com", 12), { ok: true, state: "no-seat", changed: true });
	// Asking again does not cost the place in the queue.
	assert.deepEqual(await give(store, "c@contoso.com", 13), { ok: true, state: "no-seat", changed: false });
	assert.deepEqual(await give(store, "a@contoso.com", 13), { ok: true, state: "active", changed: false });
	assert.deepEqual(await take(store, "a@contoso.com", 14), { ok: true, had: true, seatGivenTo: "c" });
	assert.deepEqual(await states(store), ["none", "no-seat", "active"]);
});

test("who only waited leaves no seat behind", async (t) => {
	const store = await temporaryStore(t);
	await people(store, 1);
	for (const [i, name] of ["a", "b", "c"].entries()) await give(store, `${name}@contoso.com`, 10 + i);
	assert.deepEqual(await take(store, "b@contoso.com", 20), { ok: true, had: true, seatGivenTo: null });
	assert.deepEqual(await take(store, "b@contoso.com", 20), { ok: true, had: false, seatGivenTo: null });
	assert.deepEqual(await states(store), ["active", "none", "no-seat"]);
});

test("bought seats go to those who wait; fewer seats take none away", async (t) => {
	const store = await temporaryStore(t);
	await people(store, 0);
	for (const [i, name] of ["a", "b", "c"].entries()) await give(store, `${name}@contoso.com`, 10 + i);
	const seats = (count: number) =>
		store.write((stores) => setPlan(stores, { plan: "INTUNE_A", name: "Intune", authority: "intune", seats: count, now: 20 }));
	const more = await seats(2);
	assert.ok(more.ok);
	assert.deepEqual([more.seatsGiven, more.overdrawn], [2, 0]);
	assert.deepEqual(await states(store), ["active", "active", "no-seat"]);
	const fewer = await seats(1);
	assert.ok(fewer.ok);
	assert.deepEqual([fewer.seatsGiven, fewer.overdrawn], [0, 1]);
	// The seat that a gives up was one too many: c goes on waiting.
	assert.deepEqual(await take(store, "a@contoso.com", 30), { ok: true, had: true, seatGivenTo: null });
	assert.deepEqual(await states(store), ["none", "active", "no-seat"]);
});

test("two who ask at once for the last seat", async (t) => {
	const store = await temporaryStore(t);
	await people(store, 1);
	const given = await Promise.all([give(store, "a@contoso.com", 10), give(store, "b@contoso.com", 10), give(store, "c@contoso.com", 10)]);
	assert.equal(given.filter((one) => one.ok && one.state === "active").length, 1);
	assert.equal((await store.read.licences.plans())[0]?.consumed, 1);
});

test("what is not there is refused, with what there is", async (t) => {
	const store = await temporaryStore(t);
	await people(store, 1);
	assert.deepEqual(await give(store, "x@contoso.com", 10), { ok: false, problem: { kind: "user-unknown", upn: "x@contoso.com" } });
	const unknown = await store.write((stores) => assignLicence(stores, { upn: "a@contoso.com", plan: "E5", now: 10 }));
	assert.deepEqual(unknown, { ok: false, problem: { kind: "licence-unknown", plan: "E5", known: ["INTUNE_A"] } });
	const plan = { plan: "E5", name: "Five", authority: "intune", seats: 1, now: 1 };
	const bad = (change: Partial<typeof plan>) =>
		store.write(async (stores) => {
			const done = await setPlan(stores, { ...plan, ...change });
			return done.ok ? "ok" : done.problem.kind;
		});
	assert.equal(await bad({ plan: "a b" }), "plan-malformed");
	assert.equal(await bad({ name: " " }), "plan-name-missing");
	assert.equal(await bad({ authority: "unknown" }), "plan-authority-unknown");
	assert.equal(await bad({ seats: -1 }), "plan-seats-malformed");
	assert.equal(await bad({ seats: Number.NaN }), "plan-seats-malformed");
	assert.equal(await bad({}), "ok");
});

test("the fact: what the user was given, and what the tenant owns", async (t) => {
	const store = await temporaryStore(t);
	await people(store, 1);
	await give(store, "b@contoso.com", 10);
	await give(store, "a@contoso.com", 11);
	const plans = [{ plan: "INTUNE_A", name: "Intune Plan 1", authority: "intune" as const, seats: 1, consumed: 1 }];
	assert.deepEqual(await licencesFact(store.read, "a"), {
		assigned: [{ plan: "INTUNE_A", name: "Intune Plan 1", authority: "intune", state: "no-seat" }],
		plans,
	});
	assert.deepEqual(await licencesFact(store.read, "c"), { assigned: [], plans });
	assert.deepEqual(await licencesFact(store.read, null), { assigned: [], plans });
});
