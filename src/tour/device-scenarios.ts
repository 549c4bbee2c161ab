import { generateKeys } from "../../simulator/keys.ts";
import type { Misbehaviour } from "../../simulator/misbehave.ts";
import { demoPassword } from "../cli/demo-tenant.ts";
import { blockDevice } from "../tenant/blocked-devices.ts";
import { type Change, comesAgain, type Exercise, minute, type Newcomer, refused, whose } from "./exercise.ts";
import type { Scenario, Situation } from "./scenario.ts";

async function turnedAway(exercise: Exercise, person: Newcomer, fix?: string): Promise<Situation> {
	const { reference, shown } = await refused(person);
	return {
		...{ ...whose(person), reference, again: () => comesAgain(exercise, person) },
		...(fix === undefined ? {} : { fix }),
		...(shown === null ? {} : { message: shown }),
	};
}

const misbehaving =
	(misbehaves: Misbehaviour, change: Change = {}) =>
	async (exercise: Exercise) =>
		turnedAway(exercise, await exercise.newcomer({ ...change, phone: { misbehaves: [misbehaves] } }));

/** What is wrong with the phone, its profile, its certificate or its messages. */
export const deviceScenarios: readonly Scenario[] = [
	{
		code: "device-type-not-supported",
		journey: "web",
		async play(exercise) {
			const person = await exercise.newcomer({ phone: { misbehaves: [{ kind: "browser", browser: "chrome-android" }] } });
			return turnedAway(exercise, person);
		},
	},
	{
		code: "enrolled-by-another-user",
		journey: "web",
		async play(exercise) {
			const owner = await exercise.newcomer({ unseen: true });
			if (!(await owner.enroll()).ok) throw new Error("the first owner did not enroll");
			const { upn } = await exercise.newcomer({ unseen: true });
			// Erased by hand and passed on: nobody told the service.
			const next = owner.passOn(upn);
			return turnedAway(exercise, next, "devices retire");
		},
	},
	{
		code: "device-blocked",
		journey: "web",
		async play(exercise) {
			const { store, clock } = exercise.stage.domain;
			const person = await exercise.newcomer();
			const { serial } = person.device;
			await store.write((stores) => blockDevice(stores, { serial, reason: "Reported lost on the train", now: clock.now() }));
			return turnedAway(exercise, person, "devices unblock");
		},
	},
	{
		code: "challenge-expired",
		journey: "web",
		async play(exercise) {
			const { store, clock } = exercise.stage.domain;
			const own: { upn?: string } = {};
			const wait = async () => {
				const [attempt] = await store.read.attempts.list({ upn: own.upn ?? "", limit: 1 });
				if (attempt === undefined) throw new Error("there is no try yet");
				await store.write((stores) => stores.challenges.expireUnused(attempt.id, clock.now() - minute));
				exercise.screens.show("passing", { time: "16" });
			};
			const person = await exercise.newcomer({ phone: { misbehaves: [{ kind: "waits-before-install", wait, times: 1 }] } });
			own.upn = person.upn;
			return turnedAway(exercise, person);
		},
	},
	{
		code: "challenge-used",
		journey: "web",
		async play(exercise) {
			const { store } = exercise.stage.domain;
			const owner = await exercise.newcomer({ unseen: true });
			const { phone } = owner;
			await phone.openPortal();
			await phone.signIn(owner.upn, demoPassword);
			if (phone.page()?.kind === "terms") await phone.answerTerms(true);
			const downloaded = await phone.downloadProfile();
			if (!downloaded.ok) throw new Error("the first phone got no profile");
			await phone.installProfile(downloaded.bytes);
			const person = await exercise.newcomer({ upn: owner.upn, phone: { makeKeys: generateKeys } });
			exercise.screens.show("downloaded");
			exercise.screens.show("install", { organization: "Contoso" });
			const installed = await person.phone.installProfile(downloaded.bytes);
			if (installed.ok) throw new Error("the same profile was installed twice");
			exercise.screens.failure(installed);
			const [attempt] = await store.read.attempts.list({ upn: owner.upn, code: "challenge-used", limit: 1 });
			if (attempt === undefined) throw new Error("no try is on record");
			return { ...whose(person), reference: attempt.reference, message: installed.shown, again: () => comesAgain(exercise, person) };
		},
	},
	{
		code: "challenge-unknown",
		journey: "web",
		play: misbehaving({ kind: "challenge", challenge: "not-the-challenge-of-this-profile" }),
	},
	{ code: "identity-not-trusted", journey: "web", play: misbehaving({ kind: "identity", identity: "self-signed" }) },
	{
		code: "identity-of-another-device",
		journey: "web",
		async play(exercise) {
			const lender = await exercise.newcomer({ unseen: true });
			await lender.enroll();
			const identity = lender.phone.identity();
			if (identity === null) throw new Error("the lender did not enroll");
			return misbehaving({ kind: "identity", identity })(exercise);
		},
	},
];
