import type { Json } from "../evidence/attempt.ts";
import type { Clock } from "../evidence/clock.ts";
import type { IncidentStore } from "../evidence/incident.ts";
import type { Log } from "../evidence/log.ts";
import type { ObservationStore } from "../evidence/observation.ts";
import { observationKeys } from "../evidence/observation-keys.ts";
import type { Probes, Seen } from "../evidence/probes.ts";
import type { Work } from "../evidence/work.ts";
import type { DomainStore } from "../tenant/ports.ts";

export interface LookStores {
	readonly domains: Pick<DomainStore, "list">;
	readonly observations: ObservationStore;
	readonly incidents: Pick<IncidentStore, "openAmong">;
}

export interface LookDeps {
	readonly work: Work<LookStores>;
	readonly probes: Probes;
	readonly clock: Clock;
	readonly log: Log;
	/** Ends the looks that are under way, and begins no more. */
	readonly stopping: AbortSignal;
	/** How long one look may take, milliseconds. */
	readonly patience?: number;
}

/** The name of a verified domain, or one of the others. */
interface Look {
	readonly what: string;
	readonly domain: string | null;
	readonly see: (signal: AbortSignal) => Promise<readonly Seen[]>;
}

const minute = 60_000;
const usually = 60 * minute;
const whereSomethingIsWrong = 10 * minute;
const usualPatience = 10_000;
const atOnce = 16;
/** Of all that is looked at, in one round a minute: an hour's looks are through in half of it, and none comes with all the others. */
const rounds = 30;

/**
 * Looks at what is due outside and keeps what was seen: everything once an hour, a domain with something wrong every ten minutes. Some at a time, each
 * with its own deadline, so that a name server that hangs holds up no other domain; so many in a round that the hour's looks are spread over it.
 *
 * @param everything now, also what was looked at a minute ago; `progress` is told how many are done
 * @returns the domains that were looked at; null: nothing at all was due
 */
export async function lookOutside(
	deps: LookDeps,
	everything?: { readonly progress?: (done: number, of: number) => void },
): Promise<readonly string[] | null> {
	const all = await looks(deps);
	const due = everything === undefined ? await whatIsDue(deps, all) : all;
	let done = 0;
	await inParallel(due, async (look) => {
		if (deps.stopping.aborted) return;
		await takeLook(deps, look);
		done++;
		everything?.progress?.(done, due.length);
	});
	return due.length === 0 ? null : due.flatMap(({ domain }) => domain ?? []);
}

async function looks({ work, probes }: LookDeps): Promise<readonly Look[]> {
	const verified = (await work.read.domains.list()).filter((one) => one.verified);
	return [
		{ what: "server", domain: null, see: (signal) => probes.lookAtServer(signal) },
		{ what: "clock", domain: null, see: (signal) => probes.lookAtClock(signal) },
		{ what: "hosts", domain: null, see: (signal) => probes.lookAtHosts(signal) },
		...verified.map(({ name }) => ({
			what: `domain ${name}`,
			domain: name,
			see: (signal: AbortSignal) => probes.lookAtDomain(name, signal),
		})),
	];
}

async function whatIsDue({ work, clock }: LookDeps, all: readonly Look[]): Promise<readonly Look[]> {
	const { observations, incidents } = work.read;
	const now = clock.now();
	const lookedAt = new Map<string, number>();
	const wrong = new Set<string>();
	for (let at = 0; at < all.length; at += 500) {
		const part = all.slice(at, at + 500);
		for (const { key, at: when } of await observations.among(part.map(({ what }) => observationKeys.looked(what)))) lookedAt.set(key, when);
		const subjects = part.flatMap(({ domain }) => (domain === null ? [] : [{ kind: "domain", id: domain } as const]));
		for (const { subject } of await incidents.openAmong([...subjects, { kind: "tenant", id: "tenant" }])) wrong.add(subject.id);
	}
	const last = ({ what }: Look) => lookedAt.get(observationKeys.looked(what)) ?? 0;
	const isDue = (look: Look) => now - last(look) >= (wrong.has(look.domain ?? "tenant") ? whereSomethingIsWrong : usually);
	const due = all.filter(isDue).sort((one, other) => last(one) - last(other));
	return due.slice(0, Math.max(atOnce, Math.ceil(all.length / rounds)));
}

/** What a look that never ends has seen is nothing: it counts as looked all the same, or it would come first every minute. */
async function takeLook({ work, clock, log, stopping, patience = usualPatience }: LookDeps, { what, see }: Look): Promise<void> {
	const { promise: tooLate, resolve } = Promise.withResolvers<readonly Seen[]>();
	const ending = new AbortController();
	const giveUp = () => ending.abort();
	const deadline = setTimeout(giveUp, patience);
	const end = setTimeout(() => resolve([]), patience + patience / 4);
	// Nobody waits for what will not be kept.
	const stop = () => {
		giveUp();
		resolve([]);
	};
	stopping.addEventListener("abort", stop, { once: true });
	let seen: readonly Seen[] = [];
	try {
		seen = await Promise.race([see(ending.signal), tooLate]);
	} catch (error) {
		log.warn({ what, cause: error instanceof Error ? error.message : "unknown" }, "a look outside failed");
	} finally {
		clearTimeout(deadline);
		clearTimeout(end);
		stopping.removeEventListener("abort", stop);
	}
	// What was broken off says nothing of the world.
	if (stopping.aborted) return;
	const at = clock.now();
	await work.write(async ({ observations }) => {
		for (const { key, value } of seen) await observations.put(key, value, at);
		await observations.put(observationKeys.looked(what), looked, at);
	});
}

const looked: Json = true;

async function inParallel<T>(all: readonly T[], each: (one: T) => Promise<void>): Promise<void> {
	const queue = all.values();
	const worker = async () => {
		for (const one of queue) await each(one);
	};
	await Promise.all(Array.from({ length: Math.min(atOnce, all.length) }, worker));
}
