import { type Outcome, refused } from "../evidence/outcome.ts";
import { assignAgain } from "./assign-again.ts";
import { mustBeDefined } from "./define-profiles.ts";
import type { AdeDevice, AdeDeviceStore, AdeProfile, AdeProfileStore, AdeToken, AdeTokenStore } from "./ports.ts";
import { touchProfile } from "./profiles.ts";
import { hasIt } from "./sort-due.ts";

export type MendProblem =
	| { readonly kind: "ade-device-unknown"; readonly serial: string }
	/** Only Apple Business or School Manager can bring it back. */
	| { readonly kind: "ade-device-removed"; readonly serial: string; readonly token: string; readonly removedAt: number }
	/** Nothing could be assigned: no profile is chosen for it, and its token has no default. */
	| { readonly kind: "ade-device-without-profile"; readonly serial: string; readonly token: string };

export interface BegunMending {
	readonly device: AdeDevice;
	readonly token: AdeToken;
	readonly profile: AdeProfile;
	/** Its profile is defined again at Apple, though nothing was changed. */
	readonly touched: boolean;
	/** Apple wants no assignment before then; null: now. */
	readonly throttledUntil: number | null;
}

interface MendStores {
	readonly adeTokens: Pick<AdeTokenStore, "byId">;
	readonly adeProfiles: AdeProfileStore;
	readonly adeDevices: Pick<AdeDeviceStore, "bySerial" | "ofToken" | "chooseProfile">;
}

/**
 * Prepares the repair of a device that does not start to enroll: its profile is touched, so that the token's next round defines it again at Apple and
 * assigns it. Where Apple has not given the device this version of the profile yet, assigning is enough: the profile of all its other devices is left
 * alone. What is left to do is a round of `token`.
 *
 * @param serial as Apple writes it
 */
export async function beginMending(stores: MendStores, serial: string, now: number): Promise<Outcome<BegunMending, MendProblem>> {
	const [device] = await stores.adeDevices.bySerial(serial);
	const token = device === undefined ? undefined : await stores.adeTokens.byId(device.tokenId);
	if (device === undefined || token === undefined) return refused({ kind: "ade-device-unknown", serial });
	if (device.removedAt !== null) return refused({ kind: "ade-device-removed", serial, token: token.name, removedAt: device.removedAt });
	const wanted = device.profileId ?? token.defaultProfileId;
	const profile = wanted === null ? undefined : await stores.adeProfiles.byId(wanted);
	if (profile === undefined) return refused({ kind: "ade-device-without-profile", serial, token: token.name });
	// One that must be defined anyway is touched too: Apple may have refused it, and is not asked again before something changes.
	const touched = mustBeDefined(profile, token) || (profile.uuid !== null && hasIt(device, profile.uuid));
	if (touched) await touchProfile(stores, profile, now);
	await assignAgain(stores, token.id, [serial], now);
	const throttled = device.result === "THROTTLED" && device.throttledUntil !== null && device.throttledUntil > now;
	return { ok: true, device, token, profile, touched, throttledUntil: throttled ? device.throttledUntil : null };
}
