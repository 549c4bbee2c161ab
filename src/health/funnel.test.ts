import assert from "node:assert/strict";
import { test } from "node:test";
import type { AttemptState, Journey } from "../evidence/attempt.ts";
import { funnelOf } from "./funnel.ts";

/** Of tries that came so far: how many reached, were lost and wait at each step of their journey. */
async function funnel(...tries: readonly (readonly [Journey, AttemptState, step: string, count: number])[]) {
	const pulse = {
		async farthest({ order }: { readonly order: readonly (readonly string[])[] }) {
			return tries.map(([journey, state, step, count]) => ({ journey, state, count, far: order.findIndex((of) => of.includes(step)) + 1 }));
		},
	};
	const { journeys } = await funnelOf(pulse, 0);
	return journeys.map(({ steps, ...rest }) => ({
		...rest,
		steps: new Map(steps.map(({ step, reached, lost, waiting }) => [step as string, [reached, lost, waiting]])),
	}));
}

test("whoever was refused or fell silent is lost at the step they came to; whoever is on the way waits there", async () => {
	const [web] = await funnel(
		["web", "enrolled", "connected", 6],
		["web", "refused", "signed-in", 3],
		["web", "stopped", "signed-in", 2],
		["web", "open", "profile-downloaded", 1],
	);
	assert.deepEqual([web?.tries, web?.enrolled], [12, 6]);
	assert.deepEqual(web?.steps.get("portal-opened"), [12, 0, 0]);
	assert.deepEqual(web?.steps.get("signed-in"), [12, 5, 0]);
	assert.deepEqual(web?.steps.get("terms-accepted"), [7, 0, 0], "a step that was passed over counts as passed");
	assert.deepEqual(web?.steps.get("profile-downloaded"), [7, 0, 1]);
	assert.deepEqual(web?.steps.get("managed"), [6, 0, 0]);
	assert.equal(web?.steps.has("configured"), false);
});

test("in Setup Assistant it begins with the device's description, and without a user nobody signs in", async () => {
	const [signIn, userless] = await funnel(["ade-sign-in", "open", "device-described", 1], ["ade-userless", "enrolled", "configured", 2]);
	assert.deepEqual(signIn?.steps.get("device-described"), [1, 0, 1]);
	assert.ok(signIn?.steps.has("signed-in") && !signIn.steps.has("portal-opened"));
	assert.ok(!userless?.steps.has("signed-in") && !userless?.steps.has("terms-accepted"));
	assert.deepEqual(userless?.steps.get("configured"), [2, 0, 0]);
});
