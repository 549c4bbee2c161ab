import assert from "node:assert/strict";
import { test } from "node:test";
import { LookFault } from "./connection-fault.ts";
import { resolveHost } from "./resolve-host.ts";

const { signal: open } = new AbortController();
const outside = { address: "17.253.144.10", family: 4 };
const inside = { address: "10.0.0.1", family: 4 };
const answering =
	(...addresses: readonly (typeof outside)[]) =>
	async () =>
		addresses;

test("a name of which any address is inside is refused whole, wherever that one stands, unless a setting allows it", async () => {
	assert.deepEqual(await resolveHost("a.example", false, open, answering(outside)), [outside]);
	for (const addresses of [[inside], [inside, outside], [outside, inside]]) {
		await assert.rejects(resolveHost("a.example", false, open, answering(...addresses)), new LookFault("private-address"));
		assert.deepEqual(await resolveHost("a.example", true, open, answering(...addresses)), addresses);
	}
});

test("an address is not looked up, and a name without addresses is not found", async () => {
	const nobody = () => assert.fail("it was looked up");
	assert.deepEqual(await resolveHost("[2606:4700::1]", false, open, nobody), [{ address: "2606:4700::1", family: 6 }]);
	await assert.rejects(resolveHost("a.example", false, open, answering()), new LookFault("name-not-found"));
});

test("for a look-up that never ends nobody waits beyond the deadline", async () => {
	const ending = new AbortController();
	const never = resolveHost("a.example", false, ending.signal, () => new Promise(() => undefined));
	ending.abort();
	await assert.rejects(never, new LookFault("timeout"));
	await assert.rejects(
		resolveHost("a.example", false, AbortSignal.abort(), () => new Promise(() => undefined)),
		new LookFault("timeout"),
	);
});
