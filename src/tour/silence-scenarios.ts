import type { Step } from "../../simulator/misbehave.ts";
import { until } from "../cli/demo-until.ts";
import { comesAgain, day, type Exercise, minute, type Newcomer, organizationName, whose } from "./exercise.ts";
import type { Ended, Scenario, Situation } from "./scenario.ts";

/** Comes so far and no further, and so long nothing follows. */
const stopping = (step: Step, minutes: number) => async (exercise: Exercise) => {
	const person = await exercise.newcomer({ phone: { misbehaves: [{ kind: "stops-before", step }] } });
	const ended = await person.enroll();
	const { reference } = ended;
	if (reference === null) throw new Error("no reference is shown");
	if (ended.ok) await pushed(exercise, reference);
	else if (step === "install") exercise.screens.show("left");
	await silent(exercise, reference, minutes * minute);
	return situation(exercise, person, reference);
};

const situation = (exercise: Exercise, person: Newcomer, reference: string): Situation => ({
	...whose(person),
	...{ reference, again: () => comesAgain(exercise, person) },
});

/** Apple took its push. */
async function pushed(exercise: Exercise, reference: string): Promise<void> {
	const { attempts } = exercise.stage.domain.store.read;
	const { id } = await exercise.attempt(reference);
	await until(async () => (await attempts.steps(id)).some(({ name }) => name === "push-sent"));
}

export async function silent(exercise: Exercise, reference: string, ms: number): Promise<void> {
	await exercise.waits(reference, ms);
	exercise.screens.show("passing", { time: String(Math.round(ms / minute)) });
	await until(async () => (await exercise.attempt(reference)).state === "stopped");
}

/** It is switched on, and comes when Apple's push reaches it. */
async function comesBack(exercise: Exercise, person: Newcomer, reference: string): Promise<Ended> {
	person.phone.script.clear();
	await person.phone.connect();
	const { awaits } = await exercise.attempt(reference);
	if (awaits !== "contact") return { ok: false, why: "the phone was not heard of" };
	exercise.screens.show("home", { organization: await organizationName(exercise.stage) });
	return { ok: true, reference };
}

/** The phone stopped between two steps, and nobody told the server. What they have waited is written down; nobody waits for it. */
export const silenceScenarios: readonly Scenario[] = [
	{ code: "profile-not-installed", journey: "web", play: stopping("install", 61) },
	{ code: "identity-not-obtained", journey: "web", play: stopping("PKIOperation", 11) },
	{ code: "payload-failed", journey: "web", play: stopping("TokenUpdate", 11) },
	{
		code: "never-checked-in",
		journey: "web",
		async play(exercise) {
			const person = await exercise.newcomer({ phone: { misbehaves: [{ kind: "stops-before", step: "connect" }] } });
			const { reference } = await person.enroll();
			if (reference === null) throw new Error("no reference is shown");
			await pushed(exercise, reference);
			await silent(exercise, reference, 31 * minute);
			return { ...whose(person), reference, fix: "devices sync", again: () => comesBack(exercise, person, reference) };
		},
	},
	{
		code: "device-went-silent",
		journey: "web",
		async play(exercise) {
			const { store } = exercise.stage.domain;
			const person = await exercise.newcomer();
			const { reference } = await person.enroll();
			if (reference === null) throw new Error("no reference is shown");
			await until(async () => {
				const { awaits, deviceId } = await exercise.attempt(reference);
				return awaits === "contact" && (await store.read.commands.countOpen(deviceId ?? "")) === 0;
			});
			person.phone.script.add({ kind: "stops-before", step: "connect" });
			const { deviceId } = await exercise.attempt(reference);
			const ago = 31 * day;
			const device = await store.read.devices.byId(deviceId ?? "");
			if (device === undefined) throw new Error("no device is on record");
			await store.write((stores) => stores.devices.update(device.id, { lastSeenAt: (device.lastSeenAt ?? device.enrolledAt) - ago }));
			await exercise.waits(reference, ago);
			exercise.screens.show("home", { organization: await organizationName(exercise.stage) });
			exercise.screens.show("off");
			await until(async () => (await exercise.attempt(reference)).awaits === "answer");
			const asked = exercise.stage.clock.now() - minute;
			await until(async () => ((await store.read.devices.byId(device.id))?.lastPushAt ?? 0) >= asked);
			await silent(exercise, reference, day + minute);
			return { ...whose(person), reference, fix: "devices sync", again: () => comesBack(exercise, person, reference) };
		},
	},
];
