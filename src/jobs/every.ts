import type { Log } from "../evidence/log.ts";

export interface Repeating {
	/** Begins no new round, and resolves when the one under way has ended. */
	stop(): Promise<void>;
}

const minute = 60_000;

/**
 * Runs a task again and again, `pause` milliseconds after it ended, so that a slow round never overlaps the next. A failed round is logged and
 * forgotten; what fails again for the same cause is logged about once a minute, lest a database that is away fills the log.
 */
export function every(pause: number, name: string, task: () => Promise<unknown>, log: Log): Repeating {
	let stopped = false;
	let timer: NodeJS.Timeout | undefined;
	let running: Promise<void> = Promise.resolve();
	let failing: { readonly cause: string; rounds: number } | undefined;
	const again = Math.max(1, Math.round(minute / pause));
	const failed = (cause: string) => {
		if (failing?.cause !== cause) failing = { cause, rounds: 0 };
		if (failing.rounds % again === 0) log.warn({ task: name, cause }, "a task failed; it runs again");
		failing.rounds++;
	};
	const round = async () => {
		try {
			await task();
			if (failing !== undefined) log.info({ task: name }, "a task that failed works again");
			failing = undefined;
		} catch (error) {
			failed(error instanceof Error ? error.message : "unknown");
		}
		if (!stopped) timer = setTimeout(begin, pause);
	};
	const begin = () => {
		running = round();
	};
	timer = setTimeout(begin, pause);
	return {
		async stop() {
			stopped = true;
			clearTimeout(timer);
			await running;
		},
	};
}
