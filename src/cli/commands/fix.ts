import { explain, fixesOfAttempt } from "../../diagnosis/explain.ts";
import { explainFix } from "../../diagnosis/explain-fixes.ts";
import { explainIncident, fixesOfIncident } from "../../diagnosis/explain-incident.ts";
import { placeOf } from "../../diagnosis/fix-place.ts";
import { normaliseReference } from "../../enrollment/reference.ts";
import { judgeAgain } from "../../enrollment/would-pass.ts";
import type { Attempt } from "../../evidence/attempt.ts";
import type { Fix } from "../../evidence/finding.ts";
import { codeTexts } from "../../texts/texts.ts";
import { type Context, command } from "../command.ts";
import { confirm } from "../confirm.ts";
import { namesFile, placeholdersOf } from "../fix-placeholders.ts";
import { listedSubject } from "../listed-subject.ts";
import { previewReply, previewText } from "../preview-text.ts";
import { isFilling, readFilled } from "../read-filled.ts";
import { rehearseCommand } from "../rehearse-command.ts";
import { done, exits, failed, type Reply } from "../reply.ts";
import { type ReadWords, runWords } from "../run-command.ts";
import { say } from "../say.ts";
import { testSubject } from "../test-subject.ts";

export const fixCommand = command({
	name: "fix",
	store: "write",
	arguments: { what: { kind: "text", value: "REFERENCE|INCIDENT" }, number: { kind: "number", value: "NUMBER", optional: true } },
	options: {
		value: { kind: "texts", value: "NAME=VALUE", help: "fix-value" },
		yes: { kind: "flag", help: "yes" },
		preview: { kind: "flag", help: "preview" },
	},
	run: fix,
});

/** What is to be mended. `attempt` null: an incident. */
interface Subject {
	readonly name: string;
	readonly title: string;
	readonly fixes: readonly Fix[];
	readonly attempt: Attempt | null;
}

interface Given {
	readonly what: string;
	readonly number: number | undefined;
	readonly value: readonly string[];
	readonly yes: boolean;
	readonly preview: boolean;
}

async function fix({ what, number, value, yes, preview }: Given, context: Context): Promise<Reply> {
	const { texts, language } = context;
	const { said } = texts.audit;
	const subject = await find(what, context);
	if (subject === undefined) return failed(say(said["fix-unknown"], { what }, language));
	const { fixes } = subject;
	if (fixes.length === 0) return failed(say(said["fix-nothing"], { what: subject.name }, language));
	const acting = fixes.flatMap((one, at) => (acts(one, context) && needsOf(one).length === 0 ? [at + 1] : []));
	// Whoever may not be asked, and has not answered in advance, wants to know what there is.
	const meant = yes || preview || context.edge.terminal.interactive;
	const chosen = number ?? (acting.length === 1 && meant ? acting[0] : undefined);
	if (chosen === undefined) return list(subject, context);
	const wanted = fixes[chosen - 1];
	if (wanted === undefined) return failed(say(said["fix-number"], { number: chosen, count: fixes.length }, language));
	const { title } = explainFix(wanted, language);
	if (wanted.command === null) return failed(say(said["fix-by-hand"], { title }, language));
	const values = await fillings(wanted, value, context);
	if (values === "wrong") return failed(say(said["fix-value-wrong"], { title, needs: needsOf(wanted) }, language));
	const words = wanted.command.map((word) => values?.get(word) ?? word);
	const line = explainFix({ ...wanted, command: words }, language).command;
	if (values === null) return failed(say(said["fix-needs-values"], { title, command: line, needs: needsOf(wanted) }, language));
	const read = readFilled(wanted.command, values, context);
	if (read === undefined) return failed(say(said["fix-not-here"], { title, command: line }, language));
	if (context.edge.behalf !== undefined && !acts(wanted, context))
		return failed(say(said["fix-by-hand"], { title: line === null ? title : `${title}\n${line}` }, language));
	if (read.command.store === "read") return (await runWords(read, context)).reply;
	return change(subject, read, { title, number: chosen, yes, preview }, context);
}

async function change(
	subject: Subject,
	read: ReadWords,
	how: { readonly title: string; readonly number: number; readonly yes: boolean; readonly preview: boolean },
	context: Context,
): Promise<Reply> {
	const { texts, language } = context;
	const { said } = texts.audit;
	const rehearsal = await rehearseCommand(read.command, read.given, context);
	if (!rehearsal.reply.ok) return failed(`${say(said["fix-refused"], { title: how.title }, language)}\n${rehearsal.reply.text}`);
	if (how.preview) return previewReply(rehearsal, context);
	if (context.edge.behalf?.mayRun?.(read.command.name) === false)
		return {
			ok: false,
			text: say(said["fix-refused"], { title: how.title }, language),
			exit: exits.refused,
			reason: { kind: "forbidden" },
		};
	if (rehearsal.changes.length === 0 && rehearsal.asked.length === 0)
		return failed(say(said["fix-so-already"], { title: how.title }, language));
	const shown = previewText(rehearsal, context);
	const answer = await confirm(`${how.title}\n${shown}`, said["fix-question"], how, context);
	const again = { what: subject.name, number: how.number };
	if (answer === "nobody-there") return failed(`${shown}\n${say(said["fix-needs-yes"], again, language)}`);
	if (answer === "no") return failed(texts.said["nothing-changed"]);
	const { reply } = await runWords(read, context);
	if (!reply.ok || subject.attempt === null) return reply;
	return { ...reply, text: `${reply.text.trimEnd()}\n${await judged(subject.attempt, context)}` };
}

/** Whether the try would pass now, or what still refuses it. */
async function judged(attempt: Attempt, { domain, texts, language }: Context): Promise<string> {
	const { said } = texts.audit;
	const decision = await judgeAgain(domain.store.read, attempt, domain.clock.now());
	const { reference } = attempt;
	if (decision === null || decision.verdict === "admit") return say(said["fix-try-again"], { reference }, language);
	const title = codeTexts(decision.code, language)?.title ?? decision.code;
	return say(said["fix-still"], { reference, title, code: decision.code }, language);
}

async function find(typed: string, context: Context): Promise<Subject | undefined> {
	const { domain, language } = context;
	const { attempts, incidents } = domain.store.read;
	const reference = normaliseReference(typed);
	const attempt = reference === undefined ? undefined : await attempts.byReference(reference);
	if (attempt !== undefined) {
		const { decision } = attempt;
		const { title } = explain({ attempt, steps: [], decision }, language);
		return { name: attempt.reference, title, fixes: fixesOfAttempt({ attempt, decision }), attempt };
	}
	const [incident, other] = await incidents.find(typed.trim().toLowerCase());
	if (incident === undefined) return (await testSubject(typed, context)) ?? listedSubject(typed, context);
	if (other !== undefined) return undefined;
	return { name: typed.trim(), title: explainIncident(incident, language).title, fixes: fixesOfIncident(incident), attempt: null };
}

const needsOf = ({ command: words }: Fix): readonly string[] => (words === null ? [] : placeholdersOf(words));

/**
 * Whether it is a command that changes something, once it is told what it needs. What takes a file is not run from
 * here. Nor, for whoever asks by the API, is what changes nothing, or what has a page of its own: there is more to see or to carry than an answer. */
function acts(one: Fix, context: Context): boolean {
	if (one.command === null || needsOf(one).some(namesFile)) return false;
	const read = readFilled(one.command, new Map(), context);
	return read?.command.store === "write" && (context.edge.behalf === undefined || (read.command.changes && placeOf(one.id) === null));
}

/**
 * What only a person knows: as it was given, else asked for. null where nobody can be asked, or nothing was answered; `wrong` for what was given and is
 * not needed, or cannot be meant.
 */
async function fillings(wanted: Fix, given: readonly string[], { edge }: Context): Promise<ReadonlyMap<string, string> | null | "wrong"> {
	const needs = needsOf(wanted);
	const values = new Map<string, string>();
	for (const one of given) {
		const [, name = "", value = ""] = /^([^=]*)=(.*)$/su.exec(one) ?? [];
		if (!needs.includes(name) || values.has(name) || !isFilling(name, value.trim())) return "wrong";
		values.set(name, value.trim());
	}
	for (const name of needs.filter((one) => !values.has(one))) {
		const typed = edge.terminal.interactive ? (await edge.terminal.ask(`${name}: `))?.trim() : undefined;
		if (typed === undefined || typed === "") return null;
		if (!isFilling(name, typed)) return "wrong";
		values.set(name, typed);
	}
	return values;
}

function list({ name, title, fixes }: Subject, context: Context): Reply {
	const { texts, language, paint } = context;
	const { said } = texts.audit;
	const data = fixes.map((one, at) => {
		return { number: at + 1, ...explainFix(one, language), acts: acts(one, context), needs: needsOf(one) };
	});
	const lines = data.flatMap(({ number, title: called, command: line }) => {
		const head = `  ${number}. `;
		return line === null ? [head + called] : [head + called, " ".repeat(head.length) + paint("strong", line)];
	});
	const more = say(said["fix-which"], { what: name }, language);
	return done(data, [`${paint("strong", name)}  ${title}`, "", ...lines, "", more].join("\n"));
}
