import { shellWords } from "../../diagnosis/shell-words.ts";
import type { AuditEntry } from "../../evidence/audit.ts";
import type { Incident } from "../../evidence/incident.ts";
import { changeLines } from "../../texts/change-text.ts";
import { codeTexts, printable } from "../../texts/texts.ts";
import { type Context, command } from "../command.ts";
import { parsePast } from "../moment.ts";
import { relativeTime } from "../relative-time.ts";
import { done, failed, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { shortId } from "../short-id.ts";

export const auditCommand = command({
	name: "audit",
	aliases: ["audit list"],
	store: "read",
	options: {
		since: { kind: "text", value: "TIME", help: "audit-since" },
		action: { kind: "text", value: "COMMAND", help: "audit-action" },
		target: { kind: "text", value: "TEXT", help: "audit-target" },
		limit: { kind: "number", value: "NUMBER", help: "limit" },
	},
	run: list,
});

interface Given {
	readonly since: string | undefined;
	readonly action: string | undefined;
	readonly target: string | undefined;
	readonly limit: number | undefined;
}

async function list({ since: typed, action, target, limit = 20 }: Given, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const { said } = texts.audit;
	const now = domain.clock.now();
	const since = typed === undefined ? undefined : parsePast(typed, now);
	if (typed !== undefined && since === undefined) return failed(say(said["since-malformed"], { time: typed }, language));
	const actions = action === undefined ? undefined : actionsOf(action, context);
	const entries = await domain.store.read.audit.list({
		...(since === undefined ? {} : { since }),
		...(actions === undefined ? {} : { actions }),
		...(target === undefined ? {} : { target: target.normalize("NFKC").trim() }),
		limit,
	});
	const mended = await mendedBy(entries, context);
	const data = entries.map((entry) => {
		const { id, at, actor, action: did, target: of, detail, undo, undoes, undoneBy } = entry;
		const codes = (mended.get(id) ?? []).map(({ id: incident, code }) => ({ incident, code }));
		return { id, at: iso(at), by: actor.name, kind: actor.kind, action: did, target: of, detail, undo, undoes, undoneBy, mended: codes };
	});
	if (entries.length === 0) return done(data, said["audit-none"]);
	const blocks = entries.map((entry) => entryText(entry, mended.get(entry.id) ?? [], context));
	const more = entries.length === limit ? [say(texts.said["more-with-limit"], { limit }, language)] : [];
	return done(data, [...blocks, ...more].join("\n"), context.json ? more : []);
}

/** `licences` is every command that begins so. */
function actionsOf(typed: string, { commands }: Context): readonly string[] {
	const plain = typed.normalize("NFKC").trim().toLowerCase();
	return commands.map(({ name }) => name).filter((name) => name === plain || name.startsWith(`${plain} `));
}

/** One change can mend as much of each of a thousand domains. */
const mostMended = 1000;

/** What each of them mended. */
async function mendedBy(entries: readonly AuditEntry[], { domain }: Context): Promise<ReadonlyMap<string, readonly Incident[]>> {
	const mended = await domain.store.read.incidents.list({ mendedBy: entries.map(({ id }) => id), limit: mostMended });
	return Map.groupBy(mended, ({ mendedBy: by }) => by ?? "");
}

function entryText(entry: AuditEntry, mended: readonly Incident[], context: Context): string {
	const { domain, texts, language, paint } = context;
	const { said } = texts.audit;
	const { id, at, actor, action, target, undoes, undoneBy } = entry;
	const who = actor.name === null ? said[`by-${actor.kind}`] : printable(actor.name);
	const head = [relativeTime(at, domain.clock.now(), language), who, paint("strong", action), printable(target ?? "")];
	const notes = [
		...(undoes === null ? [] : [say(said["takes-back"], { entry: shortId(undoes) }, language)]),
		...(undoneBy === null ? [] : [say(said["taken-back-by"], { entry: shortId(undoneBy) }, language)]),
		...mended.map(({ code }) => say(said["mended-one"], { title: codeTexts(code, language)?.title ?? code, code }, language)),
	];
	const undo = entry.undo === null || undoneBy !== null ? [] : [paint("faint", shellWords(["genkan", "undo", shortId(id)]))];
	const lines = [...changeLines(entry, context), ...notes, ...undo].map((line) => `    ${line}`);
	return [head.filter((part) => part !== "").join("  "), ...lines].join("\n");
}
