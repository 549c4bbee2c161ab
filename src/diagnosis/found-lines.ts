import { KeptLines } from "./kept-lines.ts";
import type { LoggedError } from "./read-log-line.ts";

/** A line of a log by which something is known. */
export interface LogLine {
	/** Of an archive's member; null where the log is one file. */
	readonly file: string | null;
	/** From 1. */
	readonly line: number;
	/** As the log writes it; null where the line says none. */
	readonly at: string | null;
	/** Empty: an error of Apple's management whose number names no cause. */
	readonly codes: readonly string[];
	readonly errors: readonly LoggedError[];
	/** Cut to what stands around the first match. */
	readonly text: string;
}

/** A line while it is looked at. */
export interface FoundLine extends Pick<LogLine, "file" | "line" | "at" | "text"> {
	/** In the log, over all of its files. */
	readonly order: number;
	readonly codes: Set<string>;
	/** By domain and number, as `LogSignatures.errors` writes them. */
	readonly errors: Map<string, LoggedError>;
}

/** Of each meaning the first and the last so many lines, and so many meanings: no true log has as many. */
const keptOfEach = 50;
const mostMeanings = 200;

/** What a log came to: lines up to a number, and how many there were. */
export class FoundLines {
	readonly #kept = new Map<string, KeptLines<FoundLine>>();
	readonly #counts = new Map<string, number>();
	readonly #errors = new Map<string, LoggedError>();
	#matches = 0;

	/** Of a line by which nothing is known after all, nothing is kept. */
	add(found: FoundLine): void {
		const { codes, errors } = found;
		if (codes.size === 0 && errors.size === 0) return;
		this.#matches += 1;
		for (const code of codes) this.#counts.set(code, (this.#counts.get(code) ?? 0) + 1);
		for (const [key, error] of errors) if (this.#errors.size < mostMeanings) this.#errors.set(key, error);
		// By meaning: a log of one message without end must not push out the others.
		const meaning = [...errors.keys(), ...codes].join(" ");
		const known = this.#kept.get(meaning) ?? this.#kept.get("");
		const kept = known ?? new KeptLines(keptOfEach);
		if (known === undefined) this.#kept.set(this.#kept.size < mostMeanings ? meaning : "", kept);
		kept.add(found);
	}

	/** The codes that were seen, the most frequent first; every error once; the lines in their order; and how many there were, kept or not. */
	all(): {
		readonly matched: readonly string[];
		readonly errors: readonly LoggedError[];
		readonly lines: readonly LogLine[];
		readonly matches: number;
	} {
		const lines = [...this.#kept.values()].flatMap((one) => one.all()).toSorted((a, b) => a.order - b.order);
		return {
			matched: [...this.#counts].toSorted(([, a], [, b]) => b - a).map(([code]) => code),
			errors: [...this.#errors.values()],
			lines: lines.map(({ file, line, at, codes, errors, text }) => ({
				...{ file, line, at, text },
				codes: [...codes],
				errors: [...errors.values()],
			})),
			matches: this.#matches,
		};
	}
}
