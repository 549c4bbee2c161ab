import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, test } from "node:test";
import fc from "fast-check";
import { startTimeServer, type TimeBehaviour } from "../../simulator/time-server.ts";
import { eventually } from "../../test/eventually.ts";
import { lookAtClock } from "./look-at-clock.ts";
import { buildSntpRequest, readSntpAnswer } from "./sntp.ts";

const minute = 60_000;
let now = Date.UTC(2026, 3, 1);
const server = await startTimeServer(() => now);
after(() => server.stop());

/** Only whoever never answers is waited for in vain: a machine that is busy may take its time for an answer. */
const patience = 30_000;

function look(behaviour: TimeBehaviour, patienceMs = patience) {
	server.behave(behaviour);
	return lookAtClock({
		server: server.address,
		clock: { now: () => now },
		randomness: { bytes: (length) => randomBytes(length) },
		signal: AbortSignal.timeout(2 * patience),
		patienceMs,
	});
}

test("a clock that is right is off by nothing, one that is wrong by what it is, to half a minute", async () => {
	assert.deepEqual(await look({ kind: "right" }), { server: server.address, offsetMs: 0 });
	for (const [offsetMs, seen] of [
		[10 * minute, 600_000],
		[-10 * minute, -600_000],
		[29_999, 0],
		[-29_999, 0],
		[89_000, 60_000],
		[-89_000, -60_000],
		[400 * 24 * 60 * minute, 400 * 24 * 60 * minute],
	] as const)
		assert.equal((await look({ kind: "off", offsetMs })).offsetMs, seen, String(offsetMs));
});

test("after 2036 the time goes on", async () => {
	now = Date.UTC(2040, 0, 1);
	assert.equal((await look({ kind: "off", offsetMs: 5 * minute })).offsetMs, 5 * minute);
	now = Date.UTC(2026, 3, 1);
});

test("a clock that is set while the answer is on its way is measured again, and not half of what it was moved by", async (t) => {
	for (const moved of [60 * minute, -60 * minute]) {
		let ours = Date.UTC(2026, 3, 1);
		let jumps = true;
		const jumping = await startTimeServer(() => {
			// Who set our clock did so between the question and the answer; the server was right before, and is so after.
			if (jumps) ours += moved;
			jumps = false;
			return ours;
		});
		t.after(() => jumping.stop());
		const seen = await lookAtClock({
			server: jumping.address,
			clock: { now: () => ours },
			randomness: { bytes: (length) => randomBytes(length) },
			signal: AbortSignal.timeout(2 * patience),
			patienceMs: patience,
		});
		assert.deepEqual([seen.offsetMs, jumping.asked()], [0, 2]);
	}
});

for (const kind of ["silent", "unsynchronised", "kiss-of-death", "of-another-request", "as-a-client", "without-time", "short"] as const) {
	test(`no time is taken from a server that cannot be believed: ${kind}`, async () => {
		const before = server.asked();
		assert.equal((await look({ kind }, 200)).offsetMs, null);
		await eventually("it was asked twice", () => server.asked() - before === 2);
	});
}

test("a name that does not exist, a port where nobody is, and a deadline that is over", async () => {
	const common = { clock: { now: () => now }, randomness: { bytes: (length: number) => randomBytes(length) }, patienceMs: 200 };
	for (const at of ["nothing.invalid", "127.0.0.1:9", "[::1]:9"]) {
		assert.equal((await lookAtClock({ ...common, server: at, signal: AbortSignal.timeout(patience) })).offsetMs, null, at);
	}
	assert.equal((await lookAtClock({ ...common, server: server.address, signal: AbortSignal.abort() })).offsetMs, null);
});

test("whatever bytes come, a time or nothing is read", () => {
	const mark = Buffer.alloc(8, 7);
	assert.equal(readSntpAnswer(buildSntpRequest(mark), mark), null);
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
			const read = readSntpAnswer(bytes, mark);
			assert.ok(read === null || Number.isFinite(read));
		}),
	);
});
