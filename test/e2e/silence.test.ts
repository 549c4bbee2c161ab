import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Enrolled, enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import type { Step } from "../../simulator/misbehave.ts";
import { createPhone, type Phone } from "../../simulator/phone.ts";
import type { Rule, SilenceCode } from "../../src/checks/index.ts";
import { explain } from "../../src/diagnosis/explain.ts";
import type { Attempt, StepName } from "../../src/evidence/attempt.ts";
import { languages, textsFor } from "../../src/texts/texts.ts";
import { eventually } from "../eventually.ts";
import { type House, openHouse, password } from "./harness.ts";

/** Phones that stop on their way: the clock moves, the service says why, and the phones come back. */
let house: House;

before(async () => {
	// A visit and a challenge that outlive the silence, so that the very same try goes on.
	const settings = { GENKAN_SESSION_MINUTES: "1440", GENKAN_CHALLENGE_MINUTES: "120" };
	house = await openHouse({ silenceEvery: 20, settings });
});
after(() => house[Symbol.asyncDispose]());

const fleet = makeFleet("silence", 20).map((device) => ({ ...device, product: "iPhone15,2", osVersion: "18.5" }));
const minute = 60_000;
let drawn = 0;

async function stopping(step: Step): Promise<{ readonly phone: Phone; readonly upn: string; readonly reference: string }> {
	const device = fleet[drawn++];
	assert.ok(device !== undefined);
	const upn = `user${drawn}@contoso.example`;
	await house.addUser(upn);
	const phone = createPhone({
		...device,
		roots: [house.root],
		portalUrl: house.url,
		clock: () => house.clock.now(),
		misbehaves: [{ kind: "stops-before", step }],
	});
	const ended = await enroll(phone, { upn, password });
	const { reference } = ended;
	assert.ok(reference !== null, JSON.stringify(ended));
	return { phone, upn, reference };
}

async function stopped(reference: string, code: SilenceCode): Promise<Attempt> {
	await eventually(`${code} of ${reference}`, async () => (await house.attempt(reference)).state === "stopped");
	const attempt = await house.attempt(reference);
	assert.deepEqual([attempt.code, attempt.awaits, attempt.awaitsSince], [code, null, null]);
	return attempt;
}

/** Explains it in both languages: the code first, everything in whole sentences. Answers the candidates' outcomes. */
async function explained(attempt: Attempt, code: SilenceCode) {
	const steps = await house.domain.store.read.attempts.steps(attempt.id);
	assert.equal(steps.at(-1)?.name, "fell-silent" satisfies StepName);
	for (const language of languages) {
		const told = explain({ attempt, steps, decision: attempt.decision }, language);
		assert.equal(told.code, code);
		assert.equal(told.title, textsFor(language).codes[code].title);
		assert.deepEqual([told.findings[0]?.code, told.findings[0]?.outcome], [code, "fail"]);
		assert.ok(told.fixes.length > 0 && told.who.length > 0);
		assert.doesNotMatch(JSON.stringify(told), /\{[a-zA-Z]+\}|undefined|\[object|version\)/);
	}
	const findings = attempt.decision?.findings ?? [];
	return (rule: Rule["code"]) => {
		const found = findings.find(({ check }) => check === rule);
		assert.ok(found, rule);
		return `${found.outcome} ${(found.saw as { readonly kind: string }).kind}`;
	};
}

async function comesBack(phone: Phone, upn: string, reference: string): Promise<Enrolled> {
	phone.script.clear();
	const enrolled = await enroll(phone, { upn, password });
	assert.ok(enrolled.ok, JSON.stringify(enrolled));
	assert.equal(enrolled.reference, reference, "the very same try goes on");
	await phone.connect();
	const attempt = await house.attempt(reference);
	assert.deepEqual([attempt.state, attempt.code, attempt.awaits], ["enrolled", null, "contact"]);
	const steps = await house.domain.store.read.attempts.steps(attempt.id);
	assert.equal(explain({ attempt, steps, decision: attempt.decision }, "en").code, null);
	return enrolled;
}

test("a person who leaves the page", async () => {
	const { phone, upn, reference } = await stopping("download");
	house.clock.move(59 * minute);
	assert.equal((await house.attempt(reference)).state, "open");
	house.clock.move(2 * minute);
	await explained(await stopped(reference, "page-left"), "page-left");
	await comesBack(phone, upn, reference);
});

test("a profile that nobody installs: likely candidates, and what others prove", async () => {
	const { phone, upn, reference } = await stopping("install");
	house.clock.move(61 * minute);
	const saw = await explained(await stopped(reference, "profile-not-installed"), "profile-not-installed");
	assert.equal(saw("user-did-not-finish"), "unknown user-perhaps-did-not-finish");
	assert.equal(saw("managed-elsewhere"), "unknown perhaps-managed-elsewhere");
	assert.equal(saw("payload-mismatch"), "unknown phone-not-told-apart");
	assert.equal(saw("server-certificate-untrusted"), "pass others-came-through", "the phone before came through");
	assert.equal(saw("device-network-error"), "unknown network-perhaps-of-this-device");
	await comesBack(phone, upn, reference);
});

test("a phone that does not ask for its certificate", async () => {
	const { phone, upn, reference } = await stopping("PKIOperation");
	house.clock.move(11 * minute);
	const saw = await explained(await stopped(reference, "identity-not-obtained"), "identity-not-obtained");
	assert.equal(saw("challenge-expired"), "pass challenge-valid");
	assert.equal(saw("ca-certificate-not-accepted"), "pass others-came-through");
	await comesBack(phone, upn, reference);
});

test("an installation that breaks off before and after Authenticate", async () => {
	for (const [step, kind] of [
		["Authenticate", "fail never-introduced"],
		["TokenUpdate", "fail introduced-and-not-managed"],
	] as const) {
		const { phone, upn, reference } = await stopping(step);
		house.clock.move(11 * minute);
		const saw = await explained(await stopped(reference, "payload-failed"), "payload-failed");
		assert.equal(saw("payload-failed"), kind);
		await comesBack(phone, upn, reference);
	}
});

test("a managed phone that no push reaches is managed all the same, on its page and to strangers", async () => {
	const { phone, reference } = await stopping("connect");
	await eventually("Apple takes the push", async () =>
		(await house.domain.store.read.attempts.steps((await house.attempt(reference)).id)).some(({ name }) => name === "push-sent"),
	);
	house.clock.move(31 * minute);
	const saw = await explained(await stopped(reference, "never-checked-in"), "never-checked-in");
	assert.equal(saw("never-checked-in"), "fail pushed-and-nobody-came");
	assert.equal(saw("push-certificate-invalid"), "pass push-certificate-sound");
	assert.equal(saw("push-topic-changed"), "pass topic-same");
	assert.equal(saw("push-network-blocked"), "unknown push-perhaps-blocked");
	assert.equal((await phone.openPortal()).kind, "managed");
	assert.equal((await house.attempt(reference)).state, "stopped", "a look at the page is no sign of the phone");
	phone.script.clear();
	await phone.connect();
	const attempt = await house.attempt(reference);
	assert.deepEqual([attempt.state, attempt.code, attempt.awaits], ["enrolled", null, "contact"]);
});

test("where Apple takes no push, its own rule proves why and is mended first", async () => {
	house.apns.misbehave({ kind: "answer", status: 403, reason: "BadCertificate" });
	const { reference } = await stopping("connect");
	await eventually("Apple refuses the certificate", async () => {
		const current = await house.domain.store.read.pushCertificates.current();
		return current?.refusedReason != null;
	});
	house.clock.move(31 * minute);
	const attempt = await stopped(reference, "never-checked-in");
	const saw = await explained(attempt, "never-checked-in");
	assert.equal(saw("never-checked-in"), "fail managed-and-no-push-taken");
	assert.match(saw("push-certificate-invalid"), /^fail /);
	const steps = await house.domain.store.read.attempts.steps(attempt.id);
	const [first] = explain({ attempt, steps, decision: attempt.decision }, "en").fixes;
	assert.match(first?.command ?? first?.title ?? "", /push-certificate|Apple/);
	house.apns.behave();
});
