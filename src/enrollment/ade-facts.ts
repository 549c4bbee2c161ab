import { adeDeviceFact } from "../ade/device-fact.ts";
import type { AdeDevice, AdeDeviceStore, AdeProfileStore, AdeTokenStore } from "../ade/ports.ts";
import { adeSyncFacts } from "../ade/sync-facts.ts";
import type { AdeDeviceFact, AdeSignInFact } from "../evidence/ade-fact.ts";
import type { Facts } from "../evidence/facts.ts";
import { type AskedProfile, type Caller, isOurs } from "./ade-door.ts";

export interface AdeFactStores {
	readonly adeDevices: Pick<AdeDeviceStore, "bySerial">;
	readonly adeProfiles: Pick<AdeProfileStore, "byId">;
	readonly adeTokens: Pick<AdeTokenStore, "byId" | "leastSynced">;
}

/** The facts that only a phone in Setup Assistant brings. */
export async function adeFacts(
	stores: AdeFactStores,
	{ asked, machineInfo, described }: Caller,
	now: number,
	signIn: Partial<Pick<AdeSignInFact, "secondFactor" | "providerFault">> = {},
): Promise<Partial<Facts>> {
	const adeDevice = described === null ? undefined : await askedDeviceFact(stores, asked, described.serial, now);
	const adeSignIn = { way: asked.way, profile: asked.profile.name, secondFactor: null, waitingSince: null, providerFault: null, ...signIn };
	return {
		machineInfo,
		adeSignIn,
		...(adeDevice === undefined ? {} : { adeDevice }),
		...(adeDevice === null ? { adeSyncs: await adeSyncFacts(stores) } : {}),
	};
}

/** The device as the asked profile's token has it; else as another token has it. null: none ever had it. */
export async function askedDeviceFact(
	stores: AdeFactStores,
	{ token, profile }: AskedProfile,
	serial: string,
	now: number,
): Promise<AdeDeviceFact | null> {
	const rows = await stores.adeDevices.bySerial(serial);
	const here = (row: AdeDevice) => row.tokenId === token.id;
	const device = rows.find((row) => here(row) && isOurs(row)) ?? rows.find(isOurs) ?? rows.find(here) ?? rows[0];
	if (device === undefined) return null;
	const owner = here(device) ? token : await stores.adeTokens.byId(device.tokenId);
	const wanted = device.profileId ?? owner?.defaultProfileId ?? null;
	const known = wanted === null ? undefined : wanted === profile.id ? profile : await stores.adeProfiles.byId(wanted);
	const atApple = profile.uuid !== null && (device.profileUuid === profile.uuid || device.triedUuid === profile.uuid);
	return {
		...adeDeviceFact(device, owner, known, now),
		// Anybody can write the address of another profile, which may ask for less: only the device's own counts, as we want it or as Apple has it.
		asked: { profile: profile.name, isItsOwn: here(device) && (wanted === profile.id || atApple) },
	};
}
