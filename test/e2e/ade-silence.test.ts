import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { AdePhone } from "../../simulator/ade-phone.ts";
import type { Step } from "../../simulator/misbehave.ts";
import type { SilenceCode } from "../../src/checks/index.ts";
import { explain } from "../../src/diagnosis/explain.ts";
import type { Attempt } from "../../src/evidence/attempt.ts";
import { languages, textsFor } from "../../src/texts/texts.ts";
import { eventually } from "../eventually.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";
import { password } from "./harness.ts";

/** Phones that stop in Setup Assistant. */
let ade: AdeHouse;

before(async () => {
	ade = await openAdeHouse({ silenceEvery: 20 });
	await ade.addProfile("staff", { signIn: "web" });
	await ade.addProfile("kiosk", { signIn: "none", awaitConfiguration: true });
});
after(() => ade[Symbol.asyncDispose]());

const minute = 60_000;
let made = 0;

async function begins(profileId: string, step: Step) {
	const number = String(++made).padStart(4, "0");
	const serial = `F2LXS${number}A`;
	const upn = `sign${number}@contoso.example`;
	await ade.house.addUser(upn);
	await ade.assign(serial, profileId);
	const phone = ade.phone(profileId, { serial, udid: `00008110-0000000000${number}03`, misbehaves: [{ kind: "stops-before", step }] });
	const ended = await phone.setUp({ upn, password });
	const tried = async (): Promise<Attempt> => {
		const [found] = await ade.house.domain.store.read.attempts.list({ serial, limit: 1 });
		assert.ok(found !== undefined);
		return found;
	};
	return { phone, ended, upn, tried };
}

async function stopped(tried: () => Promise<Attempt>, code: SilenceCode, kind: string): Promise<Attempt> {
	await eventually(code, async () => (await tried()).state === "stopped");
	const attempt = await tried();
	assert.equal(attempt.code, code);
	const steps = await ade.house.domain.store.read.attempts.steps(attempt.id);
	for (const language of languages) {
		const told = explain({ attempt, steps, decision: attempt.decision }, language);
		assert.deepEqual([told.code, told.title], [code, textsFor(language).codes[code].title]);
		assert.ok(told.fixes.length > 0);
		assert.doesNotMatch(JSON.stringify(told), /\{[a-zA-Z]+\}|undefined|version\)/);
	}
	const own = attempt.decision?.findings.find(({ check }) => check === code);
	assert.ok(own !== undefined);
	assert.deepEqual([own.outcome, (own.saw as { readonly kind: string }).kind], ["fail", kind]);
	return attempt;
}

async function comesBack(phone: AdePhone, upn: string, tried: () => Promise<Attempt>, id: string): Promise<void> {
	phone.script.clear();
	const done = await phone.setUp({ upn, password });
	assert.ok(done.ok, JSON.stringify(done));
	await done.phone.connect();
	const attempt = await tried();
	assert.deepEqual([attempt.id === id, attempt.state, attempt.code, attempt.awaits], [true, "enrolled", null, "contact"]);
}

test("nobody signs in, and the next day somebody does: it is the same try", async () => {
	const { phone, upn, tried } = await begins("staff", "sign-in");
	ade.house.clock.move(59 * minute);
	assert.equal((await tried()).state, "open");
	ade.house.clock.move(2 * minute);
	const { id } = await stopped(tried, "ade-stuck-at-sign-in", "waits-long-at-sign-in");
	ade.house.clock.move(24 * 60 * minute);
	await comesBack(phone, upn, tried, id);
});

test("Setup Assistant has its profile and does nothing with it", async () => {
	const { phone, upn, tried } = await begins("kiosk", "install");
	ade.house.clock.move(11 * minute);
	const { id } = await stopped(tried, "profile-not-installed", "setup-took-no-profile");
	await comesBack(phone, upn, tried, id);
});

test("a phone that is held and never comes is stuck, and free when it does", async () => {
	const { ended, tried } = await begins("kiosk", "connect");
	assert.ok(ended.ok, JSON.stringify(ended));
	ade.house.clock.move(24 * minute);
	assert.equal((await tried()).state, "enrolled");
	ade.house.clock.move(2 * minute);
	const attempt = await stopped(tried, "stuck-at-configuration", "held-and-silent");
	assert.equal(attempt.decision?.findings.find(({ check }) => check === "push-topic-changed")?.outcome, "pass");
	ended.phone.script.clear();
	await ended.phone.connect();
	assert.equal(ended.phone.state().awaitingConfiguration, false);
	const back = await tried();
	assert.deepEqual([back.state, back.code, back.awaits], ["enrolled", null, "contact"]);
});
