import { afterFailure, nameLimit, peerKey, peerLimit, retryAt, stillCounting, type ThrottleStore } from "./throttle.ts";

/** `retryAt` of a try that was heard: what holds if it turns out to be wrong. */
export type Charge =
	| { readonly heard: true; readonly failures: number; readonly retryAt: number | null }
	| { readonly heard: false; readonly failures: number; readonly retryAt: number };

/** One try more under this name and from this address, before anybody looks whether it is right: a thousand at once are not a thousand free ones. */
export async function charge(throttle: ThrottleStore, nameKey: string, peer: string, now: number): Promise<Charge> {
	const peerName = `peer:${peerKey(peer)}`;
	const ofName = await throttle.get(nameKey);
	const ofPeer = await throttle.get(peerName);
	const wait = later(retryAt(ofName, nameLimit, now), retryAt(ofPeer, peerLimit, now));
	if (wait !== null) return { heard: false, failures: stillCounting(ofName, nameLimit, now)?.failures ?? 0, retryAt: wait };
	const nameNow = afterFailure(ofName, nameLimit, now);
	const peerNow = afterFailure(ofPeer, peerLimit, now);
	await throttle.put(nameKey, nameNow);
	await throttle.put(peerName, peerNow);
	return { heard: true, failures: nameNow.failures, retryAt: later(retryAt(nameNow, nameLimit, now), retryAt(peerNow, peerLimit, now)) };
}

/** It was right: the name is clear, and the address has what it had. */
export async function takeBack(throttle: ThrottleStore, nameKey: string, peer: string): Promise<void> {
	await throttle.clear(nameKey);
	const peerName = `peer:${peerKey(peer)}`;
	const ofPeer = await throttle.get(peerName);
	if (ofPeer === undefined) return;
	if (ofPeer.failures <= 1) await throttle.clear(peerName);
	else await throttle.put(peerName, { ...ofPeer, failures: ofPeer.failures - 1 });
}

function later(a: number | null, b: number | null): number | null {
	return a === null ? b : b === null ? a : Math.max(a, b);
}
