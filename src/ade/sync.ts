import type { DevicePage } from "../protocol/ade/device.ts";
import type { Refusal } from "../protocol/ade/refusal.ts";
import { beginHealing, cursorCode, cursorCodes, healed, isLostCursor } from "./heal.ts";
import type { AdeToken, AdeTokenChange } from "./ports.ts";
import type { RoundStage, RoundStores } from "./round-stage.ts";
import { walkPages } from "./walk-pages.ts";

/** What a sync came to. */
export interface Synced {
	/** Every device was fetched, not only what changed. */
	readonly full: boolean;
	/** How many records Apple sent, those of one serial number counted each. */
	readonly records: number;
	/** Records beside them that were no device, for they had no serial number. */
	readonly unreadable: number;
	/** Devices that a full fetch no longer named. */
	readonly removed: number;
	/** Apple no longer knew our cursor, and a full fetch mended it. */
	readonly healed: boolean;
}

export type SyncEnd =
	| { readonly end: "synced"; readonly synced: Synced }
	| { readonly end: "refused"; readonly refusal: Refusal; readonly during: "fetch" | "sync" }
	/** The token was deleted. */
	| { readonly end: "gone" }
	/** Somebody else moved the token's cursor meanwhile: a full fetch was asked for, or another process works on it. */
	| { readonly end: "overtaken" };

const week = 7 * 24 * 3600_000;
/** Apple's most for `limit`, and its default where `/account` was not asked yet. */
const mostOnPage = 1000;
const usualOnPage = 100;

/** Where we stand in Apple's list: as the token's row says at this moment. */
type Place = Pick<AdeToken, "cursor" | "mode" | "generation" | "fetched">;

/**
 * Brings the token's devices to what Apple has: by a full fetch at first, when the cursor is lost, when the last one is seven days old or where `full`
 * asks for it; then, and else only, by what changed since. Rows and cursor are committed together page by page, so that it goes on where it was cut off.
 *
 * A cursor that Apple no longer takes is healed once by a full fetch, which is written down as an incident.
 */
export async function syncToken(stage: RoundStage, tokenId: string, options: { readonly full?: boolean } = {}): Promise<SyncEnd> {
	let wantsFull = options.full ?? false;
	for (let heals = 0; ; heals++) {
		const token = await stage.work.read.adeTokens.byId(tokenId);
		if (token === undefined) return { end: "gone" };
		const result = await syncOnce(stage, token, wantsFull);
		if (result.end === "synced") return { end: "synced", synced: { ...result.synced, healed: heals > 0 } };
		if (result.end !== "refused" || heals > 0 || !isLostCursor(result.refusal.kind)) return result;
		await forgetCursor(stage, token, result.refusal);
		wantsFull = false;
	}
}

async function syncOnce(stage: RoundStage, token: AdeToken, wantsFull: boolean): Promise<SyncEnd> {
	const now = stage.clock.now();
	const old = token.lastFullAt === null || now - token.lastFullAt >= week;
	const full = wantsFull || old || token.cursor === null || token.mode === "fetch";
	const sync = new Sync(stage, token);
	if (full) {
		const fetched = await sync.fetch();
		if (fetched !== null) return fetched;
	}
	const changed = await sync.changes();
	if (changed !== null) return changed;
	const end = stage.clock.now();
	await stage.work.write(async (stores) => {
		await stores.adeTokens.update(token.id, { lastSuccessAt: end });
		// Not before Apple has taken the cursor that the full fetch ended with: it may refuse that one too.
		if (full) await healed(stores, cursorCodes, { kind: "ade-token", id: token.id }, end);
	});
	return { end: "synced", synced: { full, records: sync.records, unreadable: sync.unreadable, removed: sync.removed, healed: false } };
}

/** One token's walk through Apple's pages. Each method answers null where it came to its end. */
class Sync {
	readonly #stage: RoundStage;
	readonly #token: AdeToken;
	readonly #limit: number;
	#place: Place;
	records = 0;
	unreadable = 0;
	removed = 0;

	constructor(stage: RoundStage, token: AdeToken) {
		this.#stage = stage;
		this.#token = token;
		this.#limit = Math.min(mostOnPage, token.account?.pageLimit ?? usualOnPage);
		this.#place = token;
	}

	/** Every device. One that was under way goes on, with the generation that its first pages have. */
	async fetch(): Promise<SyncEnd | null> {
		const { work, api } = this.#stage;
		const known = await work.read.adeDevices.count(this.#token.id);
		if (this.#place.mode !== "fetch" || this.#place.cursor === null) {
			const started = { mode: "fetch", cursor: null, generation: this.#place.generation + 1, fetched: 0 } as const;
			const stopped = await this.#move(started, (now) => ({ cursorAt: null, fetchStartedAt: now }));
			if (stopped !== null) return stopped;
		}
		const limit = this.#limit;
		for await (const walked of walkPages((cursor) => api.fetchPage({ cursor, limit }), this.#place.cursor, limit)) {
			if ("refusal" in walked) {
				const { refusal } = walked;
				// Apple's word for: there is nothing after this cursor, go on with what changes.
				if (refusal.kind === "cursor-exhausted" && this.#place.cursor !== null) return this.#endFetch(null);
				return { end: "refused", refusal, during: "fetch" };
			}
			this.#count(walked.page);
			const stopped = walked.last ? await this.#endFetch(walked.page) : await this.#keep(walked.page);
			if (stopped !== null) return stopped;
			this.#stage.onProgress?.({
				stage: "fetch",
				done: this.#place.fetched,
				of: known === 0 ? null : Math.max(known, this.#place.fetched),
			});
		}
		return null;
	}

	#count({ devices, unreadable }: DevicePage): void {
		this.records += devices.length;
		this.unreadable += unreadable;
	}

	/** What changed since the cursor. */
	async changes(): Promise<SyncEnd | null> {
		const { api } = this.#stage;
		const limit = this.#limit;
		let done = 0;
		for await (const walked of walkPages((cursor) => api.syncPage({ cursor: cursor ?? "", limit }), this.#place.cursor, limit)) {
			if ("refusal" in walked) {
				if (walked.refusal.kind === "cursor-exhausted") return null;
				return { end: "refused", refusal: walked.refusal, during: "sync" };
			}
			const { page } = walked;
			this.#count(page);
			done += page.devices.length;
			// Nothing changed, as most of the time: nothing is written.
			const stopped = page.devices.length === 0 && page.cursor === this.#place.cursor ? null : await this.#keep(page);
			if (stopped !== null) return stopped;
			this.#stage.onProgress?.({ stage: "sync", done, of: null });
		}
		return null;
	}

	#keep(page: DevicePage): Promise<SyncEnd | null> {
		const { mode, generation, fetched } = this.#place;
		const full = mode === "fetch";
		return this.#move(
			{ mode, generation, cursor: page.cursor, fetched: full ? fetched + page.devices.length : fetched },
			(now) => ({ cursorAt: now }),
			async (stores, now) => {
				if (page.devices.length === 0) return;
				await stores.adeDevices.applyPage(this.#token.id, page.devices, { generation: full ? generation : null, now });
			},
		);
	}

	/** The last page, and in the same unit what it proves: devices that no page named are no longer ours. */
	#endFetch(page: DevicePage | null): Promise<SyncEnd | null> {
		const { cursor, generation, fetched } = this.#place;
		const devices = page?.devices ?? [];
		return this.#move(
			{ mode: "sync", generation, cursor: page?.cursor ?? cursor, fetched: fetched + devices.length },
			(now) => ({ cursorAt: now, lastFullAt: now }),
			async (stores, now) => {
				if (devices.length > 0) await stores.adeDevices.applyPage(this.#token.id, devices, { generation, now });
				this.removed = await stores.adeDevices.removeMissing(this.#token.id, generation, now);
			},
		);
	}

	/** One unit: the rows, and the place after them. Nothing is written where the token no longer stands where we think. */
	async #move(
		to: Place,
		change: (now: number) => AdeTokenChange,
		rows?: (stores: RoundStores, now: number) => Promise<void>,
	): Promise<SyncEnd | null> {
		const from = this.#place;
		const now = this.#stage.clock.now();
		const stopped = await this.#stage.work.write(async (stores): Promise<SyncEnd | null> => {
			const present = await stores.adeTokens.byId(this.#token.id);
			if (present === undefined) return { end: "gone" };
			if (present.cursor !== from.cursor || present.mode !== from.mode || present.generation !== from.generation)
				return { end: "overtaken" };
			await rows?.(stores, now);
			const { mode, cursor, generation, fetched } = to;
			await stores.adeTokens.update(this.#token.id, { mode, cursor, generation, fetched, ...change(now) });
			return null;
		});
		if (stopped === null) this.#place = to;
		return stopped;
	}
}

/** Apple does not know our cursor any more: the next walk is a full fetch. */
async function forgetCursor(stage: RoundStage, { id, name }: AdeToken, refusal: Refusal): Promise<void> {
	if (!isLostCursor(refusal.kind)) return;
	const code = cursorCode(refusal.kind);
	const at = { now: stage.clock.now(), randomness: stage.randomness };
	await stage.work.write(async (stores) => {
		await stores.adeTokens.update(id, { cursor: null, cursorAt: null });
		await beginHealing(stores, { code, subject: { kind: "ade-token", id, name }, token: name, profile: null, refusal }, at);
	});
}
