import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";

/** A process that answers each message with one. */
export interface Child<Question, Answer> extends AsyncDisposable {
	readonly pid: number | undefined;
	ask(question: Question): Promise<Answer>;
}

/** Starts a file of this folder as a process of its own, so that who is measured and who measures do not share a thread. */
export function startChild<Question extends object, Answer>(file: string, execArgv: readonly string[] = []): Child<Question, Answer> {
	const process: ChildProcess = fork(fileURLToPath(new URL(file, import.meta.url)), {
		serialization: "advanced",
		execArgv: [...execArgv],
		stdio: ["ignore", "inherit", "inherit", "ipc"],
	});
	const ended = new Promise<void>((resolve) => process.once("exit", () => resolve()));
	return {
		pid: process.pid,
		ask(question) {
			return new Promise((resolve, reject) => {
				const onExit = () => reject(new Error(`${file} ended before it answered`));
				process.once("exit", onExit);
				process.once("message", (answer) => {
					process.off("exit", onExit);
					resolve(answer as Answer);
				});
				process.send(question);
			});
		},
		async [Symbol.asyncDispose]() {
			if (process.connected) process.disconnect();
			const late = setTimeout(() => process.kill("SIGKILL"), 5_000);
			await ended;
			clearTimeout(late);
		},
	};
}
