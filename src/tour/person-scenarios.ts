import { demoPassword } from "../cli/demo-tenant.ts";
import { importUsersFile } from "../directory/import-users.ts";
import { setPlan } from "../directory/licences.ts";
import { newId } from "../enrollment/record.ts";
import { addDomain, removeDomain } from "../tenant/domains.ts";
import type { PolicyKind, PolicySettings } from "../tenant/policy-settings.ts";
import { type Change, comesAgain, type Exercise, members, type Newcomer, ownPolicy, plan, refused, whose } from "./exercise.ts";
import type { Scenario, Situation } from "./scenario.ts";

/** Turned away, and comes again when it is mended. */
async function turnedAway(exercise: Exercise, person: Newcomer, fix?: string): Promise<Situation> {
	const { reference } = await refused(person);
	return { ...whose(person), reference, ...(fix === undefined ? {} : { fix }), again: () => comesAgain(exercise, person) };
}

const somebody = (change: Change, fix?: string) => async (exercise: Exercise) => turnedAway(exercise, await exercise.newcomer(change), fix);

/** Somebody to whom a policy of their own applies. */
async function under<K extends PolicyKind>(exercise: Exercise, kind: K, settings: Partial<PolicySettings[K]>, change: Change = {}) {
	const person = await exercise.newcomer({ ...change, user: { groups: `${members};${exercise.name}` } });
	await ownPolicy(exercise, kind, settings);
	return person;
}

const restricted = (settings: Partial<PolicySettings["platform-restriction"]>, fix: string) => async (exercise: Exercise) =>
	turnedAway(exercise, await under(exercise, "platform-restriction", settings), fix);

/** What is wrong with a person: name, account, licence, groups, restrictions, terms. */
export const personScenarios: readonly Scenario[] = [
	{
		code: "upn-suffix-not-verified",
		journey: "web",
		async play(exercise) {
			const { store, clock } = exercise.stage.domain;
			const domain = `partner${exercise.number}.example`;
			await store.write((stores) => addDomain(stores, { domain, now: clock.now() }));
			exercise.undo(() => store.write((stores) => removeDomain(stores, { domain })));
			const person = await exercise.newcomer({ upn: `visitor@${domain}`, user: {} });
			return turnedAway(exercise, person, `domains verify ${domain}`);
		},
	},
	{
		code: "user-not-found",
		journey: "web",
		async play(exercise) {
			const { store, clock, randomness } = exercise.stage.domain;
			const person = await exercise.newcomer({ upn: `new.colleague.${exercise.number}@contoso.example` });
			const csv = `upn,displayName,password,enabled,groups,licences\n${person.upn},New Colleague,${demoPassword},yes,${members},${plan}\n`;
			const options = { clock, newId: () => newId(clock, randomness) };
			return { ...(await turnedAway(exercise, person)), hand: () => importUsersFile(store, Buffer.from(csv), options) };
		},
	},
	{ code: "user-disabled", journey: "web", play: somebody({ user: { enabled: "no" } }, "users enable") },
	{ code: "user-not-licensed", journey: "web", play: somebody({ user: { licences: "" } }, "licences assign") },
	{ code: "licence-type-invalid", journey: "web", play: somebody({ user: { licences: "CONFIGMGR" } }, "licences assign") },
	{
		code: "licences-exhausted",
		journey: "web",
		async play(exercise) {
			const { store, clock } = exercise.stage.domain;
			const own = `EXTRA_${exercise.number}`;
			await store.write((stores) =>
				setPlan(stores, { plan: own, name: "Intune Plan 1 (extra)", authority: "intune", seats: 0, now: clock.now() }),
			);
			return turnedAway(exercise, await exercise.newcomer({ user: { licences: own } }), `licences seats ${own}`);
		},
	},
	{ code: "user-not-in-enrollment-group", journey: "web", play: somebody({ user: { groups: "Visitors" } }, "groups add") },
	{
		code: "sign-in-failed",
		journey: "web",
		play: somebody({ phone: { misbehaves: [{ kind: "wrong-password", times: 1 }] } }),
	},
	{ code: "platform-blocked", journey: "web", play: restricted({ platformBlocked: true }, "restrictions set") },
	{
		code: "personal-device-blocked",
		journey: "web",
		play: restricted({ personalBlocked: true }, "corporate-identifiers add"),
	},
	{ code: "os-too-old", journey: "web", play: restricted({ osMinimum: "18.6" }, "restrictions set") },
	{ code: "os-too-new", journey: "web", play: restricted({ osMaximum: "18.4" }, "restrictions set") },
	{
		code: "device-cap-reached",
		journey: "web",
		async play(exercise) {
			const first = await under(exercise, "device-limit", { limit: 1 }, { unseen: true });
			const enrolled = await first.enroll();
			if (!enrolled.ok) throw new Error("the first phone did not enroll");
			return turnedAway(exercise, await exercise.newcomer({ upn: first.upn }), "restrictions limit");
		},
	},
	{
		code: "terms-not-accepted",
		journey: "web",
		play: somebody({ phone: { misbehaves: [{ kind: "declines-terms", times: 1 }] } }),
	},
	{
		code: "method-not-allowed",
		journey: "web",
		async play(exercise) {
			const person = await under(exercise, "enrollment-type", { allowed: ["account-driven"] });
			return turnedAway(exercise, person, "enrollment-types set");
		},
	},
	{
		code: "portal-app-outdated",
		journey: "web",
		async play(exercise) {
			const person = await exercise.newcomer({ phone: { portalApp: "5.2001.0" } });
			// In Safari there is no app that could be old.
			return { ...(await turnedAway(exercise, person)), again: () => comesAgain(exercise, person.passOn(person.upn)) };
		},
	},
];
