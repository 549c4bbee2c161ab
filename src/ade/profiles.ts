import type { Randomness } from "../evidence/clock.ts";
import type { IncidentStore } from "../evidence/incident.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import { appleProfileOf } from "./apple-profile.ts";
import { type ProfileSettingFault, profileSettingFaults, tidyProfileSettings } from "./check-profile-settings.ts";
import { closeIncidentsOf } from "./close-incidents.ts";
import type { AdeDeviceStore, AdeProfile, AdeProfileStore, AdeToken, AdeTokenStore } from "./ports.ts";
import { defaultProfileSettings, type ProfileSettings } from "./profile-settings.ts";

export type UnknownProfile = { readonly kind: "ade-profile-unknown"; readonly profile: string; readonly known: readonly string[] };

export type ProfileSettingsProblem =
	/** All that is wrong, at once. */
	| { readonly kind: "ade-profile-settings"; readonly faults: readonly ProfileSettingFault[] }
	| { readonly kind: "ade-profile-name-taken"; readonly name: string };

export type TooManyProfiles = { readonly kind: "ade-profiles-too-many"; readonly limit: number };

/** `devices` that want it by choice; `isDefault`: and those without a choice. */
export type ProfileInUse = {
	readonly kind: "ade-profile-in-use";
	readonly profile: string;
	readonly devices: number;
	readonly isDefault: boolean;
};

/** Of each token, as with Intune. */
export const profileLimit = 1000;

interface Profiles {
	readonly adeProfiles: AdeProfileStore;
}

/** The profile of a token that an administrator names, by name (any case) or id. */
export async function findProfile(
	stores: { readonly adeProfiles: Pick<AdeProfileStore, "byId" | "byName" | "ofToken"> },
	token: Pick<AdeToken, "id">,
	wanted: string,
): Promise<Outcome<{ readonly profile: AdeProfile }, UnknownProfile>> {
	const named = await stores.adeProfiles.byName(token.id, wanted.trim());
	const profile = named ?? (await stores.adeProfiles.byId(wanted.trim()));
	if (profile?.tokenId === token.id) return { ok: true, profile };
	const known = (await stores.adeProfiles.ofToken(token.id)).map(({ name }) => name);
	return refused({ kind: "ade-profile-unknown", profile: wanted, known });
}

/** Makes a profile. What is not given is as by default; waiting for the configuration is on only where it may be. Apple hears of it when it is wanted. */
export async function createProfile(
	stores: Profiles,
	wanted: { readonly token: Pick<AdeToken, "id">; readonly name: string; readonly settings: Partial<ProfileSettings> },
	{ publicUrl, now, randomness }: { readonly publicUrl: string; readonly now: number; readonly randomness: Randomness },
): Promise<Outcome<{ readonly profile: AdeProfile }, ProfileSettingsProblem | TooManyProfiles>> {
	const tokenId = wanted.token.id;
	if ((await stores.adeProfiles.ofToken(tokenId)).length >= profileLimit)
		return refused({ kind: "ade-profiles-too-many", limit: profileLimit });
	const typed = { ...defaultProfileSettings, ...wanted.settings };
	const mayAwait = typed.supervised && typed.signIn !== "legacy" && !typed.sharedIpad;
	const settings = tidyProfileSettings({ ...typed, awaitConfiguration: wanted.settings.awaitConfiguration ?? mayAwait });
	const profile: AdeProfile = {
		id: randomness.bytes(16).toString("hex"),
		tokenId,
		name: tidyName(wanted.name),
		settings,
		createdAt: now,
		changedAt: now,
		uuid: null,
		definedAt: null,
		definedAs: null,
		refusal: null,
	};
	const faults = profileSettingFaults(profile, publicUrl);
	if (faults.length > 0) return refused({ kind: "ade-profile-settings", faults });
	if (!(await stores.adeProfiles.insert(profile))) return refused({ kind: "ade-profile-name-taken", name: profile.name });
	return { ok: true, profile };
}

/**
 * Changes what is given. `apple`: Apple must be told, so that it is defined there again and its devices are assigned anew; phones that are set up
 * already keep what they got until they are erased. The name template and the description are ours alone.
 */
export async function changeProfile(
	stores: Profiles,
	before: AdeProfile,
	change: { readonly name?: string; readonly settings?: Partial<ProfileSettings> },
	{ publicUrl, now }: { readonly publicUrl: string; readonly now: number },
): Promise<Outcome<{ readonly before: AdeProfile; readonly after: AdeProfile; readonly apple: boolean }, ProfileSettingsProblem>> {
	const settings = tidyProfileSettings({ ...before.settings, ...change.settings });
	const changed = { ...before, name: tidyName(change.name ?? before.name), settings };
	const faults = profileSettingFaults(changed, publicUrl);
	if (faults.length > 0) return refused({ kind: "ade-profile-settings", faults });
	const apple = asApple(before) !== asApple(changed);
	const after = apple ? { ...changed, changedAt: laterThanDefined(before, now) } : changed;
	const { name, changedAt } = after;
	if (!(await stores.adeProfiles.update(before.id, { name, settings, changedAt })))
		return refused({ kind: "ade-profile-name-taken", name });
	return { ok: true, before, after, apple };
}

/** Has it defined at Apple again although nothing was changed: what mends a profile that is older than its token, or that Apple has lost. */
export async function touchProfile(stores: Profiles, profile: AdeProfile, now: number): Promise<AdeProfile> {
	const changedAt = laterThanDefined(profile, now);
	await stores.adeProfiles.update(profile.id, { changedAt });
	return { ...profile, changedAt };
}

/**
 * Deletes a profile that no device wants, and ends what was wrong with it. Apple keeps what it was told, for Apple forgets no profile; no device is
 * assigned to it from here.
 */
export async function deleteProfile(
	stores: Profiles & {
		readonly adeTokens: Pick<AdeTokenStore, "byId">;
		readonly adeDevices: Pick<AdeDeviceStore, "countChosen">;
		readonly incidents: Pick<IncidentStore, "openOf" | "close">;
	},
	profile: AdeProfile,
	now: number,
): Promise<Outcome<{ readonly profile: AdeProfile }, ProfileInUse>> {
	const devices = await stores.adeDevices.countChosen(profile.id);
	const isDefault = (await stores.adeTokens.byId(profile.tokenId))?.defaultProfileId === profile.id;
	if (devices > 0 || isDefault) return refused({ kind: "ade-profile-in-use", profile: profile.name, devices, isDefault });
	await stores.adeProfiles.delete(profile.id);
	await closeIncidentsOf(stores, { kind: "ade-profile", id: profile.id }, now);
	return { ok: true, profile };
}

/**
 * Which profile devices without a choice of their own want; null: none, and they keep at Apple what they have. How many are looked at again because of
 * it.
 */
export async function setDefaultProfile(
	stores: { readonly adeTokens: Pick<AdeTokenStore, "update">; readonly adeDevices: Pick<AdeDeviceStore, "requestAssignment"> },
	token: Pick<AdeToken, "id" | "defaultProfileId">,
	profile: Pick<AdeProfile, "id"> | null,
	now: number,
): Promise<{ readonly changed: boolean; readonly devices: number }> {
	const id = profile?.id ?? null;
	if (id === token.defaultProfileId) return { changed: false, devices: 0 };
	await stores.adeTokens.update(token.id, { defaultProfileId: id });
	// Where nothing is wanted nothing is to be done: the next round settles what was due.
	if (id === null) return { changed: true, devices: 0 };
	return { changed: true, devices: await stores.adeDevices.requestAssignment(token.id, { profileId: id, isDefault: true }, now) };
}

const tidyName = (name: string) => name.trim().replace(/[\s\p{Cc}]+/gu, " ");

/** What Apple is told of it, but for what is the same for all profiles. */
function asApple(profile: AdeProfile): string {
	return JSON.stringify(appleProfileOf(profile, { publicUrl: "", anchorCertificates: [], organization: "" }));
}

/** Also where a clock was set back: only what is newer than the definition is defined again. */
function laterThanDefined({ definedAt }: AdeProfile, now: number): number {
	return Math.max(now, (definedAt ?? 0) + 1);
}
