import assert from "node:assert/strict";
import type { Rule } from "../../../src/checks/index.ts";
import { refused } from "./refused.ts";
import type { Newcomer, Stage } from "./stage.ts";

/** What only the phone shows, and its owner reads out; nobody told the server. */
export interface ReportedScenario {
	readonly code: Rule["code"];
	/** What happens. */
	readonly when: string;
	/** As it is typed, in two ways. */
	readonly messages: readonly string[];
	readonly provoke: (stage: Stage) => Promise<Newcomer>;
	/** What stands first, and how sure it is. */
	readonly first: readonly [code: Rule["code"], verdict: "proven" | "likely" | "unknown"];
	readonly mend: (stage: Stage, person: Newcomer) => Promise<unknown>;
}

/** Came to where the phone installs the profile, and it failed there by itself. */
async function failing(stage: Stage): Promise<Newcomer> {
	const person = await stage.newcomer({ misbehaves: [{ kind: "stops-before", step: "install" }] });
	await person.enroll();
	return person;
}

/** On the phone, by its owner. */
const byHand = async () => {};

/** Somebody who was turned away for their licence. */
async function unlicensed(stage: Stage): Promise<Newcomer> {
	return (await refused(await stage.newcomer({ user: { licences: "" } }))).person;
}

const licensed = (stage: Stage, { upn }: Newcomer) => stage.succeed("licences", "assign", upn, "--plan", "INTUNE_A");

let groups = 0;

/** Somebody to whom a restriction of their own applies. */
async function blocked(stage: Stage): Promise<Newcomer> {
	const group = `Reported ${++groups}`;
	const person = await stage.newcomer({ user: { groups: group } });
	await stage.succeed("restrictions", "create", group, "--kind", "platform", "--group", group);
	await stage.succeed("restrictions", "set", group, "--block-ios");
	return person;
}

const allowed = (stage: Stage) => stage.succeed("restrictions", "set", `Reported ${groups}`, "--allow-ios");

/** Has as many devices as one may have. */
async function capped(stage: Stage): Promise<Newcomer> {
	const group = `Reported ${++groups}`;
	const first = await stage.newcomer({ user: { groups: group } });
	await stage.succeed("restrictions", "create", group, "--kind", "limit", "--group", group);
	await stage.succeed("restrictions", "limit", group, "1");
	assert.ok((await first.enroll()).ok);
	return stage.newcomer({ upn: first.upn, user: { groups: group } });
}

/** Section C: the user reports a message. */
export const reportedScenarios: readonly ReportedScenario[] = [
	{
		code: "device-network-error",
		when: "the phone fails by itself, and everything here is in order",
		messages: ["Profile Installation Failed. A Network Error Has Occurred.", "a network error has occured"],
		provoke: failing,
		first: ["device-network-error", "likely"],
		mend: byHand,
	},
	{
		code: "connection-not-established",
		when: "one of its causes is proven: the person has no licence",
		messages: ["Connection to the server could not be established.", "サーバーへの接続を確立できませんでした"],
		provoke: unlicensed,
		first: ["user-not-licensed", "proven"],
		mend: licensed,
	},
	{
		code: "managed-elsewhere",
		when: "another organisation manages the phone: none of the causes that can be proven holds",
		messages: ["Profile Installation Failed. Connection to the server could not be established."],
		provoke: failing,
		first: ["managed-elsewhere", "likely"],
		mend: byHand,
	},
	{
		code: "payload-mismatch",
		when: "an older management of ours is still on the phone",
		messages: ["The new MDM payload does not match the old payload.", "MCMDMErrorDomain 12012"],
		async provoke(stage) {
			const person = await stage.newcomer();
			assert.ok((await person.enroll()).ok);
			return person;
		},
		first: ["payload-mismatch", "proven"],
		async mend(_, { phone }) {
			assert.ok(await phone.removeManagement());
			await phone.startAgain().catch(() => undefined);
		},
	},
	{
		code: "portal-unavailable",
		when: "the person has as many devices as the limit allows",
		messages: ["Company Portal Temporarily Unavailable"],
		provoke: capped,
		first: ["device-cap-reached", "proven"],
		mend: (stage) => stage.succeed("restrictions", "limit", `Reported ${groups}`, "2"),
	},
	{
		code: "invalid-profile",
		when: "the restriction admits no iPhone",
		messages: ["The configuration for your iPhone could not be downloaded from Contoso: Invalid Profile."],
		provoke: blocked,
		first: ["platform-blocked", "proven"],
		mend: allowed,
	},
];
