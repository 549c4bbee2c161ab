import { setTimeout as wait } from "node:timers/promises";

const limit = 60_000;
const pause = 10;

/** Waits for what happens by itself: asks again and again, for so long that only what never comes is missed, however busy the machine is. */
export async function eventually(what: string, ask: () => boolean | Promise<boolean>): Promise<void> {
	for (let left = limit / pause; left > 0; left--) {
		if (await ask()) return;
		await wait(pause);
	}
	throw new Error(`did not happen: ${what}`);
}
