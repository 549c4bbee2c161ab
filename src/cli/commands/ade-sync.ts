import type { AdeToken } from "../../ade/ports.ts";
import { askSync } from "../../jobs/ask-ade-round.ts";
import { act } from "../act.ts";
import { type ToldRound, tellRound } from "../ade-round-text.ts";
import { type Context, command } from "../command.ts";
import { givenToken } from "../find-ade.ts";
import { refusedBy } from "../problem.ts";
import { done, exits, iso, type Reply } from "../reply.ts";
import { endingSignal, runAdeRound } from "../run-ade-rounds.ts";
import { say } from "../say.ts";
import { wouldAsk } from "../would-ask.ts";

export const adeSyncCommands = [
	command({
		name: "ade sync",
		store: "write",
		arguments: { token: { kind: "text", value: "TOKEN", optional: true } },
		options: { full: { kind: "flag", help: "sync-full" }, "no-wait": { kind: "flag", help: "sync-no-wait" } },
		run: ({ token, full, "no-wait": noWait }, context) => sync(token, { full, noWait }, context),
	}),
] as const;

/** Without a name every token, one after another. */
async function sync(
	typed: string | undefined,
	{ full, noWait }: { readonly full: boolean; readonly noWait: boolean },
	context: Context,
): Promise<Reply> {
	const { domain, language } = context;
	const tokens = await domain.store.read.adeTokens.list();
	if (tokens.length === 0) return refusedBy({ kind: "ade-no-tokens" }, language);
	const found = typed === undefined ? undefined : await givenToken(typed, context);
	if (found?.ok === false) return found.reply;
	// Loaded here: other commands need no connection to Apple.
	if (context.deed.rehearsal) {
		const would = found === undefined ? tokens : [found.token];
		for (const token of would) await gate(token, full, context);
		return wouldAsk("would-sync", { tokens: would.map(({ name }) => name) }, context);
	}
	if (noWait) return begun(found === undefined ? tokens : [found.token], full, context);
	const { openAde } = await import("../../ade-composition.ts");
	const ade = openAde(domain);
	const signal = endingSignal(context);
	try {
		const told: ToldRound[] = [];
		for (const token of found === undefined ? tokens : [found.token]) {
			if (signal.aborted) break;
			told.push(
				(await gate(token, full, context)) ?? (await tellRound(await runAdeRound(ade, token, { full, signal }, context), token, context)),
			);
		}
		const reply = done(
			typed === undefined ? told.map(({ data }) => data) : (told[0]?.data ?? null),
			told.map(({ text }) => text).join("\n"),
		);
		return told.every(({ well }) => well) ? reply : { ...reply, exit: exits.refused };
	} finally {
		await ade.close();
	}
}

/** The running service does it: this only asks for it. */
async function begun(tokens: readonly AdeToken[], full: boolean, context: Context): Promise<Reply> {
	const { texts, language } = context;
	const told: ToldRound[] = [];
	for (const token of tokens) {
		const text = say(texts.ade.said["sync-begun"], { token: token.name }, language);
		const soon = { data: { token: token.name, result: "begun" }, text, brief: text, well: true };
		told.push((await gate(token, full, context)) ?? soon);
	}
	const reply = done(
		told.map(({ data }) => data),
		told.map(({ text }) => text).join("\n"),
	);
	return told.every(({ well }) => well) ? reply : { ...reply, exit: exits.refused };
}

/** Apple is asked on demand every 15 minutes at most; null: now. */
async function gate(token: AdeToken, full: boolean, context: Context): Promise<ToldRound | null> {
	const { domain, texts, language } = context;
	const now = domain.clock.now();
	const asked = await act(context, async (stores, tell) => {
		const answer = await askSync(stores, token.id, { full, now, randomness: domain.randomness });
		const reach = async () => ({ devices: await stores.adeDevices.count(token.id) });
		if (answer.ok) tell({ target: token.name, about: { full }, done: true, undo: null, reach });
		return answer;
	});
	if (asked.ok) return null;
	const { problem } = asked;
	const { name } = token;
	if (problem.kind === "no-such-token") {
		const text = say(texts.ade.said["sync-gone"], { token: name }, language);
		return { data: { token: name, result: "gone" }, text, brief: text, well: false };
	}
	const text = say(texts.ade.said["sync-too-soon"], { token: name, possibleAt: problem.at }, language);
	return { data: { token: name, result: "too-soon", possibleAt: iso(problem.at) }, text, brief: text, well: false };
}
