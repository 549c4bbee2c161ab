import { shellWords } from "../diagnosis/shell-words.ts";
import { editDistance } from "../directory/edit-distance.ts";
import { normaliseReference } from "../enrollment/reference.ts";
import type { Attempt } from "../evidence/attempt.ts";
import { printable } from "../texts/texts.ts";
import { attemptOutcome } from "./attempt-outcome.ts";
import type { Context } from "./command.ts";
import { relativeTime } from "./relative-time.ts";
import { failed, type Reply } from "./reply.ts";
import { say } from "./say.ts";

/** Names the tries whose reference is a letter or two away; else the latest. */
export async function noSuchAttempt(typed: string, context: Context): Promise<Reply> {
	const { texts, language } = context;
	const recent = await context.domain.store.read.attempts.list({ limit: 500 });
	const plain = typed
		.normalize("NFKC")
		.toUpperCase()
		.replaceAll(/[^A-Z0-9]/g, "");
	const near = recent.filter((one) => editDistance(one.reference.replace("-", ""), plain, 2) <= 2).slice(0, 3);
	const shown = near.length > 0 ? near : recent.slice(0, 5);
	const kind = near.length > 0 ? "attempts-near" : recent.length > 0 ? "attempts-latest" : "attempts-none-yet";
	const message = `genkan explain --message ${shellWords([typed])}`;
	const lines = [
		say(texts.said["attempt-unknown"], { reference: typed }, language),
		// Whoever types what the phone shows is led to where that is understood.
		...(near.length === 0 && normaliseReference(typed) === undefined ? [say(texts.said["attempt-message"], { message }, language)] : []),
		texts.said[kind],
		...shown.map((one) => `  ${attemptLine(one, context)}`),
	];
	return failed(lines.join("\n"));
}

function attemptLine(attempt: Attempt, { language, domain }: Context): string {
	const when = relativeTime(attempt.startedAt, domain.clock.now(), language);
	return [attempt.reference, when, printable(attempt.upn ?? ""), attemptOutcome(attempt, language)]
		.filter((part) => part !== "")
		.join("  ");
}
