import type { AppleDevice } from "../protocol/ade/device.ts";
import type { Refusal } from "../protocol/ade/refusal.ts";
import { afterAssigning } from "./after-assigning.ts";
import { type DefineStage, defineProfile, isOfToken, refuseProfile, wantedAmong } from "./define-profiles.ts";
import { beginHealing, healed, profileNotFoundCode } from "./heal.ts";
import type { AdeDevice, AdeProfile, AdeToken } from "./ports.ts";
import { recordAssigned, settleDevices, settleUnwanted } from "./record-assigned.ts";
import { hasIt, sortDue, type Wish, wantedProfile } from "./sort-due.ts";

/** What came of it, in devices. */
export interface Assigned {
	readonly assigned: number;
	/** No call was needed: Apple had what is wanted, though its answer had been lost. */
	readonly found: number;
	/** FAILED, and what Apple's answer left out. */
	readonly failed: number;
	readonly notAccessible: number;
	readonly throttled: number;
	/** Profiles that Apple had lost, and that were defined and assigned again. */
	readonly healed: number;
	/** Apple refuses the token; whatever was not assigned stays due. */
	readonly refusal: Refusal | null;
}

/** Apple's most for one call, and ours for one page of devices. */
const mostInCall = 1000;
/** A profile that Apple loses as soon as it has it is defined again this often; each time makes a new one there, which nobody can delete. */
const definedAgainAfter = 3600_000;

/**
 * Tells Apple the profile that each device shall have where it has another one or none: the device's own choice, else the token's default. Where neither
 * is set Apple is told nothing, and what it has stays. Each device is written down as tried before Apple is asked; where the answer was lost, Apple is
 * asked what it has before it is told again.
 *
 * A profile that Apple no longer knows is defined and assigned again, which is written down as an incident: once, and where Apple does not know that one
 * either once an hour.
 */
export async function assignDevices(stage: DefineStage, tokenId: string): Promise<Assigned> {
	if (!(await anyWanted(stage, tokenId)))
		return { assigned: 0, found: 0, failed: 0, notAccessible: 0, throttled: 0, healed: 0, refusal: null };
	const assigning = new Assigning(stage, tokenId);
	const refusal = await assigning.run();
	return { ...assigning.counted, healed: assigning.mended.size, refusal };
}

/** Where nobody wants a profile that Apple has, a hundred thousand devices need not be looked at to find that out. */
async function anyWanted(stage: DefineStage, tokenId: string): Promise<boolean> {
	const { read } = stage.work;
	const token = await read.adeTokens.byId(tokenId);
	if (token === undefined) return false;
	if (token.defaultProfileId === null) await settleUnwanted(stage, tokenId);
	const atApple = (await read.adeProfiles.ofToken(tokenId)).filter(({ uuid }) => uuid !== null);
	return atApple.some(({ id }) => id === token.defaultProfileId) || (await wantedAmong(read, atApple, token)).length > 0;
}

class Assigning {
	readonly #stage: DefineStage;
	readonly #tokenId: string;
	#profiles = new Map<string, AdeProfile>();
	/** By profile, what waits for a full call. */
	readonly #waiting = new Map<string, AdeDevice[]>();
	/** Profiles that Apple does not know, and for which nothing more is done in this round. */
	readonly #lost = new Set<string>();
	/** Since when Apple has not known what was defined again in this round. */
	readonly #lostSince = new Map<string, number>();
	/** Profiles that Apple took a call for. */
	readonly #isKnown = new Set<string>();
	/** Profiles that Apple had lost and knows again. */
	readonly mended = new Set<string>();
	readonly counted = { assigned: 0, found: 0, failed: 0, notAccessible: 0, throttled: 0 };

	constructor(stage: DefineStage, tokenId: string) {
		this.#stage = stage;
		this.#tokenId = tokenId;
	}

	/** A profile that was defined again concerns devices that the walk has passed: it begins anew, at most once for each such profile. */
	async run(): Promise<Refusal | null> {
		for (let before = -1; before !== this.mended.size; ) {
			before = this.mended.size;
			const refusal = await this.#walk();
			if (refusal !== null) return refusal;
		}
		return null;
	}

	async #walk(): Promise<Refusal | null> {
		const { work, clock } = this.#stage;
		const now = clock.now();
		for (let after: string | undefined = ""; after !== undefined; ) {
			const token: AdeToken | undefined = await work.read.adeTokens.byId(this.#tokenId);
			if (token === undefined) return null;
			this.#profiles = new Map((await work.read.adeProfiles.ofToken(this.#tokenId)).map((profile) => [profile.id, profile]));
			const page: readonly AdeDevice[] = await work.read.adeDevices.dueForAssignment(this.#tokenId, now, { after, limit: mostInCall });
			const refusal = (await this.#take(page, token.defaultProfileId)) ?? (await this.#flush(mostInCall));
			if (refusal !== null) return refusal;
			after = page.length < mostInCall ? undefined : page.at(-1)?.serial;
		}
		return this.#flush(1);
	}

	/** Puts what must be told to Apple among what waits, and finishes the rest of the page. */
	async #take(page: readonly AdeDevice[], defaultProfileId: string | null): Promise<Refusal | null> {
		const { settled, unanswered, due } = sortDue(page, (device) => wantedProfile(device, defaultProfileId, this.#profiles));
		const nothing = new Map(settled.map(({ serial, profileId }) => [serial, profileId ?? defaultProfileId]));
		await settleDevices(this.#stage, this.#tokenId, nothing);
		const untold = await this.#askApple(unanswered);
		if ("refusal" in untold) return untold.refusal;
		for (const { device, profileId } of [...untold.wishes, ...due]) {
			if (this.#lost.has(profileId)) continue;
			const waiting = this.#waiting.get(profileId);
			if (waiting === undefined) this.#waiting.set(profileId, [device]);
			else waiting.push(device);
		}
		return null;
	}

	/** Its answer was lost: what it has now is the answer. What it does not have is told again. */
	async #askApple(unanswered: readonly Wish[]): Promise<{ readonly wishes: readonly Wish[] } | { readonly refusal: Refusal }> {
		if (unanswered.length === 0) return { wishes: [] };
		const answer = await this.#stage.api.details(unanswered.map(({ device }) => device.serial));
		if (!answer.ok) return { refusal: answer.refusal };
		const found: AppleDevice[] = [];
		const wanted = new Map<string, string>();
		const wishes = unanswered.filter(({ device: { serial }, profileId, uuid }) => {
			const there = answer.value.get(serial);
			if (there === undefined || !hasIt(there, uuid)) return true;
			found.push(there);
			wanted.set(serial, profileId);
			return false;
		});
		await settleDevices(this.#stage, this.#tokenId, wanted, found);
		this.counted.found += found.length;
		return { wishes };
	}

	/** Tells Apple about each profile for which at least so many devices wait. */
	async #flush(least: number): Promise<Refusal | null> {
		for (const [profileId, waiting] of this.#waiting) {
			while (waiting.length >= least && waiting.length > 0) {
				const refusal = await this.#tell(profileId, waiting.splice(0, mostInCall));
				if (refusal !== null) return refusal;
			}
			if (waiting.length === 0) this.#waiting.delete(profileId);
		}
		return null;
	}

	async #tell(profileId: string, devices: readonly AdeDevice[]): Promise<Refusal | null> {
		const refusal = await this.#call(profileId, devices);
		if (refusal?.kind !== "profile-not-found") return refusal;
		if (!this.mended.has(profileId) && !this.#justDefinedAgain(profileId)) {
			const stopped = await this.#defineAgain(profileId, refusal);
			if (stopped !== null && isOfToken(stopped)) return stopped;
			const second = stopped === null ? await this.#call(profileId, devices) : null;
			if (stopped === null && second?.kind !== "profile-not-found") {
				this.mended.add(profileId);
				return second;
			}
		}
		await this.#giveUp(profileId, refusal);
		return null;
	}

	async #call(profileId: string, devices: readonly AdeDevice[]): Promise<Refusal | null> {
		const uuid = this.#profiles.get(profileId)?.uuid;
		if (uuid == null) return null;
		const { work, clock, api, onProgress } = this.#stage;
		const serials = devices.map(({ serial }) => serial);
		await work.write((stores) => stores.adeDevices.markTried(this.#tokenId, serials, uuid, clock.now()));
		const answer = await api.assign(uuid, serials);
		if (!answer.ok) return answer.refusal;
		const { results, retryAfterMs } = answer.value;
		const now = clock.now();
		const recorded = devices.map(({ serial, triedUuid, tries }) => {
			const failedBefore = triedUuid === uuid ? tries : 0;
			const after = afterAssigning(results.get(serial) ?? "MISSING", { tries: failedBefore, retryAfterMs, now });
			return { serial, profileId, ...after };
		});
		await recordAssigned(this.#stage, this.#tokenId, uuid, recorded);
		await this.#known(profileId);
		for (const { result } of recorded) this.counted[counter[result]]++;
		const { assigned, failed, notAccessible, throttled } = this.counted;
		onProgress?.({ stage: "assign", done: assigned + failed + notAccessible + throttled, of: null });
		return null;
	}

	/** Apple does not know the profile (somebody removed it there, or the server was made anew): it is defined once more. */
	async #defineAgain(profileId: string, refusal: Refusal): Promise<Refusal | null> {
		const { work, clock, randomness } = this.#stage;
		const profile = this.#profiles.get(profileId);
		const token = await work.read.adeTokens.byId(this.#tokenId);
		if (profile === undefined || token === undefined) return refusal;
		const subject = { kind: "ade-profile", id: profileId, name: profile.name } as const;
		const what = { code: profileNotFoundCode, subject, token: token.name, profile: profile.name, refusal };
		const at = { now: clock.now(), randomness };
		await work.write((stores) => beginHealing(stores, what, at));
		const since = profile.refusal?.kind === refusal.kind ? profile.refusal.since : at.now;
		this.#lostSince.set(profileId, since);
		const stopped = await defineProfile(this.#stage, profile, token);
		const defined = await work.read.adeProfiles.byId(profileId);
		if (stopped === null && defined !== undefined) this.#profiles.set(profileId, defined);
		return stopped;
	}

	/** In an earlier round, in vain. */
	#justDefinedAgain(profileId: string): boolean {
		const { refusal = null, definedAt = null } = this.#profiles.get(profileId) ?? {};
		return refusal?.kind === "profile-not-found" && this.#stage.clock.now() - (definedAt ?? 0) < definedAgainAfter;
	}

	/** Apple knows the profile: whatever was written down of its having lost it is over. */
	async #known(profileId: string): Promise<void> {
		if (this.#isKnown.has(profileId)) return;
		this.#isKnown.add(profileId);
		const now = this.#stage.clock.now();
		await this.#stage.work.write(async (stores) => {
			await healed(stores, [profileNotFoundCode], { kind: "ade-profile", id: profileId }, now);
			const profile = await stores.adeProfiles.byId(profileId);
			if (profile?.refusal?.kind === "profile-not-found") await stores.adeProfiles.update(profileId, { refusal: null });
		});
	}

	/** Its devices stay due for the next round. */
	async #giveUp(profileId: string, refusal: Refusal): Promise<void> {
		await refuseProfile(this.#stage, profileId, refusal, this.#lostSince.get(profileId));
		this.#lost.add(profileId);
		this.#waiting.get(profileId)?.splice(0);
	}
}

const counter = {
	SUCCESS: "assigned",
	NOT_ACCESSIBLE: "notAccessible",
	THROTTLED: "throttled",
	FAILED: "failed",
	MISSING: "failed",
} as const;
