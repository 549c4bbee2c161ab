import { deleteKeyPair, keyPairName, listKeyPairs } from "../../ade/key-pairs.ts";
import { localTime } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { type Context, command } from "../command.ts";
import { refusedBy } from "../problem.ts";
import { done, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

export const adeKeyCommands = [
	command({ name: "ade keys", aliases: ["ade keys list"], store: "read", run: (_, context) => list(context) }),
	command({
		name: "ade keys delete",
		store: "write",
		arguments: { key: { kind: "text", value: "KEY" } },
		async run({ key }, context) {
			const { texts, language } = context;
			const outcome = await act(context, async (stores, tell) => {
				const deleted = await deleteKeyPair(stores, key);
				if (!deleted.ok) return deleted;
				const { pair, token } = deleted;
				const about = token === null ? {} : { about: { token: token.name } };
				tell({ target: keyPairName(pair), ...about, before: { there: true }, after: { there: false }, undo: null });
				return deleted;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { pair } = outcome;
			return done({ keyPair: pair.id }, say(texts.ade.said["key-deleted"], { key: keyPairName(pair) }, language));
		},
	}),
] as const;

/** Those that wait for the token that answers them. */
async function list(context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const waiting = (await listKeyPairs(domain.store.read)).filter(({ state }) => state === "waiting");
	const data = waiting.map(({ pair, token }) => ({ keyPair: pair.id, createdAt: iso(pair.createdAt), for: token?.name ?? null }));
	if (waiting.length === 0) return done(data, texts.ade.said["keys-none"]);
	const { columns } = texts;
	const rows = waiting.map(({ pair, token }) => [
		keyPairName(pair),
		localTime(pair.createdAt, language),
		token?.name ?? texts.ade.said["key-for-new"],
	]);
	const head = [{ title: columns.id }, { title: columns.made }, { title: columns.token, cut: true }] as const;
	return done(data, textTable(head, rows, context));
}
