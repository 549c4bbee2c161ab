import { Buffer } from "node:buffer";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { run } from "../../src/cli/run.ts";
import type { Edge } from "../../src/cli/terminal.ts";
import { systemRandomness } from "../../src/domain.ts";

export interface Said {
	readonly code: number;
	readonly out: string;
	readonly err: string;
	/** Both, as a terminal shows them one after the other. */
	readonly shown: string;
}

/** A command line on a data directory of its own, as a person at a terminal has it, or a script. */
export interface CommandLine {
	readonly data: string;
	/** Where files may be written. */
	readonly folder: string;
	now: number;
	/** What is piped in. */
	input: string;
	/** What the person answers; null: nobody is there. */
	answers: string[] | null;
	columns: number | null;
	run(...words: readonly string[]): Promise<Said>;
	/** As `run`, with the data as a program reads it: rows of `--json`. Fails the test unless the command succeeds. */
	json<T = Record<string, unknown>>(...words: readonly string[]): Promise<T[]>;
}

export const testNow = Date.UTC(2026, 3, 1);

export function commandLine(t: TestContext, environment: Readonly<Record<string, string>> = {}): CommandLine {
	const folder = mkdtempSync(join(tmpdir(), "genkan-cli-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const data = join(folder, "data");
	const line: CommandLine = {
		data,
		folder,
		now: testNow,
		input: "",
		answers: null,
		columns: null,
		async run(...words) {
			let out = "";
			let err = "";
			let shown = "";
			const take = async (question: string) => {
				err += question;
				return line.answers?.shift();
			};
			const edge: Edge = {
				terminal: {
					columns: line.columns,
					color: false,
					interactive: line.answers !== null,
					out: (content) => {
						const text = typeof content === "string" ? content : Buffer.from(content).toString("latin1");
						out += text;
						shown += text;
					},
					err: (text) => {
						err += text;
						shown += text;
					},
					ask: take,
					askSecret: take,
					input: async function* () {
						yield Buffer.from(line.input);
					},
					readInput: async () => Buffer.from(line.input),
				},
				environment: { GENKAN_DATA: data, ...environment },
				clock: { now: () => line.now },
				randomness: systemRandomness,
				account: "hanako",
				onEnd: () => undefined,
				cut: () => undefined,
			};
			return { code: await run(words, edge), out, err, shown };
		},
		async json(...words) {
			const { code, out, err } = await line.run(...words, "--json");
			if (code !== 0) throw new Error(`${words.join(" ")} ended with ${code}: ${err}`);
			return out
				.split("\n")
				.filter((row) => row !== "")
				.map((row) => JSON.parse(row));
		},
	};
	return line;
}
