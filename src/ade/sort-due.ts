import type { AdeDevice, AdeProfile } from "./ports.ts";

/** A device, and the profile that it shall have, which Apple has as `uuid`. */
export interface Wish {
	readonly device: AdeDevice;
	readonly profileId: string;
	readonly uuid: string;
}

/** What is to be done with devices that are due. */
export interface SortedDue {
	/** Nothing: no profile is wanted, or Apple has not taken it yet (its definition makes them due again), or Apple has it and so it is written. */
	readonly settled: readonly AdeDevice[];
	/** Apple has what is wanted, but another answer, or none, is written down. */
	readonly there: readonly Wish[];
	/** Apple asked to wait until `throttledUntil`, and something else made them due meanwhile. */
	readonly throttled: readonly Wish[];
	/** Apple was told, and nobody knows its answer. */
	readonly unanswered: readonly Wish[];
	readonly due: readonly Wish[];
}

/** The profile that a device shall have: its own choice, else the token's default; undefined where neither is set. */
export function wantedProfile(
	device: Pick<AdeDevice, "profileId">,
	defaultProfileId: string | null,
	profiles: ReadonlyMap<string, AdeProfile>,
): AdeProfile | undefined {
	return profiles.get(device.profileId ?? defaultProfileId ?? "");
}

/** @param wanted the profile that a device shall have, if any */
export function sortDue(devices: readonly AdeDevice[], wanted: (device: AdeDevice) => AdeProfile | undefined, now: number): SortedDue {
	const settled: AdeDevice[] = [];
	const there: Wish[] = [];
	const throttled: Wish[] = [];
	const unanswered: Wish[] = [];
	const due: Wish[] = [];
	for (const device of devices) {
		const profile = wanted(device);
		if (profile === undefined || profile.uuid === null) {
			settled.push(device);
			continue;
		}
		const wish = { device, profileId: profile.id, uuid: profile.uuid };
		if (hasIt(device, wish.uuid)) {
			if (device.triedUuid === null || (device.triedUuid === wish.uuid && device.result === "SUCCESS")) settled.push(device);
			else there.push(wish);
		} else if ((device.throttledUntil ?? 0) > now) throttled.push(wish);
		else if (device.triedUuid === wish.uuid && device.result === null) unanswered.push(wish);
		else due.push(wish);
	}
	return { settled, there, throttled, unanswered, due };
}

/** As Apple says. It may still name the profile of a device from which it took it. */
export function hasIt(device: Pick<AdeDevice, "profileUuid" | "profileStatus">, uuid: string): boolean {
	return device.profileUuid === uuid && (device.profileStatus === "assigned" || device.profileStatus === "pushed");
}
