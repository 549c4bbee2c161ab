import { isIPv6 } from "node:net";

/** Wrong tries under one key, as ThrottleStore keeps them. */
export interface WrongTries {
	readonly failures: number;
	readonly firstAt: number;
	readonly lastAt: number;
}

/** Wrong passwords, counted by a key (name, or peer). */
export interface ThrottleStore {
	get(key: string): Promise<WrongTries | undefined>;
	put(key: string, value: WrongTries): Promise<void>;
	clear(key: string): Promise<void>;
	/** Forgets the counters that nobody touched since: names that do not exist are counted too, and would pile up. */
	prune(before: number): Promise<void>;
}

/** How many wrong tries are free within the window, and how the wait grows after that. Milliseconds. */
export interface ThrottleLimit {
	readonly free: number;
	readonly window: number;
	readonly firstWait: number;
	readonly longestWait: number;
	/** Once the free tries are spent, the count is forgotten only after this long without a wrong one. */
	readonly forgetAfter: number;
}

const minute = 60_000;

/** For a name (its password, or its one-time code). */
export const nameLimit: ThrottleLimit = {
	free: 10,
	window: 10 * minute,
	firstWait: minute,
	longestWait: 15 * minute,
	forgetAfter: 24 * 60 * minute,
};

/**
 * For an address. Ten times a name's: on the day of a roll-out a whole office signs in behind one address. Against it stand those who try one
 * password on many names.
 */
export const peerLimit: ThrottleLimit = { ...nameLimit, free: 100, forgetAfter: 60 * minute };

/** For a name from wherever, beside its tries from one address: so that a stranger who knows a name does not keep its owner out. */
export const wideNameLimit: ThrottleLimit = { ...nameLimit, free: 100 };

/** For the one-time codes of one account: whoever knows its password has ten in a day, and not ten in ten minutes. */
export const codeLimit: ThrottleLimit = { ...nameLimit, window: 24 * 60 * minute };

/** What still counts now: undefined when nothing does. */
export function stillCounting(tries: WrongTries | undefined, limit: ThrottleLimit, now: number): WrongTries | undefined {
	if (tries === undefined) return undefined;
	// From the future: the clock was set back since, and nobody must wait until it has caught up.
	if (tries.lastAt > now + minute) return undefined;
	const forgotten = tries.failures < limit.free ? now - tries.firstAt > limit.window : now - tries.lastAt > limit.forgetAfter;
	return forgotten ? undefined : tries;
}

/** When the next try is heard; null: now. The wait doubles with each wrong try that is heard after the free ones. */
export function retryAt(tries: WrongTries | undefined, limit: ThrottleLimit, now: number): number | null {
	const counting = stillCounting(tries, limit, now);
	if (counting === undefined || counting.failures < limit.free) return null;
	const wait = Math.min(limit.firstWait * 2 ** (counting.failures - limit.free), limit.longestWait);
	const at = counting.lastAt + wait;
	return at > now ? at : null;
}

/** One more wrong try. */
export function afterFailure(tries: WrongTries | undefined, limit: ThrottleLimit, now: number): WrongTries {
	const counting = stillCounting(tries, limit, now);
	return { failures: (counting?.failures ?? 0) + 1, firstAt: counting?.firstAt ?? now, lastAt: now };
}

/** The part of an address that one household holds: all of IPv4, the first 64 bits of IPv6 (of which one phone has as many addresses as it likes). */
export function peerKey(peer: string): string {
	const address = peer.replace(/%.*$/, "").toLowerCase();
	const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address);
	if (mapped?.[1] !== undefined) return mapped[1];
	if (!isIPv6(address)) return address.slice(0, 64);
	const [head = "", tail] = address.split("::");
	const before = head === "" ? [] : head.split(":");
	const after = tail === undefined || tail === "" ? [] : tail.split(":");
	const gap = tail === undefined ? 0 : 8 - before.length - after.length;
	const groups = [...before, ...Array.from({ length: Math.max(gap, 0) }, () => "0"), ...after];
	return `${groups
		.slice(0, 4)
		.map((group) => group.replace(/^0+(?=.)/, ""))
		.join(":")}::/64`;
}
