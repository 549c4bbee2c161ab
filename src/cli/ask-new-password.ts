import type { Context } from "./command.ts";
import { failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

/** Twice from a person; else the first line of what is piped in. Never from the command line, where other users of the machine could read it. */
export async function askNewPassword(name: string, { edge, texts, language }: Context): Promise<string | Reply> {
	const { terminal } = edge;
	if (!terminal.interactive) {
		const input = await terminal.readInput();
		return input.toString("utf8").split(/\r?\n/, 1)[0] ?? "";
	}
	const first = await terminal.askSecret(`${say(texts.said["password-question"], { upn: name }, language)} `);
	const second = first === undefined ? undefined : await terminal.askSecret(`${texts.said["password-again"]} `);
	if (first === undefined || second === undefined) return failed(texts.said["nothing-changed"]);
	return first === second ? first : failed(texts.said["password-differs"]);
}
