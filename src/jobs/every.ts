import type { Log } from "../evidence/log.ts";

export interface Repeating {
	/** Begins no new round, and resolves when the one under way has ended. */
	stop(): Promise<void>;
}

/** Runs a task again and again, `pause` milliseconds after it ended, so that a slow round never overlaps the next. A failed round is logged and forgotten. */
export function every(pause: number, name: string, task: () => Promise<unknown>, log: Log): Repeating {
	let stopped = false;
	let timer: NodeJS.Timeout | undefined;
	let running: Promise<void> = Promise.resolve();
	const round = async () => {
		try {
			await task();
		} catch (error) {
			log.warn({ task: name, cause: error instanceof Error ? error.message : "unknown" }, "a task failed; it runs again");
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
