import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { beginAttempt } from "../../src/enrollment/record.ts";
import { prune } from "../../src/start-clocks.ts";
import { temporaryStore } from "../temporary-store.ts";

const day = 24 * 3_600_000;

test("however many pages strangers open, a day later nothing is left of them", async (t) => {
	const store = await temporaryStore(t);
	let now = 1_750_000_000_000;
	const clock = { now: () => now };
	const randomness = { bytes: (length: number) => randomBytes(length) };
	const begin = (owner?: { readonly userId: null; readonly upn: string }) =>
		store.write((stores) => beginAttempt(stores, "web", clock, randomness, owner));
	for (let count = 0; count < 2500; count++) void begin();
	const named = await begin({ userId: null, upn: "hana@contoso.example" });
	now += day + 1;
	const young = await begin();
	await prune({ store, clock });
	const left = await store.read.attempts.list({ limit: 5000 });
	assert.deepEqual(left.map(({ id }) => id).sort(), [named.id, young.id].sort());
	now += 90 * day;
	await prune({ store, clock });
	assert.equal(await store.read.attempts.byId(named.id), undefined, "a name that was only typed is nobody's for ever");
});
