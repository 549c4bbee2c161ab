import type { AdeProfileFact } from "../evidence/ade-fact.ts";
import type { AdeDeviceStore, AdeProfile, AdeToken } from "./ports.ts";

/** What is known of a profile; `devices`: how many want it, by choice or by default. */
export function adeProfileFact(profile: AdeProfile, token: AdeToken, devices: number): AdeProfileFact {
	const { id, name, changedAt, definedAt, refusal } = profile;
	return { profileId: id, name, token: token.name, tokenUploadedAt: token.uploadedAt, changedAt, definedAt, refusal, devices };
}

/**
 * How many devices of a token want each of its profiles: by choice, and by default whatever chose none.
 *
 * @param devices how many the token has
 */
export async function countWanting(
	stores: { readonly adeDevices: Pick<AdeDeviceStore, "chosenCounts"> },
	token: Pick<AdeToken, "id" | "defaultProfileId">,
	{ profiles, devices }: { readonly profiles: readonly Pick<AdeProfile, "id">[]; readonly devices: number },
): Promise<ReadonlyMap<string, number>> {
	const counts = await stores.adeDevices.chosenCounts(token.id);
	const wanting = new Map<string, number>();
	let withoutChoice = devices;
	for (const { id } of profiles) {
		const chosen = counts.get(id) ?? 0;
		wanting.set(id, chosen);
		withoutChoice -= chosen;
	}
	// Removed devices keep their choice, so that the rest is a little low while there are such.
	const { defaultProfileId } = token;
	if (defaultProfileId !== null) wanting.set(defaultProfileId, (wanting.get(defaultProfileId) ?? 0) + Math.max(0, withoutChoice));
	return wanting;
}
