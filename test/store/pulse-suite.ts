import assert from "node:assert/strict";
import type { StepName } from "../../src/evidence/attempt.ts";
import { attempt } from "./rows.ts";
import type { Suite } from "./suite.ts";

const order = [["portal-opened", "device-described"], ["signed-in"], ["managed"]] as const satisfies readonly (readonly StepName[])[];

export const pulse: Suite = {
	async "tries are counted between two instants, by journey and state"(store) {
		const { pulse: read } = store.read;
		assert.equal(await read.firstTryAt(), undefined);
		await store.write(async ({ attempts }) => {
			await attempts.insert(attempt("a", { startedAt: 10 }));
			await attempts.insert(attempt("b", { startedAt: 11, state: "refused", code: "user-not-licensed" }));
			await attempts.insert(attempt("c", { startedAt: 12, state: "refused", code: "sign-in-failed" }));
			await attempts.insert(attempt("d", { startedAt: 13, journey: "ade-sign-in", state: "enrolled" }));
			await attempts.insert(attempt("e", { startedAt: 20, state: "enrolled" }));
		});
		assert.deepEqual(await read.tries(10, 20), [
			{ journey: "ade-sign-in", state: "enrolled", count: 1 },
			{ journey: "web", state: "open", count: 1 },
			{ journey: "web", state: "refused", count: 2 },
		]);
		assert.deepEqual(await read.tries(21, 30), []);
		assert.equal(await read.firstTryAt(), 10);
	},

	async "of the newest tries is told how far they came: the farthest of their steps, whatever came after it"(store) {
		await store.write(async ({ attempts }) => {
			const steps: Readonly<Record<string, readonly StepName[]>> = {
				old: ["portal-opened", "managed"],
				none: ["refused"],
				one: ["portal-opened", "refused"],
				back: ["portal-opened", "signed-in", "portal-opened"],
				ade: ["device-described", "signed-in", "managed", "push-sent"],
			};
			let at = 10;
			for (const [id, names] of Object.entries(steps)) {
				await attempts.insert(attempt(id, { startedAt: at++, journey: id === "ade" ? "ade-userless" : "web" }));
				for (const name of names) await attempts.addStep(id, { name, at, evidence: {} });
			}
		});
		assert.deepEqual(await store.read.pulse.farthest({ since: 0, limit: 4, order }), [
			{ journey: "ade-userless", state: "open", far: 3, count: 1 },
			{ journey: "web", state: "open", far: 0, count: 1 },
			{ journey: "web", state: "open", far: 1, count: 1 },
			{ journey: "web", state: "open", far: 2, count: 1 },
		]);
		assert.deepEqual(await store.read.pulse.farthest({ since: 15, limit: 4, order }), []);
	},

	async "steps are read on from the last one seen, with how their tries stand now"(store) {
		const { pulse: read } = store.read;
		assert.equal(await read.newestStep(), 0);
		await store.write(async ({ attempts }) => {
			const device = { udid: "U", serial: "F2L", product: "iPhone15,2", osVersion: "18.5" };
			await attempts.insert(attempt("a", { upn: "a@example.com", device }));
			for (const name of ["portal-opened", "signed-in", "managed"] as const)
				await attempts.addStep("a", { name, at: 5, evidence: { s: 1 } });
			await attempts.update("a", { state: "enrolled", updatedAt: 6 });
		});
		const all = await read.stepsAfter(0, 10);
		assert.deepEqual(
			all.map(({ step }) => step),
			["portal-opened", "signed-in", "managed"],
		);
		const [first, second, third] = all.map(({ sequence }) => sequence);
		assert.ok(first !== undefined && second !== undefined && third !== undefined && first < second && second < third);
		const { sequence: _, ...told } = all[2] ?? assert.fail();
		assert.deepEqual(told, {
			...{ step: "managed", at: 5, reference: "a-REF", journey: "web", state: "enrolled", code: null, upn: "a@example.com" },
			device: { serial: "F2L", product: "iPhone15,2", osVersion: "18.5" },
		});
		assert.deepEqual(await read.stepsAfter(first, 1), [all[1]]);
		assert.deepEqual(await read.stepsAfter(third, 10), []);
		assert.deepEqual(await read.stepsNumbered([third, first, third + 5]), [all[0], all[2]]);
		assert.deepEqual(await read.stepsNumbered([]), []);
		assert.equal(await read.newestStep(), third);
	},
};
