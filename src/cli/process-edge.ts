import { Buffer } from "node:buffer";
import { userInfo } from "node:os";
import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { systemClock, systemRandomness } from "../domain.ts";
import type { Edge, Terminal } from "./terminal.ts";

const nothing = () => new Writable({ write: (_chunk, _encoding, written) => written() });

/**
 * Milliseconds. Ctrl-C reaches every process of the terminal, and npm passes on the signal that it got: what comes twice within this time was asked
 * once, or one Ctrl-C under `npm start` would cut the service off.
 */
const oneRequest = 1_000;

/** The edge of a process. `environment` is handed in: one place only reads it. */
export function processEdge(host: NodeJS.Process, environment: Edge["environment"]): Edge {
	return {
		terminal: processTerminal(host, environment),
		environment,
		...accountOf(),
		clock: systemClock,
		randomness: systemRandomness,
		onEnd(asked) {
			let last = Number.NEGATIVE_INFINITY;
			const heard = () => {
				const now = performance.now();
				if (now - last > oneRequest) asked();
				last = now;
			};
			host.on("SIGINT", heard);
			host.on("SIGTERM", heard);
		},
		cut: (code) => host.exit(code),
	};
}

/** A container may run under a number that has no name. */
function accountOf(): Pick<Edge, "account"> {
	try {
		return { account: userInfo().username };
	} catch {
		return {};
	}
}

function processTerminal({ stdin, stdout, stderr }: NodeJS.Process, environment: Edge["environment"]): Terminal {
	const noColor = (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
	// Questions go to standard error: standard output may be a file.
	const ask = (question: string, output: NodeJS.WritableStream) =>
		new Promise<string | undefined>((resolve) => {
			const lines = createInterface({ input: stdin, output, terminal: true });
			let answer: string | undefined;
			if (output !== stderr) stderr.write(question);
			lines.question(question, (line) => {
				answer = line;
				lines.close();
			});
			lines.once("SIGINT", () => lines.close());
			lines.once("close", () => {
				stdin.pause();
				if (output !== stderr || answer === undefined) stderr.write("\n");
				resolve(answer);
			});
		});
	return {
		columns: stdout.isTTY ? stdout.columns : null,
		color: stdout.isTTY && !noColor,
		interactive: stdin.isTTY && stderr.isTTY,
		out: (content) => {
			stdout.write(content);
		},
		err: (text) => {
			stderr.write(text);
		},
		ask: (question) => ask(question, stderr),
		askSecret: (question) => ask(question, nothing()),
		input: () => stdin,
		async readInput() {
			const chunks: Buffer[] = [];
			for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
			return Buffer.concat(chunks);
		},
	};
}
