import assert from "node:assert/strict";
import { attempt, device } from "./rows.ts";
import type { Suite } from "./suite.ts";

export const gauges: Suite = {
	async "what a program that watches counts: devices by state, tries that wait, the newest tries"(store) {
		await store.write(async ({ devices, attempts }) => {
			await devices.insert(device("a"));
			await devices.insert(device("b"));
			await devices.insert(device("c", { state: "retired" }));
			await attempts.insert(attempt("old", { startedAt: 1 }));
			await attempts.insert(attempt("x", { startedAt: 10, state: "refused", code: "user-not-licensed" }));
			await attempts.insert(attempt("y", { startedAt: 11, awaits: "installation", awaitsSince: 11 }));
			await attempts.insert(attempt("z", { startedAt: 12, awaits: "installation", awaitsSince: 12 }));
		});
		assert.deepEqual(await store.read.gauges.devices(), [
			{ state: "managed", count: 2 },
			{ state: "retired", count: 1 },
		]);
		assert.deepEqual(await store.read.gauges.waiting(), [{ awaits: "installation", count: 2 }]);
		assert.deepEqual(await store.read.gauges.tries(10, 10), [
			{ journey: "web", state: "open", code: null, count: 2 },
			{ journey: "web", state: "refused", code: "user-not-licensed", count: 1 },
		]);
		assert.deepEqual(await store.read.gauges.tries(0, 1), [{ journey: "web", state: "open", code: null, count: 1 }]);
	},
};
