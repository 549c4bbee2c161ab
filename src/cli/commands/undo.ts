import { isDeepStrictEqual } from "node:util";
import { sessionActions } from "../../administrators/sessions.ts";
import { TakenBackAlready } from "../../enrollment/record-audit.ts";
import type { AuditEntry } from "../../evidence/audit.ts";
import { type ValueChange, valueChanges, valueText } from "../../texts/change-text.ts";
import { printable } from "../../texts/texts.ts";
import { type Context, command } from "../command.ts";
import { confirm } from "../confirm.ts";
import { previewReply, previewText } from "../preview-text.ts";
import { type Rehearsal, rehearseCommand } from "../rehearse-command.ts";
import { failed, type Reply } from "../reply.ts";
import { readWords, runWords } from "../run-command.ts";
import { say } from "../say.ts";
import { shortId } from "../short-id.ts";

export const undoCommand = command({
	name: "undo",
	store: "write",
	arguments: { entry: { kind: "text", value: "ENTRY", optional: true } },
	options: { yes: { kind: "flag", help: "yes" }, preview: { kind: "flag", help: "preview" } },
	run: undo,
});

async function undo(
	{ entry: typed, yes, preview }: { readonly entry: string | undefined; readonly yes: boolean; readonly preview: boolean },
	context: Context,
): Promise<Reply> {
	const { texts, language } = context;
	const { said } = texts.audit;
	const found = typed === undefined ? await lastChange(context) : await context.domain.store.read.audit.find(typed.trim().toLowerCase());
	if (found === undefined)
		return failed(typed === undefined ? await nothingLeft(context) : say(said["undo-unknown"], { entry: typed }, language));
	const values = { entry: shortId(found.id), action: found.action, target: found.target };
	if (found.undoneBy !== null) return failed(say(said["undo-done-already"], { ...values, by: shortId(found.undoneBy) }, language));
	const words = found.undo === null ? undefined : readWords(found.undo, context);
	if (words === undefined) return failed(say(said["undo-impossible"], values, language));
	const rehearsal = await rehearseCommand(words.command, words.given, context, { undoes: found.id });
	if (!rehearsal.reply.ok) return failed(`${say(said["undo-refused"], values, language)}\n${rehearsal.reply.text}`);
	if (rehearsal.changes.length === 0 && rehearsal.asked.length === 0) return failed(say(said["undo-so-already"], values, language));
	const since = changedSince(found, rehearsal);
	if (since.length > 0) {
		const lines = since.map(([name, then, now]) =>
			say(
				said["undo-changed-line"],
				{
					field: texts.audit.fields[name as keyof typeof texts.audit.fields],
					made: valueText(name, then, context),
					now: valueText(name, now, context),
				},
				language,
			),
		);
		return failed([say(said["undo-changed"], values, language), ...lines.map((line) => `  ${line}`)].join("\n"));
	}
	if (preview) return previewReply(rehearsal, context);
	const answer = await confirm(previewText(rehearsal, context), say(said["undo-question"], values, language), { yes }, context);
	if (answer === "nobody-there") return failed(say(said["undo-needs-yes"], { preview: previewText(rehearsal, context) }, language));
	if (answer === "no") return failed(texts.said["nothing-changed"]);
	try {
		const { reply, changes } = await runWords(words, context, { undoes: found.id });
		if (!reply.ok) return reply;
		// Somebody else was quicker, since it was rehearsed.
		if (changes.length === 0) return failed(say(said["undo-so-already"], values, language));
		const text = [say(said["undone"], { ...values, target: printable(found.target ?? "") }, language), reply.text].join("\n");
		return { ...reply, data: { undone: found.id, action: found.action, target: found.target }, text };
	} catch (error) {
		if (error instanceof TakenBackAlready) return failed(say(said["undo-so-already"], values, language));
		throw error;
	}
}

/** The newest that stands and is no taking back; what takes back a taking back is a change like any other. */
async function lastChange({ domain }: Context): Promise<AuditEntry | undefined> {
	const { audit } = domain.store.read;
	const newest = await audit.list({ limit: 100 });
	const takesBack = async ({ undoes }: AuditEntry): Promise<boolean> => {
		const taken = undoes === null ? undefined : await audit.find(undoes);
		return undoes !== null && (taken === undefined || !(await takesBack(taken)));
	};
	for (const entry of newest) {
		if (sessionActions.includes(entry.action)) continue;
		if (entry.undoneBy === null && !(await takesBack(entry))) return entry;
	}
	return undefined;
}

/** Nothing stands that could be taken back; a taking back itself can be. */
async function nothingLeft({ domain, texts, language }: Context): Promise<string> {
	const { said } = texts.audit;
	const newest = await domain.store.read.audit.list({ limit: 100 });
	const taken = newest.find(({ undoes, undoneBy, undo }) => undoes !== null && undoneBy === null && undo !== null);
	return taken === undefined ? said["undo-nothing"] : say(said["undo-only-redo"], { entry: shortId(taken.id) }, language);
}

type Since = readonly [name: string, then: ValueChange["before"], now: ValueChange["before"]];

/** Values that are not any more as the change left them: to take it back would destroy what somebody did after it. */
function changedSince(entry: AuditEntry, { changes }: Rehearsal): readonly Since[] {
	const made = new Map(valueChanges(entry));
	return changes
		.filter(({ entry: { target } }) => target === entry.target || changes.length === 1)
		.flatMap(({ entry: back }) =>
			valueChanges(back).flatMap(([name, { before }]): readonly Since[] => {
				const left = made.get(name)?.after;
				return left === undefined || isDeepStrictEqual(left, before) ? [] : [[name, left, before]];
			}),
		);
}
