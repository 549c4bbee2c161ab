import assert from "node:assert/strict";
import { Secret, TOTP } from "otpauth";
import type { AdePhoneOptions, SetUp } from "../../../simulator/ade-phone.ts";
import { newTotp } from "../../../src/credentials/totp.ts";
import { changeUser } from "../../../src/directory/change-user.ts";
import { eventually } from "../../eventually.ts";
import { type DeviceScenario, hana, type Its } from "./ade-device-scenario.ts";
import { genkan } from "./ade-token-scenarios.ts";
import { day, minute } from "./apple-house.ts";

/** The phone comes, and is refused. */
async function refused({ scene, serial }: Its, change: Partial<AdePhoneOptions> = {}, person = hana): Promise<void> {
	const phone = scene.at.phone(serial, change);
	const done = await phone.setUp(person);
	assert.ok(!done.ok && done.at !== "apple" && done.at !== "stopped", JSON.stringify(done));
	phone.close();
}

const typed = async ({ scene }: Its, named: readonly string[]) => {
	await genkan(scene, ...named);
	await scene.round();
};

const mei = { upn: "mei@contoso.example", password: hana.password };

/** Gives the user a second factor; what the authenticator app shows now. */
async function addSecondFactor({ scene }: Its): Promise<() => string> {
	const { domain } = scene.at.house;
	await scene.at.house.addUser(mei.upn);
	const user = (await domain.store.read.users.byUpn(mei.upn)) ?? assert.fail("no user");
	const { sealed, secret } = newTotp({ id: user.id, name: user.upn }, "Genkan", domain);
	await domain.store.write((stores) => changeUser(stores, { upn: mei.upn, change: { totp: sealed }, now: domain.clock.now() }));
	return () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: domain.clock.now() });
}

/** A phone that fetched its profile at Apple, before what happens to it there. */
function fetched({ scene, serial }: Its): Pick<AdePhoneOptions, "activate"> {
	const told = scene.at.apple.activation(serial);
	return { activate: () => told };
}

const descriptions = [
	["forged", "machine-info-not-apple"],
	["cut", "machine-info-malformed"],
	["none", "machine-info-missing"],
] as const;

let code: (() => string) | undefined;

/** A phone that came to the door and was refused there. */
export const refusedPhones: readonly DeviceScenario[] = [
	{
		code: "mfa-not-possible-here",
		when: "its user has a second factor, and Setup Assistant's own form cannot ask for it",
		options: { settings: { signIn: "legacy" } },
		async provoke(its) {
			code = await addSecondFactor(its);
			await refused(its, {}, mei);
		},
		told: "try",
		saw: "second-factor-in-plain-form",
		fix: "ade profiles change Office --token TOKEN --sign-in web",
		mend: typed,
		setUp: ({ phone }) => phone.setUp({ ...mei, ...(code === undefined ? {} : { code }) }),
	},
	...descriptions.map(
		([description, saw]): DeviceScenario => ({
			code: "machine-info-not-genuine",
			when: `its description of itself is ${description === "none" ? "missing" : description}`,
			provoke: async (its) => {
				// What proves nothing shares a try within the hour.
				its.scene.at.house.clock.move(61 * minute);
				await refused(its, { misbehaves: [{ kind: "description", description }] });
			},
			told: "try",
			saw,
			// Who proves nothing may be anybody: their try is on record under no serial number, so that nobody's device is said to be false.
			byMessage: ["invalid-profile", "likely"],
			fix: null,
			mend: async () => {},
		}),
	),
	{
		code: "ade-device-not-assigned",
		when: "no token has it: the address was copied from another phone",
		async provoke(its) {
			const { scene, serial } = its;
			const activated = fetched({ ...its, serial: scene.serials[1] ?? "" });
			scene.server.disown([serial]);
			await scene.round();
			// Forgotten after 30 days.
			later(its, 31 * day);
			await scene.at.ade.rounds.schedule();
			await refused(its, activated);
		},
		told: "try",
		saw: "ade-device-of-no-token",
		fix: "ade sync",
		async mend(its, named) {
			its.scene.server.addDevices([{ serial: its.serial }]);
			await typed(its, named);
		},
	},
	{
		code: "ade-device-not-assigned",
		when: "it was assigned at Apple while the token did not sync, and somebody asks after it",
		async provoke(its) {
			const { scene } = its;
			scene.server.disown([its.serial]);
			await scene.round();
			later(its, 31 * day);
			await scene.at.ade.rounds.schedule();
			scene.server.newTerms();
			await scene.round();
			scene.server.addDevices([{ serial: its.serial }]);
			await scene.round();
		},
		told: "device",
		saw: "ade-device-of-no-token",
		fix: "ade doctor TOKEN",
		async mend(its, named) {
			const { scene } = its;
			const { code: exit, out } = await scene.at.genkan(named);
			assert.equal(exit, 1);
			assert.match(out, /terms/, "the command that is named leads to why the token does not sync");
			scene.server.acceptTerms();
			await typed(its, ["ade", "sync", scene.name]);
		},
	},
	{
		code: "ade-device-not-assigned",
		when: "it was taken from the server after it had fetched its profile",
		async provoke(its) {
			const activated = fetched(its);
			its.scene.server.unassign([its.serial]);
			await its.scene.round();
			await refused(its, activated);
		},
		told: "try",
		saw: "ade-device-removed-at-apple",
		fix: "ade sync TOKEN",
		async mend(its, named) {
			its.scene.server.assign([its.serial]);
			await typed(its, named);
		},
	},
	{
		code: "ade-device-not-assigned",
		when: "somebody asks after it, and Apple has taken it from the server",
		async provoke({ scene, serial }) {
			scene.server.unassign([serial]);
			await scene.round();
		},
		told: "device",
		saw: "ade-device-removed-at-apple",
		fix: "ade sync TOKEN",
		async mend(its, named) {
			its.scene.server.assign([its.serial]);
			await typed(its, named);
		},
	},
	{
		code: "platform-blocked",
		when: "the restriction of everybody admits no iPhone",
		async provoke(its) {
			await genkan(its.scene, "restrictions", "set", "Default", "--block-ios");
			await refused(its);
		},
		told: "try",
		saw: "ios-blocked",
		fix: "restrictions set Default --allow-ios",
		mend: typed,
	},
	{
		code: "os-too-old",
		when: "it is told to update itself, and does",
		async provoke(its) {
			await genkan(its.scene, "restrictions", "set", "Default", "--os-min", "18.2");
			const done = await its.phone.setUp();
			assert.deepEqual(done, { ok: false, at: "update", osVersion: "18.2" });
		},
		told: "try",
		saw: "os-below-minimum",
		fix: "restrictions set Default --os-min 18.1",
		mend: async () => {},
	},
	{
		code: "os-too-old",
		when: "it cannot update itself on a web page, and the minimum is lowered",
		options: { settings: { signIn: "web" } },
		provoke: (its) => refused(its, { osVersion: "18.1" }),
		told: "try",
		saw: "os-below-minimum",
		fix: "restrictions set Default --os-min 18.1",
		mend: typed,
	},
];

let held: SetUp | undefined;

/** A phone that came through the door, is held in Setup Assistant and gets no further. */
export const heldPhones: readonly DeviceScenario[] = [
	{
		code: "stuck-at-configuration",
		when: "the phone waits for its configuration, and its network keeps Apple's push from it",
		options: { settings: { signIn: "none", awaitConfiguration: true } },
		async provoke(its) {
			its.phone.script.add({ kind: "stops-before", step: "connect" });
			held = await its.phone.setUp();
			assert.ok(held.ok, JSON.stringify(held));
			later(its, 31 * minute);
			const { attempts } = its.scene.at.house.domain.store.read;
			await eventually("it is stopped", async () => (await attempts.list({ serial: its.serial, limit: 1 }))[0]?.state === "stopped");
		},
		told: "try",
		saw: "held-and-silent",
		fix: "devices sync",
		async mend(its, named) {
			its.phone.script.clear();
			await typed(its, named);
			const phone = its.phone.phone() ?? assert.fail("it was set up");
			// What the push asks for.
			await phone.connect();
			assert.equal(phone.state().awaitingConfiguration, false, "it is free");
		},
		setUp: async () => held ?? assert.fail("it was set up"),
	},
];

const later = ({ scene }: Its, ms: number) => scene.at.house.clock.move(ms);
