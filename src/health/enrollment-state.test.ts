import assert from "node:assert/strict";
import { test } from "node:test";
import { enrollmentState } from "./enrollment-state.ts";

const ended = (state: string, count: number, { journey = "web", code = null as string | null } = {}) => ({ journey, state, code, count });
const judged = (...newest: Parameters<typeof enrollmentState>[1]) => enrollmentState([], newest, true);

test("it is down where nobody came through, and in trouble where fewer than four of five did", () => {
	assert.equal(judged(ended("refused", 5, { code: "device-cap-reached" })).state, "down");
	assert.equal(judged(ended("refused", 4, { code: "device-cap-reached" })).state, "works", "four prove nothing");
	assert.equal(judged(ended("enrolled", 4), ended("stopped", 1)).state, "works");
	assert.equal(judged(ended("enrolled", 7), ended("stopped", 2)).state, "trouble");
	assert.equal(judged(ended("enrolled", 1), ended("open", 50)).state, "works", "who is on the way has not failed");
});

test("a journey in which few come through is trouble, whatever comes through in another", () => {
	const stopped = judged(ended("enrolled", 100), ended("stopped", 5, { journey: "ade-sign-in" }));
	assert.deepEqual([stopped.state, stopped.lately.map(({ low }) => low)], ["trouble", [false, true]]);
});

test("slips of people say nothing of the service", () => {
	const { state, lately } = judged(ended("enrolled", 5), ended("refused", 50, { code: "sign-in-failed" }));
	assert.equal(state, "works");
	assert.deepEqual(lately, [{ journey: "web", enrolled: 5, ended: 5, slips: 50, low: false }]);
});

test("where nobody has ever tried there is nothing to judge", () => {
	assert.equal(enrollmentState([], [], false).state, "nothing-yet");
	assert.equal(enrollmentState([], [], true).state, "works");
});
