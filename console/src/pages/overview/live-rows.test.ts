import assert from "node:assert/strict";
import { test } from "node:test";
import type { LiveStep } from "../../api/live.ts";
import { mostRows, withSteps } from "./live-rows.ts";

const step = (sequence: number, reference: string): LiveStep => ({
	...{ sequence, reference, at: "2026-01-01T00:00:00.000Z", step: "signed-in", journey: "web", state: "open" },
	...{ code: null, title: null, upn: null, serial: null, product: null, model: null, osVersion: null },
});
const told = (rows: readonly LiveStep[]) => rows.map(({ sequence, reference }) => `${sequence} ${reference}`);

test("each try stands once, with its newest step, the newest first; a step that comes late or twice changes nothing", () => {
	const rows = withSteps([], [step(1, "a"), step(2, "b"), step(3, "a")]);
	assert.deepEqual(told(rows), ["3 a", "2 b"]);
	assert.deepEqual(told(withSteps(rows, [step(1, "a"), step(3, "a")])), ["3 a", "2 b"]);
	assert.deepEqual(told(withSteps(rows, [step(5, "b")])), ["5 b", "3 a"]);
});

test("the oldest go where there are too many", () => {
	const many = Array.from({ length: mostRows + 50 }, (_, at) => step(at, `t${at}`));
	const rows = withSteps([], many);
	assert.deepEqual([rows.length, rows[0]?.sequence, rows.at(-1)?.sequence], [mostRows, mostRows + 49, 50]);
});
