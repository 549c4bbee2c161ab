import { makeFleet } from "../../simulator/fleet.ts";
import { inParallel } from "../../simulator/in-parallel.ts";
import type { AdeProfile, AdeToken } from "../ade/ports.ts";
import { changeProfile } from "../ade/profiles.ts";
import { recordTermsAnswer } from "../tenant/terms.ts";
import type { AdeDemoDevice } from "./demo-ade-devices.ts";
import { addProfile, chooseProfile, nextRound } from "./demo-ade-tokens.ts";
import { addSecondFactor } from "./demo-second-factor.ts";
import { setUp, somebody, staff } from "./demo-set-up.ts";
import type { Stage } from "./demo-stage.ts";
import { cast } from "./demo-tenant.ts";

interface OfficeDevices {
	readonly employees: readonly AdeDemoDevice[];
	readonly loans: readonly AdeDemoDevice[];
	readonly rooms: readonly AdeDemoDevice[];
}

/** The head office: employees on web pages, loan phones by the plain form, meeting rooms without anybody, and two who only pretend. */
export async function headOfficeScenes(stage: Stage, token: AdeToken, devices: OfficeDevices): Promise<readonly (() => Promise<void>)[]> {
	await addProfile(stage, token, {
		name: "Employees",
		settings: { signIn: "web", department: "IT", hiddenPanes: ["Siri"] },
		isDefault: true,
	});
	const plain = await addProfile(stage, token, { name: "Loan phones", settings: { signIn: "legacy" } });
	const rooms = await addProfile(stage, token, { name: "Meeting rooms", settings: { signIn: "none", nameTemplate: "Room {{SERIAL}}" } });
	await chooseProfile(stage, token, devices.loans, plain);
	await chooseProfile(stage, token, devices.rooms, rooms);
	return [
		() => lendPhones(stage, token, plain, devices.loans),
		...(await welcomeEmployees(stage, devices.employees)),
		...devices.rooms.map((device) => async () => void (await setUp(stage, device))),
		() => pretenders(stage, devices.employees),
	];
}

/** On web pages: with and without a second factor, a wrong password, and somebody who lays the phone aside. */
async function welcomeEmployees(stage: Stage, devices: readonly AdeDemoDevice[]): Promise<readonly (() => Promise<void>)[]> {
	const careful = [cast.secondFactor, cast.carefulBuyer, cast.codeAtHand];
	const codes = await Promise.all(careful.map((upn) => addSecondFactor(stage.domain, upn)));
	return devices.map((device, index) => async () => {
		const upn = careful[index];
		if (upn !== undefined) await setUp(stage, device, somebody(upn, codes[index]));
		else if (index === 3) {
			await setUp(stage, device, staff(index), { misbehaves: [{ kind: "wrong-password", times: 1 }], comesAgain: true });
		} else if (index === 4) await setUp(stage, device, staff(index), { misbehaves: [{ kind: "stops-before", step: "sign-in" }] });
		else await setUp(stage, device, staff(index));
	});
}

/**
 * By Setup Assistant's own form, which cannot ask for a second factor: two people are stopped by it, the profile is switched to web sign-in, and one
 * of them comes back.
 */
async function lendPhones(stage: Stage, token: AdeToken, profile: AdeProfile, devices: readonly AdeDemoDevice[]): Promise<void> {
	const { store, clock, config } = stage.domain;
	const [updated, driven, guarded, ...others] = devices;
	if (updated === undefined || driven === undefined || guarded === undefined) throw new Error("too few loan phones");
	const codeOf = {
		driver: await addSecondFactor(stage.domain, cast.carefulDriver),
		guard: await addSecondFactor(stage.domain, cast.carefulGuard),
	};
	// The form cannot show terms either: these people accepted them at the phone that they had before.
	for (const upn of [cast.oldSystem, ...others.map((_, index) => staff(index + 7).upn)]) await acceptTerms(stage, upn);
	const visits: readonly (() => Promise<unknown>)[] = [
		...others.map((device, index) => () => setUp(stage, device, staff(index + 7))),
		() => setUp(stage, updated, somebody(cast.oldSystem), { comesAgain: true }),
		() => setUp(stage, driven, somebody(cast.carefulDriver, codeOf.driver)),
		() => setUp(stage, guarded, somebody(cast.carefulGuard, codeOf.guard)),
	];
	await inParallel(2, visits, (visit) => visit());
	const switched = await store.write((stores) =>
		changeProfile(stores, profile, { settings: { signIn: "web" } }, { publicUrl: config.publicUrl, now: clock.now() }),
	);
	if (!switched.ok) throw new Error(JSON.stringify(switched.problem));
	await nextRound(stage, token);
	await setUp(stage, driven, somebody(cast.carefulDriver, codeOf.driver));
}

/** At another phone, before. */
export async function acceptTerms({ domain: { store, clock } }: Stage, upn: string): Promise<void> {
	const user = await store.read.users.byUpn(upn);
	if (user === undefined) throw new Error(`the example tenant has no ${upn}`);
	await store.write(async (stores) => {
		for (const { id, version } of await stores.terms.list())
			await recordTermsAnswer(stores, { userId: user.id, termsId: id, version, accepted: true, at: clock.now() });
	});
}

/** Somebody with a forged signature who names one of our devices, and a phone of nobody's that was given our address. */
async function pretenders(stage: Stage, [known]: readonly AdeDemoDevice[]): Promise<void> {
	const [stranger] = makeFleet("of nobody's", 1);
	if (known === undefined || stranger === undefined) throw new Error("nobody to pretend to be");
	const profileOf = known.serial;
	await stage.adePhone(known, { misbehaves: [{ kind: "description", description: "forged" }] }).setUp();
	await stage.adePhone(stranger, { profileOf }).setUp(staff(0));
}
