import assert from "node:assert/strict";
import { test } from "node:test";
import { afterFailure, nameLimit, peerKey, peerLimit, retryAt, stillCounting, type WrongTries } from "./throttle.ts";

const minute = 60_000;

function failing(times: number, limit = nameLimit, at = 0): WrongTries {
	let tries = afterFailure(undefined, limit, at);
	for (let i = 1; i < times; i++) tries = afterFailure(tries, limit, at);
	return tries;
}

test("nine wrong tries cost nothing, the tenth a minute", () => {
	assert.equal(retryAt(failing(9), nameLimit, 0), null);
	assert.equal(retryAt(failing(10), nameLimit, 0), minute);
	assert.equal(retryAt(failing(10), nameLimit, minute - 1), minute);
	assert.equal(retryAt(failing(10), nameLimit, minute), null);
});

test("the wait doubles with each wrong try after that, up to a quarter of an hour", () => {
	let now = 0;
	let tries = failing(10);
	const waits: number[] = [];
	for (let i = 0; i < 7; i++) {
		const at = retryAt(tries, nameLimit, now) ?? now;
		waits.push((at - now) / minute);
		now = at;
		tries = afterFailure(tries, nameLimit, now);
	}
	assert.deepEqual(waits, [1, 2, 4, 8, 15, 15, 15]);
});

test("free tries are forgotten with their window, spent ones only after a day", () => {
	assert.equal(stillCounting(failing(9), nameLimit, 10 * minute)?.failures, 9);
	assert.equal(stillCounting(failing(9), nameLimit, 10 * minute + 1), undefined);
	assert.deepEqual(afterFailure(failing(9), nameLimit, 10 * minute + 1), { failures: 1, firstAt: 600_001, lastAt: 600_001 });
	assert.equal(stillCounting(failing(10), nameLimit, 24 * 60 * minute)?.failures, 10);
	assert.equal(stillCounting(failing(10), nameLimit, 24 * 60 * minute + 1), undefined);
});

test("a clock that was set back makes nobody wait", () => {
	assert.equal(retryAt(failing(10, nameLimit, 1_000 * minute), nameLimit, 0), null);
	assert.equal(retryAt(failing(10, nameLimit, 500), nameLimit, 0), minute + 500);
});

test("an office behind one address has ten times as many", () => {
	assert.equal(retryAt(failing(99, peerLimit), peerLimit, 0), null);
	assert.equal(retryAt(failing(100, peerLimit), peerLimit, 0), minute);
});

const peers: readonly (readonly [string, string])[] = [
	["192.0.2.7", "192.0.2.7"],
	["::ffff:192.0.2.7", "192.0.2.7"],
	["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
	["2001:0DB8:0001:0002::9", "2001:db8:1:2::/64"],
	["2001:db8::1", "2001:db8:0:0::/64"],
	["fe80::1%eth0", "fe80:0:0:0::/64"],
	["::1", "0:0:0:0::/64"],
	["", ""],
];
for (const [peer, key] of peers) test(`${peer} counts as ${key}`, () => assert.equal(peerKey(peer), key));
