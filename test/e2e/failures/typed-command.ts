import { run } from "../../../src/cli/run.ts";
import { systemRandomness } from "../../../src/domain.ts";
import type { Clock } from "../../../src/evidence/clock.ts";

/** What a command line came to. */
export interface Said {
	readonly code: number;
	readonly out: string;
	readonly err: string;
}

/** Types a command, as somebody does while the service runs on the same store. Nobody answers what it asks. */
export async function typedCommand(
	words: readonly string[],
	{ clock, environment }: { readonly clock: Clock; readonly environment: Readonly<Record<string, string>> },
): Promise<Said> {
	let out = "";
	let err = "";
	const code = await run(words, {
		terminal: {
			columns: null,
			color: false,
			interactive: false,
			out: (content) => {
				out += typeof content === "string" ? content : Buffer.from(content).toString("latin1");
			},
			err: (text) => {
				err += text;
			},
			ask: async () => undefined,
			askSecret: async () => undefined,
			input: async function* () {},
			readInput: async () => Buffer.alloc(0),
		},
		environment,
		clock,
		randomness: systemRandomness,
		onEnd: () => undefined,
		cut: () => undefined,
	});
	return { code, out, err };
}

/** The words of a line that the product shows, as a shell reads them. */
export function wordsOf(line: string): string[] {
	return [...line.matchAll(/(?:'[^']*'|\\'|[^\s'])+/g)].map(([word]) =>
		word.replaceAll(/'([^']*)'|\\'/g, (_, quoted?: string) => quoted ?? "'"),
	);
}
