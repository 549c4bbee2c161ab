import type { AdeDevice, AdeProfile } from "./ports.ts";

/** A device, and the profile that it shall have, which Apple has as `uuid`. */
export interface Wish {
	readonly device: AdeDevice;
	readonly profileId: string;
	readonly uuid: string;
}

/** What is to be done with devices that are due. */
export interface SortedDue {
	/** Nothing: no profile is wanted, or Apple has not taken it yet (its definition makes them due again), or Apple has it. */
	readonly settled: readonly AdeDevice[];
	/** Apple was told, and nobody knows its answer: the service was cut off. */
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
export function sortDue(devices: readonly AdeDevice[], wanted: (device: AdeDevice) => AdeProfile | undefined): SortedDue {
	const settled: AdeDevice[] = [];
	const unanswered: Wish[] = [];
	const due: Wish[] = [];
	for (const device of devices) {
		const profile = wanted(device);
		if (profile === undefined || profile.uuid === null || hasIt(device, profile.uuid)) settled.push(device);
		else {
			const isUnanswered = device.triedUuid === profile.uuid && device.result === null;
			(isUnanswered ? unanswered : due).push({ device, profileId: profile.id, uuid: profile.uuid });
		}
	}
	return { settled, unanswered, due };
}

/** As Apple says. It may still name the profile of a device from which it was taken. */
export function hasIt(device: Pick<AdeDevice, "profileUuid" | "profileStatus">, uuid: string): boolean {
	return device.profileUuid === uuid && (device.profileStatus === "assigned" || device.profileStatus === "pushed");
}
