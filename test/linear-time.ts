import assert from "node:assert/strict";

const factor = 8;
/** Milliseconds that any machine may lose to the collector and the compiler, which work when they like. */
const slack = 50;

/**
 * Whether work takes eight times as long for eight times as much, and not sixty-four times: twenty-four are allowed. What counts is the processor's
 * time on this thread, so that neither a slow machine nor a busy one makes a difference.
 *
 * @param prepare makes the work for an input of this size; making it does not count
 */
export function assertLinear(name: string, largest: number, prepare: (size: number) => () => void): void {
	const small = prepare(Math.floor(largest / factor));
	const large = prepare(largest);
	// The least of a few runs: the first ones are not compiled yet.
	const short = Math.min(...[1, 2, 3].map(() => processorTime(small)));
	const allowed = 3 * factor * short + slack;
	let long = processorTime(large);
	// Only who is too slow gets a second chance.
	for (let left = 2; left > 0 && long > allowed; left--) long = Math.min(long, processorTime(large));
	assert.ok(long <= allowed, `${name}: ${short} ms for an eighth of it, ${long} ms for all`);
}

function processorTime(work: () => void): number {
	const before = process.threadCpuUsage();
	work();
	const { user, system } = process.threadCpuUsage(before);
	return (user + system) / 1000;
}
