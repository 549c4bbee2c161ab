import assert from "node:assert/strict";
import { test } from "node:test";
import { silenceTable } from "../checks/index.ts";
import { soundNow } from "../checks/sound-facts.ts";
import { type Attempt, type AwaitedSign, adeSteps, awaitedSigns, type StepName, webSteps } from "../evidence/attempt.ts";
import { awaitedAfter, lastSign, silences, standing } from "./silence.ts";

const attempt: Attempt = {
	id: "a1",
	reference: "K7-4QPM",
	journey: "web",
	state: "open",
	code: null,
	userId: "u1",
	upn: "hanako@example.jp",
	device: { udid: null, serial: null, product: null, osVersion: null },
	deviceId: null,
	decision: null,
	awaits: null,
	awaitsSince: null,
	startedAt: soundNow,
	updatedAt: soundNow,
};
const after = (name: StepName, change: Partial<Attempt> = {}, evidence = {}) => awaitedAfter({ ...attempt, ...change }, { name, evidence });

test("every step of the web journey waits for the next one, and the last for signs of life", () => {
	assert.deepEqual(
		webSteps.map((name) => after(name)),
		["page", "page", "page", "installation", "identity", "push-token", "push-token", "connection", "contact"],
	);
});

test("in Setup Assistant the sign-in, the pages, the profile and the configuration are waited for", () => {
	const ade = { journey: "ade-sign-in" } as const;
	const steps = ["device-described", "signed-in", "terms-accepted", "profile-downloaded"] as const;
	assert.deepEqual(
		steps.map((name) => after(name, ade)),
		["setup-sign-in", "setup-page", "setup-page", "setup-installation"],
	);
	assert.equal(after("device-described", { journey: "ade-userless", upn: null }), "setup-installation");
	assert.equal(after("managed", ade, { awaiting: true }), "configuration");
	assert.equal(after("connected", ade, { awaiting: true }), "configuration", "it is held still");
	assert.equal(after("configured", ade), "contact");
});

test("what is no sign of the device or its person leaves everything as it was", () => {
	for (const name of ["push-sent", "identity-renewed", "fell-silent"] as const) assert.equal(after(name), undefined, name);
	const steps = (["profile-downloaded", "refused", "push-sent", "fell-silent"] as const).map((name) => ({ name, at: 1, evidence: {} }));
	assert.equal(lastSign(steps)?.name, "profile-downloaded");
	assert.equal(lastSign([]), undefined);
});

test("nobody waits for whoever never gave a name", () => {
	assert.equal(after("portal-opened", { upn: null }), null);
	assert.equal(after("ca-certificate-fetched", { upn: null }), null, "anybody can write the address of a try");
	assert.equal(after("ca-certificate-fetched", { upn: null, journey: "ade-userless" }), "identity");
});

test("every sign that is waited for comes after some step, and every silence has its sign", () => {
	const journeys = ["web", "ade-sign-in", "ade-userless"] as const;
	const awaited = journeys.flatMap((journey) =>
		[...webSteps, ...adeSteps].flatMap((name) => [after(name, { journey }), after(name, { journey }, { awaiting: true })]),
	);
	const seen = new Set(awaited);
	// The answer is waited for by the clock that asked.
	for (const sign of awaitedSigns) assert.ok(seen.has(sign) || sign === "answer", sign);
	assert.deepEqual(new Set(Object.values(silences).map(({ code }) => code)), new Set(Object.keys(silenceTable)));
});

test("a stopped try stands where it stood: managed from TokenUpdate on, open before", () => {
	const enrolled: readonly AwaitedSign[] = ["connection", "configuration", "contact", "answer"];
	for (const sign of awaitedSigns) {
		const stopped = { state: "stopped", code: silences[sign].code } as const;
		assert.equal(standing(stopped), enrolled.includes(sign) ? "enrolled" : "open", sign);
	}
	for (const state of ["open", "refused", "enrolled"] as const) assert.equal(standing({ state, code: "never-checked-in" }), state);
});
