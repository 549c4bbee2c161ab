import assert from "node:assert/strict";
import type { Step } from "../../../simulator/misbehave.ts";
import type { Device } from "../../../src/devices/ports.ts";
import { eventually } from "../../eventually.ts";
import type { Scenario, Sufferer } from "./scenario.ts";
import { day, minute, type Stage } from "./stage.ts";

/** Clocks that look often, for what the test's own clock makes due. */
const quick = { silenceEvery: 20 };
const byThemselves = async () => {};

/** Comes so far and no further, and so long nothing follows. */
const stopping = (step: Step, silence: number) => async (stage: Stage) => {
	const person = await stage.newcomer({ misbehaves: [{ kind: "stops-before", step }] });
	const ended = await person.enroll();
	const reference = ended.reference ?? assert.fail(JSON.stringify(ended));
	if (ended.ok) await pushed(stage, reference);
	return silent(stage, { person, reference }, silence);
};

/** Apple took its push, or will take none. */
async function pushed({ house }: Stage, reference: string): Promise<void> {
	const { id } = await house.attempt(reference);
	const { attempts, pushCertificates } = house.domain.store.read;
	await eventually("Apple is asked", async () => {
		const refused = (await pushCertificates.current())?.refusedReason != null;
		return refused || (await attempts.steps(id)).some(({ name }) => name === "push-sent");
	});
}

async function silent({ house }: Stage, sufferer: Sufferer, silence: number): Promise<Sufferer> {
	house.clock.move(silence);
	await eventually("the try is stopped", async () => (await house.attempt(sufferer.reference)).state === "stopped");
	return sufferer;
}

/** Came through to its last answer, and is switched off afterwards. */
async function switchedOff(stage: Stage): Promise<Sufferer> {
	const person = await stage.newcomer();
	const ended = await person.enroll();
	const reference = ended.reference ?? assert.fail(JSON.stringify(ended));
	const { read } = stage.house.domain.store;
	await eventually("it came through", async () => {
		const { awaits, deviceId } = await stage.house.attempt(reference);
		return awaits === "contact" && (await read.commands.countOpen(deviceId ?? "")) === 0;
	});
	// After its last answer it says Idle no more, and the connection ends.
	person.phone.script.add({ kind: "stops-before", step: "connect" });
	return { person, reference };
}

/**
 * A month passes, the device is asked, and a day later it has not answered. `meanwhile`: what happens before it is asked; `until`: what Apple says to
 * the push, where there can be one.
 */
const monthOfSilence =
	(meanwhile: (stage: Stage) => unknown, until: (device: Device, asked: number) => boolean = () => true) =>
	async (stage: Stage) => {
		const sufferer = await switchedOff(stage);
		await meanwhile(stage);
		const { house } = stage;
		const { read } = house.domain.store;
		house.clock.move(29 * day + minute);
		const asked = house.clock.now();
		await eventually("it is asked", async () => (await house.attempt(sufferer.reference)).awaits === "answer");
		await eventually("Apple is asked", async () => {
			const { deviceId } = await house.attempt(sufferer.reference);
			return until((await read.devices.byId(deviceId ?? "")) ?? assert.fail("no device"), asked);
		});
		return silent(stage, sufferer, day + minute);
	};

const took = ({ lastPushAt }: Device, asked: number) => (lastPushAt ?? 0) >= asked;

/** It is switched on, and comes when Apple's push reaches it. */
async function comesBack(stage: Stage, { person, reference }: Sufferer): Promise<string> {
	person.phone.script.clear();
	await person.phone.connect();
	assert.equal((await stage.house.attempt(reference)).awaits, "contact");
	return reference;
}

/** It is gone for good: its owner sets it up anew. */
const anew = (_: Stage, { person }: Sufferer) => person.passOn(person.upn).enroll();

/** Section B: the device stopped between two steps, and nobody told the server. */
export const silenceScenarios: readonly Scenario[] = [
	{
		code: "page-left",
		when: "the person leaves the page before the download",
		closes: "by-the-phone",
		provoke: stopping("download", 61 * minute),
		saw: "page-left",
		fix: null,
		mend: byThemselves,
	},
	{
		code: "profile-not-installed",
		when: "the profile lies downloaded, and nobody installs it",
		closes: "by-the-phone",
		provoke: stopping("install", 61 * minute),
		saw: "profile-lies-uninstalled",
		beside: {
			"user-did-not-finish": "unknown user-perhaps-did-not-finish",
			"payload-mismatch": "unknown phone-not-told-apart",
			"managed-elsewhere": "unknown perhaps-managed-elsewhere",
			"server-certificate-untrusted": "pass others-came-through",
			"device-network-error": "unknown network-perhaps-of-this-device",
		},
		fix: null,
		mend: byThemselves,
	},
	{
		code: "identity-not-obtained",
		when: "the phone does not ask for its certificate",
		closes: "by-the-phone",
		provoke: stopping("PKIOperation", 11 * minute),
		saw: "no-identity-asked-for",
		beside: {
			"ca-certificate-not-accepted": "pass others-came-through",
			"challenge-expired": "pass challenge-valid",
			"device-network-error": "unknown network-perhaps-of-this-device",
		},
		fix: null,
		mend: byThemselves,
	},
	{
		code: "payload-failed",
		when: "the installation breaks off before the phone introduces itself",
		closes: "by-the-phone",
		provoke: stopping("Authenticate", 11 * minute),
		saw: "never-introduced",
		beside: { "push-network-blocked": "unknown no-push-due-yet" },
		fix: null,
		mend: byThemselves,
	},
	{
		code: "payload-failed",
		when: "the phone introduces itself and gets no push token",
		closes: "by-the-phone",
		provoke: stopping("TokenUpdate", 11 * minute),
		saw: "introduced-and-not-managed",
		beside: { "push-network-blocked": "unknown push-token-perhaps-blocked" },
		fix: null,
		mend: byThemselves,
	},
	{
		code: "never-checked-in",
		when: "the phone's network keeps Apple's push from it",
		closes: "by-the-phone",
		provoke: stopping("connect", 31 * minute),
		saw: "pushed-and-nobody-came",
		beside: {
			"push-certificate-expired": "pass push-certificate-in-dates",
			"push-certificate-invalid": "pass push-certificate-sound",
			"push-topic-changed": "pass topic-same",
			"push-network-blocked": "unknown push-perhaps-blocked",
		},
		fix: "devices sync",
		enrolls: comesBack,
	},
	{
		code: "never-checked-in",
		when: "Apple refuses the push certificate, and takes no push",
		closes: "by-the-phone",
		own: quick,
		async provoke(stage) {
			stage.house.apns.misbehave({ kind: "answer", status: 403, reason: "BadCertificate" });
			return stopping("connect", 31 * minute)(stage);
		},
		saw: "managed-and-no-push-taken",
		beside: { "push-certificate-invalid": "fail push-certificate-refused", "push-network-blocked": "unknown no-push-taken" },
		fix: "push-certificate csr",
		async mend(stage) {
			stage.house.apns.behave();
			await stage.pushCertificate();
		},
		enrolls: comesBack,
	},
	{
		code: "device-went-silent",
		when: "the device lies in a drawer, switched off",
		closes: "by-the-phone",
		own: quick,
		provoke: monthOfSilence(() => undefined, took),
		saw: "silent-after-push",
		beside: {
			"push-certificate-expired": "pass push-certificate-in-dates",
			"push-topic-changed": "pass topic-same",
			"identity-not-trusted": "pass identity-trusted",
			"management-gone": "unknown perhaps-switched-off-or-erased",
			"push-network-blocked": "unknown push-perhaps-blocked",
		},
		fix: "devices sync",
		enrolls: comesBack,
	},
	{
		code: "device-went-silent",
		when: "the device was erased, and Apple calls its token void",
		closes: "by-the-phone",
		own: quick,
		provoke: monthOfSilence(
			({ house }) => house.apns.misbehave({ kind: "answer", status: 410, reason: "Unregistered" }),
			({ pushDeadAt }) => pushDeadAt !== null,
		),
		saw: "silent-and-no-push-taken",
		beside: { "management-gone": "fail token-void-so-management-gone", "push-network-blocked": "unknown push-token-void" },
		fix: "devices retire",
		async mend(stage, named) {
			stage.house.apns.behave();
			await stage.succeed(...named);
		},
		enrolls: anew,
	},
	{
		code: "device-went-silent",
		when: "the push certificate expired, so that nobody can be called",
		closes: "by-the-phone",
		own: quick,
		provoke: monthOfSilence((stage) => stage.pushCertificate({ validFor: 10 * day })),
		saw: "silent-and-no-push-taken",
		beside: { "push-certificate-expired": "fail push-certificate-past" },
		fix: "push-certificate csr",
		mend: (stage) => stage.pushCertificate(),
		enrolls: comesBack,
	},
	{
		code: "device-went-silent",
		when: "the push certificate was replaced instead of renewed",
		closes: "by-the-phone",
		own: quick,
		provoke: monthOfSilence((stage) => stage.pushCertificate({ topic: "ffffffff-0000-4000-8000-000000000002", lost: 1 })),
		saw: "silent-and-no-push-taken",
		beside: { "push-certificate-expired": "pass push-certificate-in-dates", "push-topic-changed": "fail topic-other" },
		fix: "push-certificate show",
		async mend(stage, named) {
			await stage.succeed(...named);
			await stage.pushCertificate({ lost: 0 });
		},
		enrolls: comesBack,
	},
	{
		code: "device-went-silent",
		when: "the device was switched off for so long that its identity ended",
		closes: "by-the-phone",
		own: { ...quick, settings: { GENKAN_IDENTITY_DAYS: "30" } },
		provoke: monthOfSilence(() => undefined, took),
		saw: "silent-after-push",
		beside: { "identity-not-trusted": "fail identity-expired", "push-network-blocked": "unknown push-perhaps-blocked" },
		fix: null,
		mend: byThemselves,
		enrolls: anew,
	},
];
