import { setImmediate } from "node:timers/promises";
import type { PulseStore, TryCount } from "../evidence/pulse.ts";

export const historyWindows = ["24h", "7d", "30d"] as const;

export type HistoryWindow = (typeof historyWindows)[number];

export interface HistoryBucket {
	readonly from: number;
	/** Of the last one: now. */
	readonly until: number;
	readonly counts: readonly TryCount[];
}

const hour = 3600_000;
const day = 24 * hour;
const spans = { "24h": { width: hour, buckets: 24 }, "7d": { width: day, buckets: 7 }, "30d": { width: day, buckets: 30 } } as const;
const freshest = 5_000;
const oldest = 10 * 60_000;
const kept = 2_000;

/**
 * How tries ended over time: by the hour or by the day, the last one up to now. Each bucket is counted by itself and remembered, the longer the older it
 * is, for tries of yesterday hardly change: a million of them are counted in parts, between which whoever enrolls gets their turn.
 */
export function successOverTime(pulse: Pick<PulseStore, "tries">) {
	const known = new Map<string, { readonly at: number; readonly counts: readonly TryCount[] }>();

	async function counted(from: number, until: number, now: number): Promise<readonly TryCount[]> {
		const key = `${from} ${until}`;
		const found = known.get(key);
		const good = Math.min(oldest, Math.max(freshest, (now - until) / 12));
		if (found !== undefined && now - found.at < good && now >= found.at) return found.counts;
		await setImmediate();
		const counts = await pulse.tries(from, until);
		known.delete(key);
		known.set(key, { at: now, counts });
		for (const first of known.keys()) {
			if (known.size <= kept) break;
			known.delete(first);
		}
		return counts;
	}

	/** @param zone minutes ahead of UTC, by which days begin where whoever asks is */
	return async (window: HistoryWindow, zone: number, now: number): Promise<readonly HistoryBucket[]> => {
		const buckets: HistoryBucket[] = [];
		for (const { from, until } of spansOf(window, zone, now)) {
			buckets.push({ from, until: Math.min(until, now), counts: await counted(from, until, now) });
		}
		return buckets;
	};
}

function spansOf(window: HistoryWindow, zone: number, now: number): readonly { readonly from: number; readonly until: number }[] {
	const { width, buckets } = spans[window];
	const shift = zone * 60_000;
	const last = Math.floor((now + shift) / width) * width - shift;
	return Array.from({ length: buckets }, (_, at) => {
		const from = last - (buckets - 1 - at) * width;
		return { from, until: from + width };
	});
}
