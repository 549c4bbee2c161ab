import type { Edge } from "./terminal.ts";

/** `done` null: the line is cleared. `of` null: nobody knows how many there are. */
export type DrawProgress = (done: number | null, of: number | null, what: string) => void;

const width = 32;

/**
 * A line on standard error that is drawn over and over, where a person looks; elsewhere nothing is written. `first` stands there until the first
 * drawing.
 */
export function progressBar(edge: Edge, first: string): DrawProgress {
	if (!edge.terminal.interactive) return () => undefined;
	edge.terminal.err(`\r${first} …`);
	return (done, of, what) => {
		if (done === null) {
			edge.terminal.err("\r\u001b[K");
			return;
		}
		if (of === null || of === 0) {
			edge.terminal.err(`\r\u001b[K${done} ${what}`);
			return;
		}
		const full = Math.round((width * Math.min(done, of)) / of);
		edge.terminal.err(`\r\u001b[K${"█".repeat(full)}${"░".repeat(width - full)} ${done}/${of} ${what}`);
	};
}
