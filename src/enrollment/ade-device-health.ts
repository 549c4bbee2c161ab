import { adeDeviceFact } from "../ade/device-fact.ts";
import type { AdeDevice, AdeDeviceStore, AdeProfile, AdeProfileStore, AdeTokenStore } from "../ade/ports.ts";
import { adeProfileFact, countWanting } from "../ade/profile-fact.ts";
import { hasIt } from "../ade/sort-due.ts";
import { adeSyncFacts } from "../ade/sync-facts.ts";
import { adeTokenFact } from "../ade/token-fact.ts";
import type { DeviceStore } from "../devices/ports.ts";
import type { UserStore } from "../directory/ports.ts";
import type { AdeProgressFact, AdeSignInFact } from "../evidence/ade-fact.ts";
import type { Attempt, Step } from "../evidence/attempt.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Finding } from "../evidence/finding.ts";
import { adeJourneys, isAde } from "./ade-door.ts";
import { judge } from "./ade-health.ts";
import type { AttemptStore } from "./ports.ts";
import { standing } from "./silence.ts";

export interface DeviceHealthStores {
	readonly adeTokens: Pick<AdeTokenStore, "byId" | "leastSynced">;
	readonly adeProfiles: Pick<AdeProfileStore, "byId" | "ofToken">;
	readonly adeDevices: Pick<AdeDeviceStore, "bySerial" | "counts" | "list" | "chosenCounts">;
	readonly devices: Pick<DeviceStore, "bySerial">;
	readonly users: Pick<UserStore, "byUpn">;
	readonly attempts: Pick<AttemptStore, "list" | "steps">;
}

export interface JudgedDevice {
	readonly serial: string;
	readonly facts: Facts;
	/** In the table's order. */
	readonly findings: readonly Finding[];
}

/** How many tries are looked through for others that came: enough to tell that somebody did. */
const newest = 200;

/** Judges why a device does not enroll, or that nothing stands in its way. Writes nothing. `serial`: as Apple writes it. */
export async function judgeDevice(stores: DeviceHealthStores, serial: string, now: number): Promise<JudgedDevice> {
	const facts = await gatherDevice(stores, serial, now);
	return { serial, facts, findings: judge("ade-device", facts) };
}

async function gatherDevice(stores: DeviceHealthStores, serial: string, now: number): Promise<Facts> {
	const device = (await stores.adeDevices.bySerial(serial))[0];
	const token = device === undefined ? undefined : await stores.adeTokens.byId(device.tokenId);
	if (device === undefined || token === undefined) {
		const asked = { udid: "", serial, product: null, osVersion: null, macAllowed: false };
		return { now, adeDevice: null, adeSyncs: await adeSyncFacts(stores), device: asked };
	}
	const profiles = await stores.adeProfiles.ofToken(token.id);
	const profile = profiles.find(({ id }) => id === (device.profileId ?? token.defaultProfileId));
	const attempt = (await stores.attempts.list({ serial, limit: 20 })).find(({ journey }) => isAde(journey));
	const steps = attempt === undefined ? [] : await stores.attempts.steps(attempt.id);
	const adeToken = await adeTokenFact(stores, token, now);
	const known = {
		now,
		adeToken,
		adeDevice: {
			...adeDeviceFact(device, token, profile, now),
			progress: await progressFact(stores, { device, profile, attempt, steps }),
		},
	};
	if (profile === undefined) return known;
	const wanting = await countWanting(stores, token, { profiles, devices: adeToken.devices });
	return {
		...known,
		adeProfile: adeProfileFact(profile, token, wanting.get(profile.id) ?? 0),
		adeSignIn: await signInFact(stores, { profile, attempt, steps }),
	};
}

interface Told {
	readonly device: AdeDevice;
	readonly profile: AdeProfile | undefined;
	readonly attempt: Attempt | undefined;
	readonly steps: readonly Step[];
}

async function progressFact(stores: DeviceHealthStores, { device, profile, attempt, steps }: Told): Promise<AdeProgressFact> {
	const record = await stores.devices.bySerial(device.serial);
	const { serial, profileAssignedAt, profilePushedAt, throttledUntil, triedAt, tries, contactedAt, lastContactAt } = device;
	const uuid = profile?.uuid ?? null;
	return {
		...{ throttledUntil, triedAt, tries, contactedAt, lastContactAt },
		asWanted: uuid !== null && hasIt(device, uuid),
		enrolledAt: record === undefined || isEnded(record.state) ? null : record.enrolledAt,
		othersCame: await countOthers(stores, serial, profilePushedAt ?? profileAssignedAt),
		attempt:
			attempt === undefined
				? null
				: {
						reference: attempt.reference,
						state: attempt.state,
						code: attempt.code,
						lastStep: steps.at(-1)?.name ?? "",
						at: attempt.updatedAt,
					},
	};
}

/** Others that came here through Apple since then prove that our address and certificate are good. */
async function countOthers(stores: DeviceHealthStores, serial: string, since: number | null): Promise<number> {
	if (since === null) return 0;
	const others = new Set<string>();
	for (const journey of adeJourneys) {
		for (const { device, updatedAt } of await stores.attempts.list({ journey, limit: newest })) {
			if (device.serial !== null && device.serial !== serial && updatedAt >= since) others.add(device.serial);
		}
	}
	return others.size;
}

/** How far the user of this try came at the sign-in that its profile wants. */
export async function signInFact(
	stores: Pick<DeviceHealthStores, "users">,
	{ profile, attempt, steps }: Omit<Told, "device" | "profile"> & { readonly profile: AdeProfile },
): Promise<AdeSignInFact> {
	const user = attempt?.upn == null ? undefined : await stores.users.byUpn(attempt.upn);
	return {
		way: profile.settings.signIn,
		profile: profile.name,
		secondFactor: user === undefined ? null : user.totp !== null,
		waitingSince: attempt === undefined ? null : waitingSince(attempt, steps),
		providerFault: attempt === undefined ? null : providerFault(attempt),
	};
}

/** Since it described itself last, unless somebody has signed in since. */
function waitingSince(attempt: Attempt, steps: readonly Step[]): number | null {
	if (standing(attempt) !== "open" || attempt.journey !== "ade-sign-in") return null;
	const began = steps.findLastIndex(({ name }) => name === "device-described");
	const since = steps.slice(Math.max(0, began));
	if (began < 0 || since.some(({ name }) => name === "signed-in" || name === "profile-downloaded")) return null;
	return since[0]?.at ?? null;
}

/** What the last decision wrote of the provider's answer, while the try is not over. */
function providerFault({ state, decision }: Attempt): string | null {
	if (state === "enrolled") return null;
	const saw = decision?.findings.find(({ check, outcome }) => check === "sign-in-failed" && outcome === "fail")?.saw;
	if (typeof saw !== "object" || saw === null || !("providerFault" in saw)) return null;
	return typeof saw["providerFault"] === "string" ? saw["providerFault"] : null;
}
