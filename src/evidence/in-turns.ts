import { setImmediate } from "node:timers/promises";

/** Does work that comes in steps of a few milliseconds, and lets whoever waits have a turn between two of them: a phone is answered meanwhile. */
export async function inTurns<T>(steps: Generator<undefined, T>): Promise<T> {
	for (;;) {
		const step = steps.next();
		if (step.done === true) return step.value;
		await setImmediate();
	}
}
