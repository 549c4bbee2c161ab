import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPolicy } from "../../../src/tenant/policies.ts";
import { password } from "../harness.ts";
import { refused } from "./refused.ts";
import type { Scenario, Sufferer } from "./scenario.ts";
import type { Newcomer, Stage } from "./stage.ts";

type Change = NonNullable<Parameters<Stage["newcomer"]>[0]>;

/** Somebody of whom this is said is turned away. */
const turnedAway = (change: Change) => async (stage: Stage) => refused(await stage.newcomer(change));

/** Nothing to type: the person does it alone. */
const byThemselves = async () => {};

let groups = 0;

/** Somebody to whom a policy of their own applies. */
async function under(stage: Stage, kind: "platform" | "limit", settings: readonly string[], more: Change = {}): Promise<Newcomer> {
	const group = `Group ${++groups}`;
	const policy = `Policy ${groups}`;
	const person = await stage.newcomer({ ...more, user: { groups: group } });
	await stage.succeed("restrictions", "create", policy, "--kind", kind, "--group", group);
	await stage.succeed("restrictions", kind === "limit" ? "limit" : "set", policy, ...settings);
	return person;
}

const restricted =
	(settings: readonly string[], more: Change = {}) =>
	async (stage: Stage) =>
		refused(await under(stage, "platform", settings, more));

/** Has one phone, as many as the limit allows, and takes another. */
async function secondPhone(stage: Stage): Promise<Sufferer & { readonly first: Newcomer }> {
	const first = await under(stage, "limit", ["1"]);
	await first.enroll();
	return { ...(await refused(await stage.newcomer({ upn: first.upn, user: { groups: `Group ${groups}` } }))), first };
}

/** Section A, what is wrong with a person: name, account, licence, groups, restrictions, terms. */
export const personScenarios: readonly Scenario[] = [
	{
		code: "upn-suffix-not-verified",
		when: "the domain of the name is not verified",
		async provoke(stage) {
			await stage.succeed("domains", "add", "fabrikam.example");
			return refused(await stage.newcomer({ upn: "partner@fabrikam.example" }));
		},
		saw: "suffix-not-verified",
		fix: "domains verify fabrikam.example",
	},
	{
		code: "user-not-found",
		when: "nobody has brought the person into the directory",
		async provoke(stage) {
			const person = await stage.newcomer();
			return refused(person.passOn("new.hire@contoso.example"));
		},
		saw: "user-none",
		fix: "users import",
		async mend(stage, named, { person }) {
			const file = join(stage.folder, "users.csv");
			writeFileSync(file, `upn,displayName,password,licences\n${person.upn},New Hire,${password},INTUNE_A\n`);
			await stage.succeed(...named.map((word) => (word === "FILE.csv" ? file : word)));
		},
	},
	{
		code: "sign-in-failed",
		when: "the password is mistyped",
		closes: "by-the-phone",
		provoke: turnedAway({ misbehaves: [{ kind: "wrong-password", times: 1 }] }),
		saw: "sign-in-wrong-password",
		fix: null,
		mend: byThemselves,
	},
	{
		code: "user-disabled",
		when: "the account is switched off",
		provoke: turnedAway({ user: { enabled: "no" } }),
		saw: "account-disabled",
		fix: "users enable UPN",
	},
	{
		code: "user-not-licensed",
		when: "the person has no licence",
		provoke: turnedAway({ user: { licences: "" } }),
		saw: "no-licence",
		fix: "licences assign UPN --plan INTUNE_A",
	},
	{
		code: "licence-type-invalid",
		when: "the licence is another authority's",
		async provoke(stage) {
			await stage.succeed("licences", "plan", "CONFIGMGR", "--name", "Configuration Manager", "--authority", "sccm", "--seats", "9");
			return refused(await stage.newcomer({ user: { licences: "CONFIGMGR" } }));
		},
		saw: "licence-for-other-authority",
		fix: "licences assign UPN --plan INTUNE_A",
	},
	{
		code: "licences-exhausted",
		when: "no seat was left when the licence was assigned",
		async provoke(stage) {
			await stage.succeed("licences", "plan", "INTUNE_EDU", "--name", "Intune for Education", "--authority", "intune", "--seats", "0");
			return refused(await stage.newcomer({ user: { licences: "INTUNE_EDU" } }));
		},
		saw: "licence-without-seat",
		fix: "licences seats INTUNE_EDU 1",
	},
	{
		code: "user-not-in-enrollment-group",
		when: "only one group may enroll",
		own: {},
		async provoke(stage) {
			await stage.house.addUser("member@contoso.example", { groups: "Enrollment users" });
			await stage.succeed("enrollment-group", "set", "Enrollment users");
			return refused(await stage.newcomer());
		},
		saw: "not-in-enrollment-group",
		fix: "groups add UPN 'Enrollment users'",
	},
	{
		code: "portal-app-outdated",
		when: "the pages are opened in a portal app that is too old",
		// Turned away at the first page, before any name: the try proves it to whoever has its reference, and by name it is only likely; and that whoever
		// comes through later is the same person, nobody can know.
		closes: "in-time",
		verdict: "likely",
		provoke: turnedAway({ portalApp: "5.2001.0" }),
		saw: "portal-app-old",
		fix: null,
		mend: byThemselves,
		enrolls: (_, { person }) => person.passOn(person.upn).enroll(),
	},
	{
		code: "method-not-allowed",
		when: "the person may enroll with a Managed Apple Account only",
		async provoke(stage) {
			const person = await stage.newcomer({ user: { groups: "Account-driven" } });
			const { store, clock } = stage.house.domain;
			const settings = { allowed: ["account-driven"] } as const;
			const policy = { kind: "enrollment-type", id: "own-account", name: "Own account", settings, groups: ["Account-driven"] } as const;
			await store.write((stores) => createPolicy(stores, { ...policy, now: clock.now() }));
			return refused(person);
		},
		saw: "method-closed",
		fix: "enrollment-types set 'Own account' --allow web",
	},
	{
		code: "platform-blocked",
		when: "the restriction admits no iPhone",
		provoke: restricted(["--block-ios"]),
		saw: "ios-blocked",
		fix: "restrictions set",
	},
	{
		code: "personal-device-blocked",
		when: "only devices of the organisation may enroll, and it lists none",
		provoke: restricted(["--block-personal"]),
		saw: "no-device-can-be-corporate",
		fix: "restrictions set",
	},
	{
		code: "personal-device-blocked",
		when: "only devices of the organisation may enroll, and this one is not on its list",
		async provoke(stage) {
			await stage.succeed("corporate-identifiers", "add", "DNPOTHER0001");
			return refused(await under(stage, "platform", ["--block-personal"]));
		},
		saw: "device-personal-by-serial",
		fix: "corporate-identifiers add SERIAL",
	},
	{
		code: "os-too-old",
		when: "the system is below the lowest that is admitted",
		provoke: restricted(["--os-min", "18.6"]),
		saw: "os-below-minimum",
		fix: "restrictions set",
	},
	{
		code: "os-too-new",
		when: "the system is above the highest that is admitted",
		provoke: restricted(["--os-max", "18.4"]),
		saw: "os-above-maximum",
		fix: "restrictions set",
	},
	{
		code: "device-cap-reached",
		when: "the person has as many devices as the limit allows, and one is retired",
		provoke: secondPhone,
		saw: "limit-reached",
		fix: "devices retire",
	},
	{
		code: "device-cap-reached",
		when: "the person has as many devices as the limit allows, and it is raised",
		provoke: secondPhone,
		saw: "limit-reached",
		fix: "restrictions limit",
	},
	{
		code: "terms-not-accepted",
		when: "the terms are declined",
		closes: "by-the-phone",
		own: {},
		async provoke(stage) {
			const file = join(stage.folder, "terms.txt");
			writeFileSync(file, "# en: Terms\nBe kind.\n# ja: 使用条件\n大切に使います。\n");
			await stage.succeed("terms", "set", file);
			return refused(await stage.newcomer({ misbehaves: [{ kind: "declines-terms", times: 1 }] }));
		},
		saw: "terms-open",
		fix: "terms show",
	},
];
