import { type RoundDeps, type RoundEnd, type RoundOptions, runRound } from "../ade/round.ts";
import type { RoundProgress, RoundStores } from "../ade/round-stage.ts";
import { nextRoundAt } from "../ade/token-state.ts";
import { newUuid } from "../devices/new-uuid.ts";
import type { Job, JobStore } from "../devices/ports.ts";
import type { Work } from "../evidence/work.ts";
import { adeRoundJob, requestRound } from "./ask-ade-round.ts";

export interface RoundJobStores extends RoundStores {
	readonly jobs: JobStore;
}

export interface AdeRoundsDeps extends Omit<RoundDeps, "work"> {
	readonly work: Work<RoundJobStores>;
	/** Between two rounds of a token, milliseconds (the setting adeSyncMinutes). */
	readonly interval: number;
	/** Rounds at once. Default 16. */
	readonly atOnce?: number;
}

/** What became of a round that was to be run here. `held`: another process runs it now; it runs once more after it. */
export type RunHere = RoundEnd | { readonly end: "held" };

export interface AdeRounds {
	/** Keeps a round in the job table for every token, and forgets what Apple took away long ago. */
	schedule(): Promise<void>;
	/** Begins the rounds that are due, as far as there is room, and does not wait for them. */
	begin(): Promise<void>;
	/** Runs what is due until nothing is; resolves with how many rounds that were. */
	runDue(): Promise<number>;
	/** Runs this token's round here and now, whenever its next one is due: for whoever waits for it. */
	runNow(tokenId: string, options?: Pick<RoundOptions, "full" | "onProgress" | "signal">): Promise<RunHere>;
	/** How far the round of this token is that runs here; null: none does. */
	progress(tokenId: string): RoundProgress | null;
	/** Begins nothing new, cuts off what is under way where the next round can go on, and resolves when that is written. */
	stop(): Promise<void>;
}

const minute = 60_000;
/** Extended while the round runs; after a crash the round is claimed again when it has passed. */
const leaseMs = 2 * minute;
/** After a round that failed here, not at Apple. */
const againAfter = minute;
/** Tokens that are looked after in one unit of work. */
const scheduledAtOnce = 500;
const forgottenAfter = 30 * 24 * 3600_000;
const forgottenAtOnce = 1000;

/** Rounds of all tokens by the job table: each token by one process at a time, many tokens at once, none waiting for a slow one. */
export function createAdeRounds(deps: AdeRoundsDeps): AdeRounds {
	const { work, clock, randomness, log, interval } = deps;
	const atOnce = deps.atOnce ?? 16;
	const running = new Set<Promise<void>>();
	const stands = new Map<string, RoundProgress>();
	const stopping = new AbortController();
	let beginning: Promise<void> | undefined;
	let again = false;
	let rounds = 0;

	async function run(job: Job, options: RoundOptions): Promise<RoundEnd> {
		const keep = setInterval(() => void extend(job), leaseMs / 4);
		stands.set(job.key, { stage: "account", done: 0, of: null });
		const onProgress = (progress: RoundProgress) => {
			stands.set(job.key, progress);
			options.onProgress?.(progress);
		};
		try {
			const end = await runRound(deps, job.key, { ...options, onProgress });
			rounds++;
			if (end.end === "refused") {
				const { kind, said } = end.refusal;
				log.warn({ ade: job.key, during: end.during, kind, said }, "Apple refuses a token of Automated Device Enrollment");
			}
			if (end.end === "done" && end.synced.unreadable > 0)
				log.warn(
					{ ade: job.key, records: end.synced.unreadable },
					"records that Apple sent are no devices, for they have no serial number",
				);
			await finish(job, end);
			return end;
		} catch (error) {
			const cause = error instanceof Error ? error.message : "unknown";
			log.error({ ade: job.key, cause }, "a round of Automated Device Enrollment failed; it runs again");
			await work.write((stores) => stores.jobs.again(job.id, clock.now() + againAfter, "failed"));
			throw error;
		} finally {
			clearInterval(keep);
			stands.delete(job.key);
		}
	}

	async function extend(job: Job): Promise<void> {
		await work
			.write((stores) => stores.jobs.extend(job.id, clock.now() + leaseMs))
			.catch(() => log.warn({ ade: job.key }, "the lease of a round could not be extended"));
	}

	async function finish(job: Job, end: RoundEnd): Promise<void> {
		const now = clock.now();
		await work.write(async (stores) => {
			// Stopped or overtaken: whoever comes next goes on at once.
			if (end.end === "stopped" || end.end === "overtaken") return stores.jobs.again(job.id, now, end.end);
			await stores.jobs.done(job.id);
			const token = await stores.adeTokens.byId(job.key);
			if (token === undefined) return;
			const dueAt = nextRoundAt(token, await stores.adeDevices.nextAssignment(token.id), { now, interval });
			await stores.jobs.schedule({ id: newUuid(randomness), kind: adeRoundJob, key: token.id, dueAt });
		});
	}

	function claim(limit: number): Promise<Job[]> {
		const now = clock.now();
		return work.write((stores) => stores.jobs.claim({ kinds: [adeRoundJob], now, leaseUntil: now + leaseMs, limit }));
	}

	function track(round: Promise<unknown>): void {
		const settled = round.then(
			() => undefined,
			() => undefined,
		);
		running.add(settled);
		void settled.then(() => running.delete(settled));
	}

	/** Fills the room that there is. Each round that ends makes room for the next. */
	async function fill(): Promise<void> {
		do {
			again = false;
			const room = atOnce - running.size;
			if (room <= 0 || stopping.signal.aborted) return;
			for (const job of await claim(room)) {
				const round = run(job, { reason: "schedule", signal: stopping.signal });
				track(round);
				void round.catch(() => undefined).then(() => begin().catch(() => undefined));
			}
		} while (again);
	}

	function begin(): Promise<void> {
		again = true;
		beginning ??= fill().finally(() => {
			beginning = undefined;
		});
		return beginning;
	}

	async function idle(): Promise<void> {
		while (running.size > 0 || beginning !== undefined) await Promise.all([beginning, ...running]);
	}

	return {
		async schedule() {
			const now = clock.now();
			const tokens = await work.read.adeTokens.list();
			for (let from = 0; from < tokens.length; from += scheduledAtOnce) {
				await work.write(async ({ jobs }) => {
					for (const token of tokens.slice(from, from + scheduledAtOnce)) {
						const dueAt = nextRoundAt(token, null, { now, interval });
						await jobs.schedule({ id: newUuid(randomness), kind: adeRoundJob, key: token.id, dueAt });
					}
				});
			}
			for (let forgotten = forgottenAtOnce; forgotten === forgottenAtOnce; )
				forgotten = await work.write((stores) => stores.adeDevices.forgetRemoved(now - forgottenAfter, forgottenAtOnce));
		},
		begin,
		async runDue() {
			const before = rounds;
			await begin();
			await idle();
			return rounds - before;
		},
		async runNow(tokenId, options = {}) {
			const now = clock.now();
			const job = await work.write(async (stores) => {
				await requestRound(stores, tokenId, { now, randomness });
				return (await stores.jobs.claim({ kinds: [adeRoundJob], keys: [tokenId], now, leaseUntil: now + leaseMs, limit: 1 }))[0];
			});
			if (job === undefined) return { end: "held" };
			const signal = options.signal === undefined ? stopping.signal : AbortSignal.any([stopping.signal, options.signal]);
			const round = run(job, { ...options, reason: "asked", signal });
			track(round);
			return await round;
		},
		progress: (tokenId) => stands.get(tokenId) ?? null,
		async stop() {
			stopping.abort();
			// A store that is away stops no stopping: the leases run out by themselves.
			await idle().catch(() => undefined);
		},
	};
}
