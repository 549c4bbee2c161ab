import type { AdeDevice, AdeProfile, AdeProfileStore, AdeToken } from "./ports.ts";

export interface KnownDevice {
	readonly device: AdeDevice;
	readonly token: AdeToken | undefined;
	/** The profile that it shall have: its own choice, else the token's default. */
	readonly wanted: AdeProfile | undefined;
	/** The profile that Apple has for it, where it is one of ours. */
	readonly atApple: AdeProfile | undefined;
}

/** Each with its token, and the profiles that it shall have and has. */
export async function knowDevices(
	stores: { readonly adeProfiles: Pick<AdeProfileStore, "ofToken"> },
	devices: readonly AdeDevice[],
	tokens: readonly AdeToken[],
): Promise<KnownDevice[]> {
	const profiles = new Map<string, AdeProfile>();
	for (const tokenId of new Set(devices.map((one) => one.tokenId)))
		for (const profile of await stores.adeProfiles.ofToken(tokenId)) profiles.set(profile.id, profile);
	const byUuid = new Map([...profiles.values()].map((profile) => [profile.uuid, profile]));
	return devices.map((device) => {
		const token = tokens.find(({ id }) => id === device.tokenId);
		return {
			device,
			token,
			wanted: profiles.get(device.profileId ?? token?.defaultProfileId ?? ""),
			atApple: device.profileUuid === null ? undefined : byUuid.get(device.profileUuid),
		};
	});
}
