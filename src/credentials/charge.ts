import { afterFailure, nameLimit, peerKey, peerLimit, retryAt, stillCounting, type ThrottleLimit, type ThrottleStore } from "./throttle.ts";

/** `retryAt` of a try that was heard: what holds if it turns out to be wrong. */
export type Charge =
	| { readonly heard: true; readonly failures: number; readonly retryAt: number | null }
	| { readonly heard: false; readonly failures: number; readonly retryAt: number };

/** Under which a try is counted. */
export interface Counter {
	readonly key: string;
	readonly limit: ThrottleLimit;
	/** A right try clears it; else it only gives back what that try was charged. */
	readonly clears?: true;
}

export const ofPeer = (peer: string): Counter => ({ key: `peer:${peerKey(peer)}`, limit: peerLimit });

/** One try more under each of these, before anybody looks whether it is right: a thousand at once are not a thousand free ones. */
export async function chargeAll(throttle: ThrottleStore, counters: readonly Counter[], now: number): Promise<Charge> {
	const before = await Promise.all(counters.map(({ key }) => throttle.get(key)));
	const waits = (tries: typeof before) =>
		counters.map(({ limit }, at) => retryAt(tries[at], limit, now)).reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
	const [first] = counters;
	const wait = waits(before);
	if (wait !== null)
		return { heard: false, failures: first === undefined ? 0 : (stillCounting(before[0], first.limit, now)?.failures ?? 0), retryAt: wait };
	const after = counters.map(({ limit }, at) => afterFailure(before[at], limit, now));
	for (const [at, { key }] of counters.entries()) {
		const tries = after[at];
		if (tries !== undefined) await throttle.put(key, tries);
	}
	return { heard: true, failures: after[0]?.failures ?? 0, retryAt: waits(after) };
}

/** It was right. */
export async function giveBack(throttle: ThrottleStore, counters: readonly Counter[]): Promise<void> {
	for (const { key, clears } of counters) {
		const tries = await throttle.get(key);
		if (tries === undefined) continue;
		if (clears === true || tries.failures <= 1) await throttle.clear(key);
		else await throttle.put(key, { ...tries, failures: tries.failures - 1 });
	}
}

const byName = (key: string, peer: string): readonly Counter[] => [{ key, limit: nameLimit, clears: true }, ofPeer(peer)];

/** One try under this name and from this address. */
export function charge(throttle: ThrottleStore, nameKey: string, peer: string, now: number): Promise<Charge> {
	return chargeAll(throttle, byName(nameKey, peer), now);
}

/** It was right: the name is clear, and the address has what it had. */
export function takeBack(throttle: ThrottleStore, nameKey: string, peer: string): Promise<void> {
	return giveBack(throttle, byName(nameKey, peer));
}
