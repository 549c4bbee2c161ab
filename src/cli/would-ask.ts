import type { Json } from "../evidence/attempt.ts";
import type { CliTexts } from "../texts/cli-texts.ts";
import type { Context } from "./command.ts";
import { done, type Reply } from "./reply.ts";
import { say } from "./say.ts";

/** What a rehearsal cannot try: what would be asked of Apple, or made outside the store. */
export function wouldAsk(
	kind: keyof CliTexts["audit"]["would"],
	values: { readonly [name: string]: Json },
	{ deed, texts, language }: Context,
): Reply {
	deed.asked.push(say(texts.audit.would[kind], values, language));
	return done(null, "");
}
