import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { blockDevice, blockedFact, unblockDevice } from "../../src/tenant/blocked-devices.ts";
import { corporateFact } from "../../src/tenant/corporate.ts";
import { addIdentifier, importIdentifiers, removeIdentifier } from "../../src/tenant/import-corporate-identifiers.ts";
import { temporaryStore } from "../temporary-store.ts";

test("a registered serial makes a device the company's, an enrollment manager too, nothing else", async (t) => {
	const store = await temporaryStore(t);
	const add = (serial: string, details: string) => store.write((stores) => addIdentifier(stores, { serial, details, now: 5 }));
	assert.deepEqual(await add("f2lx.70ab g5mn", " Reception "), {
		ok: true,
		identifier: { serial: "F2LX70ABG5MN", details: "Reception", importedAt: 5 },
		added: true,
	});
	const fact = (serial: string | null, userIsManager: boolean) => corporateFact(store.read, { serial, userIsManager });
	assert.deepEqual(await fact("F2LX70ABG5MN", false), { by: "corporate-identifier" });
	assert.deepEqual(await fact("F2LX70ABG5MN", true), { by: "corporate-identifier" });
	assert.deepEqual(await fact("DX3T10ABCD", true), { by: "enrollment-manager" });
	assert.equal(await fact("DX3T10ABCD", false), null);
	assert.equal(await fact(null, false), null);
	assert.equal((await add("353879234252633", "")).ok, false);
	assert.equal((await add("DX3T10ABCD", "あ".repeat(129))).ok, false);
	assert.deepEqual(await store.write((stores) => removeIdentifier(stores, { serial: "f2lx70abg5mn" })), { ok: true, was: true });
	assert.equal(await fact("F2LX70ABG5MN", false), null);
});

test("a file of identifiers comes in wholly or not at all, and overwrites only when told to", async (t) => {
	const store = await temporaryStore(t);
	const run = (text: string, now: number, overwrite = false) =>
		store.write((stores) => importIdentifiers(stores, Buffer.from(text), { now, overwrite }));
	assert.deepEqual(await run("DX3T10ABCD,a\nF2LX70ABG5MN,b\n", 1), { ok: true, added: 2, overwritten: 0, unchanged: 0 });
	assert.deepEqual(await run("DX3T10ABCD,a\nC02XK1ABCDEF,c\nnonsense!,\nF2LX70ABG5MN,other\n", 2), {
		ok: false,
		problem: {
			kind: "lines-refused",
			problems: [
				{ line: 3, kind: "serial-malformed", serial: "NONSENSE!", fault: "malformed" },
				{ line: 4, kind: "other-details-on-record", serial: "F2LX70ABG5MN", present: "b" },
			],
		},
	});
	assert.equal(await store.read.corporateIdentifiers.count(), 2);
	assert.deepEqual(await run("DX3T10ABCD,a\nC02XK1ABCDEF,c\nF2LX70ABG5MN,other\n", 3, true), {
		ok: true,
		added: 1,
		overwritten: 1,
		unchanged: 1,
	});
	assert.deepEqual(await store.read.corporateIdentifiers.bySerial("F2LX70ABG5MN"), {
		serial: "F2LX70ABG5MN",
		details: "other",
		importedAt: 1,
	});
});

test("a blocked serial stays blocked until it is unblocked", async (t) => {
	const store = await temporaryStore(t);
	const block = (serial: string, reason: string, now: number) => store.write((stores) => blockDevice(stores, { serial, reason, now }));
	assert.equal(await blockedFact(store.read, "DX3T10ABCD"), null);
	assert.deepEqual(await block("dx3t10abcd", "lost", 7), {
		ok: true,
		device: { serial: "DX3T10ABCD", reason: "lost", at: 7 },
		wasBlocked: false,
	});
	assert.equal((await block("DX3T10ABCD", "stolen", 9)).ok, true);
	assert.deepEqual(await blockedFact(store.read, "DX3T10ABCD"), { reason: "stolen", since: 7 });
	assert.equal(await blockedFact(store.read, null), null);
	assert.deepEqual(await block("", "x", 9), { ok: false, problem: { kind: "serial-malformed", serial: "", fault: "missing" } });
	assert.deepEqual(await store.write((stores) => unblockDevice(stores, { serial: "DX3T.10ABCD" })), { ok: true, wasBlocked: true });
	assert.equal(await blockedFact(store.read, "DX3T10ABCD"), null);
	assert.deepEqual(await store.write((stores) => unblockDevice(stores, { serial: "DX3T10ABCD" })), { ok: true, wasBlocked: false });
});
