import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";
import { type NameEntry, type NameServer, startNameServer } from "../../simulator/name-server.ts";
import { type DnsServer, readDnsServer } from "./dns-server.ts";
import { lookUpCname } from "./look-up-cname.ts";

const host = "EnterpriseEnrollment.contoso.example";
const expected = "mdm.contoso.example";
const randomness = { bytes: (length: number) => randomBytes(length) };

const servers: NameServer[] = [await startNameServer(), await startNameServer()];
after(() => Promise.all(servers.map((server) => server.stop())));

const at = (server: NameServer) => readDnsServer(server.address) as DnsServer;
const [one, two] = servers as [NameServer, NameServer];

/** Sets what stands under the host, and looks. */
async function look(entry: NameEntry | null, options: { both?: NameEntry | null; patienceMs?: number; signal?: AbortSignal } = {}) {
	one.set(host, entry);
	if (options.both !== undefined) two.set(host, options.both);
	return lookUpCname({
		host,
		expected: "MDM.Contoso.example.",
		servers: options.both === undefined ? [at(one)] : [at(one), at(two)],
		randomness,
		signal: options.signal ?? AbortSignal.timeout(60_000),
		// Where nothing comes a test says how long it waits for it.
		patienceMs: options.patienceMs ?? 30_000,
	});
}

const right: NameEntry = { kind: "cname", target: expected, ttl: 1234 };
const foreign: NameEntry = { kind: "cname", target: "elsewhere.example" };

test("a record that leads where it must is right, with its TTL, whatever the case", async () => {
	const seen = await look({ kind: "cname", target: "Mdm.CONTOSO.example", ttl: 1234 });
	assert.deepEqual(seen, { record: { host, expected, servers: [one.address], state: "right", targets: [expected] }, ttl: 1234 });
});

test("a chain that ends there is right, with its whole way", async () => {
	one.set("door.contoso.example", { kind: "cname", target: expected, ttl: 60 });
	const { record, ttl } = await look({ kind: "cname", target: "door.contoso.example", ttl: 500 });
	assert.deepEqual([record.state, record.targets, ttl], ["right", ["door.contoso.example", expected], 500]);
});

test("no such name and no such record are both missing", async () => {
	assert.equal((await look(null)).record.state, "missing");
	assert.equal((await look({ kind: "no-data" })).record.state, "missing");
});

test("of a chain that leads elsewhere only the record itself is said, for the rest turns", async () => {
	one.set("elsewhere.example", { kind: "cname", target: `cdn${Date.now()}.example` });
	const { record } = await look(foreign);
	assert.deepEqual([record.state, record.targets], ["foreign", ["elsewhere.example"]]);
	one.set("elsewhere.example", null);
});

test("a chain of which only half is known is not known", async () => {
	one.set("half.example", { kind: "failing", rcode: "SERVFAIL" });
	assert.equal((await look({ kind: "cname", target: "half.example" })).record.state, "no-answer");
});

test("several records, one record written twice, and a chain in a circle", async () => {
	const several = await look({ kind: "several", targets: ["z.example", expected] });
	assert.deepEqual([several.record.state, several.record.targets], ["several", [expected, "z.example"]]);
	assert.equal((await look({ kind: "several", targets: [expected, expected] })).record.state, "right");
	one.set("back.example", { kind: "cname", target: host });
	const loop = await look({ kind: "cname", target: "back.example" });
	assert.deepEqual([loop.record.state, loop.record.targets], ["loop", ["back.example", host.toLowerCase()]]);
	assert.equal((await look({ kind: "cname", target: host })).record.state, "loop");
});

test("a chain without end is left after twelve", async () => {
	for (let step = 0; step < 30; step++) one.set(`s${step}.example`, { kind: "cname", target: `s${step + 1}.example` });
	const before = one.asked.length;
	assert.equal((await look({ kind: "cname", target: "s0.example" })).record.state, "loop");
	assert.equal(one.asked.length - before, 12);
});

test("a cut answer is asked for again over TCP", async () => {
	const before = one.asked.length;
	assert.equal((await look({ kind: "truncated", target: expected })).record.state, "right");
	assert.deepEqual(
		one.asked.slice(before).map(({ over }) => over),
		["udp", "tcp"],
	);
});

test("SERVFAIL and REFUSED prove nothing of the record, and are asked again", async () => {
	const before = one.asked.length;
	assert.equal((await look({ kind: "failing", rcode: "SERVFAIL" })).record.state, "no-answer");
	assert.equal(one.asked.length - before, 2);
	assert.equal((await look({ kind: "failing", rcode: "REFUSED" })).record.state, "no-answer");
});

for (const kind of ["silent", "wrong-id", "wrong-question", "garbage", "question-back", "flood"] as const) {
	test(`a server that answers nothing that fits says nothing: ${kind}`, async () => {
		const { record, ttl } = await look({ kind, target: expected }, { patienceMs: 100 });
		assert.deepEqual([record.state, record.targets, ttl], ["no-answer", [], null]);
	});
}

test("of a flood of answers that do not fit nobody waits for the end", async () => {
	const before = one.asked.length;
	await look({ kind: "flood", target: expected }, { patienceMs: 60_000 });
	// Had the first question waited for its time, the second would not have been asked.
	assert.equal(one.asked.length - before, 2);
});

test("lies that come before the answer are passed over", async () => {
	const { record } = await look({ kind: "lie-first", lie: "evil.example", target: expected });
	assert.deepEqual([record.state, record.targets], ["right", [expected]]);
});

test("each question has its own id and its own port", async () => {
	const before = one.asked.length;
	for (let count = 0; count < 8; count++) await look(right);
	assert.ok(new Set(one.asked.slice(before).map(({ id }) => id)).size > 4);
});

test("servers that do not say the same contradict each other; one that is silent contradicts nobody", async () => {
	const { record, ttl } = await look(right, { both: foreign });
	assert.deepEqual([record.state, record.targets, ttl], ["contradictory", ["elsewhere.example", expected], 3600]);
	assert.deepEqual((await look(right, { both: null })).record.targets, [expected]);
	assert.equal((await look(right, { both: null })).record.state, "contradictory");
	assert.equal((await look(right, { both: { kind: "silent" }, patienceMs: 100 })).record.state, "right");
	assert.equal((await look(right, { both: right })).record.state, "right");
	const elsewhere = await look(foreign, { both: { kind: "cname", target: "a.example" } });
	assert.deepEqual([elsewhere.record.state, elsewhere.record.targets], ["contradictory", ["a.example", "elsewhere.example"]]);
});

test("servers that lead there by different ways contradict nobody", async () => {
	two.set("east.contoso.example", { kind: "cname", target: expected });
	const { record } = await look(right, { both: { kind: "cname", target: "east.contoso.example" } });
	assert.deepEqual([record.state, record.targets], ["right", [expected]]);
});

test("the same record looks the same at each look, though its TTL falls", async () => {
	const first = await look({ kind: "cname", target: expected, ttl: 3600 });
	const second = await look({ kind: "cname", target: expected, ttl: 17 });
	assert.equal(JSON.stringify(first.record), JSON.stringify(second.record));
});

test("the deadline holds, and nobody to ask is nobody's answer", async () => {
	const began = performance.now();
	assert.equal((await look({ kind: "silent" }, { patienceMs: 60_000, signal: AbortSignal.timeout(100) })).record.state, "no-answer");
	assert.ok(performance.now() - began < 30_000);
	assert.equal((await look(right, { signal: AbortSignal.abort() })).record.state, "no-answer");
	const nobody = await lookUpCname({ host, expected, servers: [], randomness, signal: AbortSignal.timeout(1000) });
	assert.equal(nobody.record.state, "no-answer");
});

test("a port where nobody listens is no answer", async () => {
	const gone = await startNameServer();
	const server = at(gone);
	await gone.stop();
	const { record } = await lookUpCname({
		host,
		expected,
		servers: [server],
		randomness,
		signal: AbortSignal.timeout(60_000),
		patienceMs: 500,
	});
	assert.equal(record.state, "no-answer");
});
