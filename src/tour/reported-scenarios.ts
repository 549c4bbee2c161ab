import { signInWithAccount } from "../../simulator/account-sign-in.ts";
import { failureIn } from "../../simulator/failure.ts";
import { acceptTerms } from "../cli/demo-ade-office.ts";
import { unassignLicence } from "../directory/licences.ts";
import { codeTexts, fill } from "../texts/texts.ts";
import { tourTexts } from "../texts/tour-texts.ts";
import {
	comesAgain,
	type Exercise,
	endedAs,
	members,
	type Newcomer,
	organizationName,
	ownPolicy,
	plan,
	refused,
	whose,
} from "./exercise.ts";
import { openLot, person as owner } from "./lot.ts";
import type { Scenario, Situation } from "./scenario.ts";

type Sentence = Parameters<ReturnType<typeof failureIn>>[2];

/** Came to where the phone installs the profile, and it failed there by itself, with these words. */
async function failing(exercise: Exercise, sentence: Sentence, person: Newcomer): Promise<Situation> {
	const ended = await person.enroll();
	if (ended.ok || ended.at !== "stopped") throw new Error("it was to stop at the installation");
	exercise.screens.show("install", { organization: await organizationName(exercise.stage) });
	return shows(exercise, sentence, person);
}

function shows(exercise: Exercise, sentence: Sentence, person: Newcomer): Situation {
	const host = new URL(exercise.stage.url).hostname;
	const failure = failureIn(exercise.language)("", 0, sentence, "", { value: host });
	exercise.screens.failure(failure);
	return { ...whose(person), message: failure.shown, again: () => comesAgain(exercise, person) };
}

const stopsAtInstall = { misbehaves: [{ kind: "stops-before", step: "install" }] } as const;

/** Only the phone knows: its owner reads the words out. */
export const reportedScenarios: readonly Scenario[] = [
	{
		code: "device-network-error",
		journey: "web",
		play: async (exercise) => ({
			...(await failing(exercise, "network", await exercise.newcomer({ phone: stopsAtInstall }))),
			// On the phone alone: another network.
			hand: async () => undefined,
		}),
	},
	{
		code: "connection-not-established",
		journey: "web",
		async play(exercise) {
			const { store, clock } = exercise.stage.domain;
			const own: { upn?: string } = {};
			// Of its causes this one: the licence is taken away between the download and the installation.
			const wait = () => store.write((stores) => unassignLicence(stores, { upn: own.upn ?? "", plan, now: clock.now() }));
			const person = await exercise.newcomer({
				phone: { misbehaves: [{ kind: "waits-before-install", wait: async () => void (await wait()) }] },
			});
			own.upn = person.upn;
			const { reference, shown } = await refused(person);
			return { ...whose(person), reference, message: shown ?? "", fix: "licences assign", again: () => comesAgain(exercise, person) };
		},
	},
	{
		code: "managed-elsewhere",
		journey: "web",
		async play(exercise) {
			const person = await exercise.newcomer({ phone: stopsAtInstall });
			const situation = await failing(exercise, "connection", person);
			return { ...situation, hand: async () => exercise.screens.show("other-management") };
		},
	},
	{
		code: "payload-mismatch",
		journey: "web",
		async play(exercise) {
			const person = await exercise.newcomer({ unseen: true });
			if (!(await person.enroll()).ok) throw new Error("the phone did not enroll");
			const { screens, stage } = exercise;
			screens.show("downloaded");
			screens.show("install", { organization: await organizationName(stage) });
			const situation = shows(exercise, "mismatch", person);
			const hand = async () => {
				await person.phone.removeManagement();
				screens.show("removed", { organization: await organizationName(stage) });
			};
			return { ...situation, hand };
		},
	},
	{
		code: "portal-unavailable",
		journey: "web",
		async play(exercise) {
			const { name } = exercise;
			const first = await exercise.newcomer({ unseen: true, user: { groups: `${members};${name}` } });
			await ownPolicy(exercise, "device-limit", { limit: 1 });
			if (!(await first.enroll()).ok) throw new Error("the first phone did not enroll");
			const person = await exercise.newcomer({ upn: first.upn });
			const { reference } = await refused(person);
			const message = codeTexts("portal-unavailable", exercise.language)?.seen?.[0] ?? "";
			return { ...whose(person), reference, message, fix: "restrictions limit", again: () => comesAgain(exercise, person) };
		},
	},
	{
		code: "server-certificate-untrusted",
		journey: "web",
		async play(exercise) {
			const person = await exercise.newcomer({ phone: stopsAtInstall });
			const situation = await failing(exercise, "certificate", person);
			return { ...situation, hand: async () => undefined };
		},
	},
	{
		code: "invalid-profile",
		journey: "ade-sign-in",
		async play(exercise) {
			const { name, stage } = exercise;
			const { store } = stage.domain;
			const lot = await openLot(
				exercise,
				{ signIn: "legacy" },
				{ osVersion: "16.6.1", buildVersion: "20G81", product: "iPhone14,7", model: "iPhone 14" },
			);
			const { upn } = await exercise.newcomer({ unseen: true, user: { groups: `${members};${name}` } });
			await acceptTerms(stage, upn);
			await ownPolicy(exercise, "platform-restriction", { platformBlocked: true });
			const phone = lot.phone();
			const organization = await organizationName(stage);
			const message = fill(tourTexts(exercise.language).configurationInvalid, { organization }, exercise.language);
			const done = await lot.setUp(phone, owner(upn), message);
			if (done.ok || done.at !== "phone") throw new Error("it was to fail in Setup Assistant");
			const [attempt] = await store.read.attempts.list({ serial: lot.device.serial, limit: 1 });
			if (attempt === undefined) throw new Error("no try is on record");
			const { reference } = attempt;
			return { ...lot.whose, upn, reference, message, fix: "restrictions set", again: () => lot.again(phone, owner(upn)) };
		},
	},
	{
		code: "account-not-supported",
		journey: "account",
		async play(exercise) {
			const { stage, screens, language } = exercise;
			const { sites } = stage.outside;
			const health = await exercise.health();
			const domain = "contoso.example";
			const right = { kind: "servers", baseUrl: stage.url } as const;
			sites.set(domain, { kind: "page", status: 200, type: "text/html", body: "<h1>Contoso</h1>" });
			exercise.undo(async () => {
				sites.set(domain, right);
				await health.lookAtEverything(() => undefined);
				await health.judge();
			});
			const roots = [sites.root, stage.service.ownRoot ?? ""];
			const person = await exercise.newcomer();
			screens.show("account", { upn: person.upn });
			const signedIn = await signInWithAccount({ identifier: person.upn, language, roots, sitePort: sites.port });
			if (signedIn.ok) throw new Error("the account was not to be found");
			screens.show("account-failed", { message: signedIn.shown });
			await health.lookAtEverything(() => undefined);
			await health.judge();
			return {
				...whose(person),
				message: signedIn.shown,
				incidentOf: ({ kind }) => kind === "domain",
				async hand() {
					sites.set(domain, right);
					await health.lookAtEverything(() => undefined);
					await health.judge();
				},
				again: async () => endedAs(stage, screens, await person.enroll()),
			};
		},
	},
];
