import assert from "node:assert/strict";
import { test } from "node:test";
import { hour, openOffice } from "./outbox-fixture.ts";

test("a message at which its sender fails is given up after a day as well, and delays no other", async (t) => {
	let tries = 0;
	const office = await openOffice(t, {
		mail: async () => ({ result: "sent" }),
		webhook: async () => {
			tries++;
			throw new Error("sealed under another master key");
		},
	});
	await office.target("hook", { kind: "webhook" });
	await office.target("p@contoso.example");
	await office.incident("a");
	await office.look();
	for (let hours = 0; hours < 36; hours++) await office.after(hour);
	const became = await office.store.read.noticeDeliveries.list({ limit: 10 });
	assert.deepEqual(became.map(({ targetId, state, lastError }) => `${targetId} ${state} ${lastError}`).sort(), [
		"hook given-up failed",
		"p@contoso.example sent null",
	]);
	assert.ok(tries >= 10 && tries <= 16, `${tries} tries`);
});
