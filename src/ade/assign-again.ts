import type { AdeDeviceStore } from "./ports.ts";

/** Of one unit of work. */
const mostAtOnce = 1000;

/**
 * Has the next round look at these devices again, with the profile that each shall have anyway: after failures that nobody tries again by themselves.
 * Answers with those that the token does not have, or that are removed at Apple. Apple's time for a throttled device is kept.
 */
export async function assignAgain(
	stores: { readonly adeDevices: Pick<AdeDeviceStore, "ofToken" | "chooseProfile"> },
	tokenId: string,
	serials: readonly string[],
	now: number,
): Promise<readonly string[]> {
	const missing: string[] = [];
	for (let at = 0; at < serials.length; at += mostAtOnce) {
		const batch = serials.slice(at, at + mostAtOnce);
		const devices = await stores.adeDevices.ofToken(tokenId, batch);
		const there = new Set(devices.map(({ serial }) => serial));
		missing.push(...batch.filter((serial) => !there.has(serial)));
		for (const [profileId, group] of Map.groupBy(devices, (device) => device.profileId)) {
			const named = group.map(({ serial }) => serial);
			missing.push(...(await stores.adeDevices.chooseProfile(tokenId, named, profileId, now)));
		}
	}
	return missing;
}
