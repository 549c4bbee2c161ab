import assert from "node:assert/strict";
import { test } from "node:test";
import { nextRoundAt } from "./token-state.ts";

const interval = 300_000;
const now = 10_000_000;
const token = { retryAt: null, refusal: null, lastTriedAt: now, createdAt: 1 };
const refusal = {
	kind: "unauthorized",
	status: 401,
	said: "",
	retryAfterMs: null,
	skewMs: null,
	since: 1,
	at: now,
	during: "sync",
} as const;

test("a token that was never tried is due since it was made", () => {
	assert.equal(nextRoundAt({ ...token, lastTriedAt: null }, null, { now, interval }), 1);
});
test("usually a round is due an interval after the last", () => {
	assert.equal(nextRoundAt(token, null, { now, interval }), now + interval);
});
test("a device whose time comes earlier brings the round forward", () => {
	assert.equal(nextRoundAt(token, now + 1000, { now, interval }), now + 1000);
	assert.equal(nextRoundAt(token, now + 2 * interval, { now, interval }), now + interval);
});
test("what could not be done in the round that has just ended is no reason to come sooner", () => {
	assert.equal(nextRoundAt(token, now, { now, interval }), now + interval);
});
test("a token that a person must mend is asked on the usual schedule, whatever its devices wait for", () => {
	assert.equal(nextRoundAt({ ...token, refusal }, now + 1000, { now, interval }), now + interval);
});
test("a time to wait for goes before all, earlier or later", () => {
	assert.equal(nextRoundAt({ ...token, refusal, retryAt: now + 60_000 }, now + 1000, { now, interval }), now + 60_000);
	assert.equal(nextRoundAt({ ...token, retryAt: now + 10 * interval }, now + 1000, { now, interval }), now + 10 * interval);
});
