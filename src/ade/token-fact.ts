import type { AdeTokenFact } from "../evidence/ade-fact.ts";
import type { AdeDeviceStore, AdeProfileStore, AdeToken, AssignmentState } from "./ports.ts";

/** How many serial numbers an explanation names. */
const examplesAtMost = 10;

const troubled = ["failed", "not-accessible", "throttled"] as const satisfies readonly AssignmentState[];

/** What is known of a token, its devices counted. */
export async function adeTokenFact(
	stores: { readonly adeProfiles: Pick<AdeProfileStore, "byId">; readonly adeDevices: Pick<AdeDeviceStore, "counts" | "list"> },
	token: AdeToken,
	now: number,
): Promise<AdeTokenFact> {
	const counts = await stores.adeDevices.counts(token.id, now);
	const { defaultProfileId, account, refusal } = token;
	const byDefault = defaultProfileId === null ? undefined : await stores.adeProfiles.byId(defaultProfileId);
	const examples: string[] = [];
	let throttledUntil: number | null = null;
	for (const state of troubled) {
		if (counts[state] === 0) continue;
		const listed = await stores.adeDevices.list({ tokenId: token.id, state, limit: examplesAtMost }, now);
		examples.push(...listed.map(({ serial }) => serial).slice(0, examplesAtMost - examples.length));
		if (state === "throttled") throttledUntil = Math.max(...listed.map((device) => device.throttledUntil ?? now));
	}
	return {
		tokenId: token.id,
		name: token.name,
		appleId: token.appleId,
		serverName: account?.serverName ?? null,
		expiresAt: token.expiresAt,
		uploadedAt: token.uploadedAt,
		lastSuccessAt: token.lastSuccessAt,
		refusal,
		devices: Object.values(counts).reduce((sum, count) => sum + count, 0) - counts.removed,
		defaultProfile: byDefault?.name ?? null,
		assignment: {
			failed: counts.failed,
			notAccessible: counts["not-accessible"],
			throttled: counts.throttled,
			throttledUntil,
			examples,
		},
	};
}
