import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Log } from "../evidence/log.ts";
import type { Work } from "../evidence/work.ts";
import type { Refusal } from "../protocol/ade/refusal.ts";
import { type Assigned, assignDevices } from "./assign.ts";
import { type Defined, type DefineStage, defineProfiles } from "./define-profiles.ts";
import { forgetOldPairs } from "./key-pairs.ts";
import type { AdeApi, AdeToken, RoundStageName } from "./ports.ts";
import { reviveFailed } from "./revive-failed.ts";
import type { RoundProgress, RoundStage, RoundStores } from "./round-stage.ts";
import { stoppable } from "./stoppable.ts";
import { type Synced, syncToken } from "./sync.ts";
import { recordRefusal, recordWell } from "./token-state.ts";

export interface RoundDeps {
	readonly work: Work<RoundStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly log: Log;
	/** The connection for this token. @throws Error where its secrets cannot be unsealed */
	readonly connect: (token: AdeToken) => AdeApi;
	readonly describe: DefineStage["describe"];
	/** Called when a round came to its end, well, refused or failed: what it left behind is judged. */
	readonly afterRound?: (tokenId: string) => Promise<void>;
}

export interface RoundOptions {
	readonly reason: "schedule" | "asked";
	/** Every device is fetched, also where that is not due. */
	readonly full?: boolean;
	readonly onProgress?: (progress: RoundProgress) => void;
	/** Ends the round where it is, in a state from which the next one goes on. */
	readonly signal?: AbortSignal;
}

export type RoundEnd =
	| {
			readonly end: "done";
			readonly synced: Synced;
			readonly defined: Pick<Defined, "defined" | "refused">;
			readonly assigned: Omit<Assigned, "refusal">;
	  }
	/** Apple refuses the token, which is written on it. */
	| { readonly end: "refused"; readonly refusal: Refusal; readonly during: RoundStageName }
	/** The token was deleted. */
	| { readonly end: "gone" }
	/** Another process works on the token, or a full fetch was asked for meanwhile. */
	| { readonly end: "overtaken" }
	/** By the signal. */
	| { readonly end: "stopped" };

const day = 24 * 3600_000;

/**
 * One round of one token: its account, its devices, its profiles, their assignment. Apple's refusal of the token ends the round; one of a profile or of
 * a device is written where it belongs, and the round goes on. One round of a token at a time: whoever calls holds its job's lease.
 *
 * A token that has expired by our clock is tried as the others: Apple is who decides, and where our clock is wrong its answer shows that.
 */
export async function runRound(deps: RoundDeps, tokenId: string, options: RoundOptions): Promise<RoundEnd> {
	const end = await untilStopped(() => stages(deps, tokenId, options), options.signal).catch(async (error: unknown) => {
		// What fails here fails again each time, and days without a sync must be noticed all the same.
		await judge(deps, tokenId);
		throw error;
	});
	if (end.end === "done") await deps.work.write((stores) => recordWell(stores, tokenId));
	if (end.end === "refused") {
		const at = { now: deps.clock.now(), randomness: deps.randomness };
		await deps.work.write((stores) => recordRefusal(stores, tokenId, end, at));
	}
	if (end.end === "done" || end.end === "refused") await judge(deps, tokenId);
	return end;
}

async function stages(deps: RoundDeps, tokenId: string, options: RoundOptions): Promise<RoundEnd> {
	const { work, clock, randomness, describe } = deps;
	const token = await work.read.adeTokens.byId(tokenId);
	if (token === undefined) return { end: "gone" };
	const now = clock.now();
	await work.write((stores) => stores.adeTokens.update(tokenId, { lastTriedAt: now }));
	const api = stoppable(deps.connect(token), options.signal);
	const { onProgress } = options;
	const stage = { work, clock, randomness, api, describe, ...(onProgress === undefined ? {} : { onProgress }) };

	const account = await refreshAccount(stage, token);
	if (account !== null) return { end: "refused", refusal: account, during: "account" };
	const sync = await syncToken(stage, tokenId, options.full === undefined ? {} : { full: options.full });
	if (sync.end !== "synced") return sync;
	const { synced } = sync;
	const defined = await defineProfiles(stage, tokenId, { asked: options.reason === "asked" });
	if (defined.refusal !== null) return { end: "refused", refusal: defined.refusal, during: "define" };
	if (synced.full) await reviveFailed(stage, tokenId);
	const assigned = await assignDevices(stage, tokenId);
	if (assigned.refusal !== null) return { end: "refused", refusal: assigned.refusal, during: "assign" };
	const { refusal: _none, ...assignment } = assigned;
	return { end: "done", synced, defined: { defined: defined.defined, refused: defined.refused }, assigned: assignment };
}

/** Once a day, and at first of all after a renewal: the page size, the names that people see, and whether the token is good at all. */
async function refreshAccount(stage: RoundStage, token: AdeToken): Promise<Refusal | null> {
	const now = stage.clock.now();
	const { accountAt, uploadedAt, createdAt } = token;
	if (accountAt !== null && accountAt >= uploadedAt && now - accountAt < day) return null;
	stage.onProgress?.({ stage: "account", done: 0, of: 1 });
	const answer = await stage.api.account();
	if (!answer.ok) return answer.refusal;
	const account = answer.value;
	const appleId = token.appleId ?? account.adminId;
	const acceptedFirst = uploadedAt > createdAt && (accountAt ?? 0) < uploadedAt;
	await stage.work.write(async (stores) => {
		await stores.adeTokens.update(token.id, { account, accountAt: now, appleId });
		if (acceptedFirst) await forgetOldPairs(stores, token.id);
	});
	stage.onProgress?.({ stage: "account", done: 1, of: 1 });
	return null;
}

async function untilStopped(run: () => Promise<RoundEnd>, signal: AbortSignal | undefined): Promise<RoundEnd> {
	try {
		return await run();
	} catch (error) {
		if (signal?.aborted === true && error === signal.reason) return { end: "stopped" };
		throw error;
	}
}

/** The round is over and written: whoever judges it may fail without undoing it. */
async function judge({ afterRound, log }: RoundDeps, tokenId: string): Promise<void> {
	try {
		await afterRound?.(tokenId);
	} catch (error) {
		log.error({ ade: tokenId, cause: error instanceof Error ? error.message : "unknown" }, "what a round left behind could not be judged");
	}
}
