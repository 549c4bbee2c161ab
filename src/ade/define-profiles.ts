import type { AppleProfile } from "../protocol/ade/profile.ts";
import type { Refusal, RefusalKind } from "../protocol/ade/refusal.ts";
import type { AdeDeviceStore, AdeProfile, AdeToken } from "./ports.ts";
import type { RoundStage, RoundStores } from "./round-stage.ts";

export interface DefineStage extends RoundStage {
	/** The profile as Apple takes it. */
	readonly describe: (profile: AdeProfile, token: AdeToken) => AppleProfile | Promise<AppleProfile>;
}

/** `refused`: of profiles, each written down on its own; the others were defined. `refusal`: Apple refuses the token. */
export interface Defined {
	readonly defined: number;
	readonly refused: number;
	readonly refusal: Refusal | null;
}

const day = 24 * 3600_000;

/** Refusals that speak of the token or the connection, whichever profile was asked for. All others speak of the profile. */
const ofTheToken: ReadonlySet<RefusalKind> = new Set([
	"unauthorized",
	"access-denied",
	"terms-not-signed",
	"too-many-requests",
	"server-error",
	"answer-unreadable",
	"unreachable",
]);

export function isOfToken({ kind }: Refusal): boolean {
	return ofTheToken.has(kind);
}

/** Apple has not this version of it, or has it from before the present token: such profiles do not start on a phone. */
export function mustBeDefined(profile: AdeProfile, token: Pick<AdeToken, "uploadedAt">): boolean {
	const { uuid, definedAt } = profile;
	return uuid === null || definedAt === null || definedAt < profile.changedAt || definedAt < token.uploadedAt;
}

/** Some device shall have it: by choice, or as the token's default. Apple is told of no other, for it counts the profiles of a server. */
export async function isWanted(
	stores: { readonly adeDevices: Pick<AdeDeviceStore, "countChosen"> },
	{ id }: Pick<AdeProfile, "id">,
	{ defaultProfileId }: Pick<AdeToken, "defaultProfileId">,
): Promise<boolean> {
	return id === defaultProfileId || (await stores.adeDevices.countChosen(id)) > 0;
}

/** Those of a token's profiles that are wanted, asked of all at once. */
export async function wantedAmong(
	stores: { readonly adeDevices: Pick<AdeDeviceStore, "chosenCounts"> },
	profiles: readonly AdeProfile[],
	{ id: tokenId, defaultProfileId }: Pick<AdeToken, "id" | "defaultProfileId">,
): Promise<readonly AdeProfile[]> {
	if (profiles.every(({ id }) => id === defaultProfileId)) return profiles;
	const chosen = await stores.adeDevices.chosenCounts(tokenId);
	return profiles.filter(({ id }) => id === defaultProfileId || chosen.has(id));
}

/**
 * Defines at Apple what some device wants and Apple does not have as it is now. Apple's profiles cannot be changed: each is a new one, to which the
 * devices that want it are then assigned.
 *
 * @param asked an administrator waits: a profile that Apple refused is tried again also where nothing was changed
 */
export async function defineProfiles(stage: DefineStage, tokenId: string, { asked }: { readonly asked: boolean }): Promise<Defined> {
	const { read } = stage.work;
	const token = await read.adeTokens.byId(tokenId);
	let defined = 0;
	let refused = 0;
	if (token === undefined) return { defined, refused, refusal: null };
	const possible = (await read.adeProfiles.ofToken(tokenId)).filter(
		(profile) => mustBeDefined(profile, token) && (asked || !wasJustRefused(profile, token, stage.clock.now())),
	);
	const wanted = await wantedAmong(read, possible, token);
	for (const profile of wanted) {
		const refusal = await defineProfile(stage, profile, token);
		if (refusal === null) defined++;
		else if (isOfToken(refusal)) return { defined, refused, refusal };
		else refused++;
		stage.onProgress?.({ stage: "define", done: defined + refused, of: wanted.length });
	}
	return { defined, refused, refusal: null };
}

/** Defines this one. Answers null, or why Apple did not take it, which is then written on the profile unless it speaks of the token. */
export async function defineProfile(stage: DefineStage, profile: AdeProfile, token: AdeToken): Promise<Refusal | null> {
	// Before it is asked: whatever is changed while Apple thinks is newer, and is defined again.
	const startedAt = stage.clock.now();
	const answer = await stage.api.defineProfile(await stage.describe(profile, token));
	if (answer.ok) {
		const { uuid } = answer.value;
		await stage.work.write((stores) => keepDefinition(stores, profile, uuid, startedAt, stage.clock.now()));
		return null;
	}
	if (!isOfToken(answer.refusal)) await refuseProfile(stage, profile.id, answer.refusal);
	return answer.refusal;
}

async function keepDefinition(stores: RoundStores, was: AdeProfile, uuid: string, startedAt: number, now: number): Promise<void> {
	const profile = await stores.adeProfiles.byId(was.id);
	if (profile === undefined) return;
	const definedAt = profile.changedAt === was.changedAt ? startedAt : Math.min(startedAt, profile.changedAt - 1);
	await stores.adeProfiles.update(profile.id, { uuid, definedAt, definedAs: { name: was.name, settings: was.settings }, refusal: null });
	const token = await stores.adeTokens.byId(profile.tokenId);
	const isDefault = token?.defaultProfileId === profile.id;
	await stores.adeDevices.requestAssignment(profile.tokenId, { profileId: profile.id, isDefault }, now);
}

/** Written on the profile; since when is kept while it is the same. `known`: since when, where a definition in between has wiped it away. */
export async function refuseProfile(stage: RoundStage, profileId: string, refusal: Refusal, known?: number): Promise<void> {
	const at = stage.clock.now();
	await stage.work.write(async (stores) => {
		const profile = await stores.adeProfiles.byId(profileId);
		if (profile === undefined) return;
		const since = known ?? (profile.refusal?.kind === refusal.kind ? profile.refusal.since : at);
		await stores.adeProfiles.update(profileId, { refusal: { ...refusal, since, at } });
	});
}

/** Apple's word about a field does not change while the field stays: once a day is enough to see that its rule did. */
function wasJustRefused({ refusal, changedAt }: AdeProfile, { uploadedAt }: AdeToken, now: number): boolean {
	return (
		refusal !== null &&
		refusal.kind !== "profile-not-found" &&
		refusal.at >= changedAt &&
		refusal.at >= uploadedAt &&
		now - refusal.at < day
	);
}
