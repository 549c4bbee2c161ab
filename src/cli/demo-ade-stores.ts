import { inParallel } from "../../simulator/in-parallel.ts";
import type { AdeToken } from "../ade/ports.ts";
import { setDefaultProfile } from "../ade/profiles.ts";
import type { AdeDemoDevice } from "./demo-ade-devices.ts";
import { addProfile, chooseProfile, nextRound } from "./demo-ade-tokens.ts";
import { setUp, staff } from "./demo-set-up.ts";
import type { Stage } from "./demo-stage.ts";

interface StoreDevices {
	readonly staff: readonly AdeDemoDevice[];
	readonly counters: readonly AdeDemoDevice[];
}

/**
 * The counters of the shops enroll, and the first phone of their staff; then Apple has new terms for this organization, nobody accepts them, and that
 * the other phones shall have the same profile never reaches Apple.
 */
export async function storeScenes(stage: Stage, token: AdeToken, devices: StoreDevices): Promise<readonly (() => Promise<void>)[]> {
	const { store, clock } = stage.domain;
	const { counters } = devices;
	const [first, ...others] = devices.staff;
	if (first === undefined) throw new Error("the shops have no phones");
	const nameTemplate = "Counter {{SERIAL}}";
	const kiosk = await addProfile(stage, token, { name: "Shop counters", settings: { signIn: "none", locked: true, nameTemplate } });
	const profile = await addProfile(stage, token, { name: "Shop staff", settings: { signIn: "web" } });
	await chooseProfile(stage, token, counters, kiosk);
	await chooseProfile(stage, token, [first], profile);
	return [
		async () => {
			await inParallel(2, [...counters, first], (device) => setUp(stage, device, device === first ? staff(0) : undefined));
			await nextRound(stage, token);
			stage.apple.standIn.server(token.name)?.newTerms();
			await store.write((stores) => setDefaultProfile(stores, token, profile, clock.now()));
			await nextRound(stage, token);
			await inParallel(2, others, (device, index) => setUp(stage, device, staff(index + 1)));
		},
	];
}
