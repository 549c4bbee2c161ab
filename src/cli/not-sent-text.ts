import { ownText } from "../texts/texts.ts";
import type { Context } from "./command.ts";
import { say } from "./say.ts";

/** Why a test message was not taken, in a sentence. `error` is a word of the outbox; that of a later version reads as one that says nothing more. */
export function notSentText(address: string, error: string, { texts, language }: Pick<Context, "texts" | "language">): string {
	const { notSent } = texts;
	const [, protocol, status] = /^(smtp|http)-(\d+)$/.exec(error) ?? [];
	const why =
		protocol !== undefined && status !== undefined
			? say(notSent.why[protocol === "smtp" ? "smtp" : "http"], { status }, language)
			: (ownText<string>(notSent.why, error) ?? notSent.why.failed);
	return say(notSent.sentence, { address, why }, language);
}
