import { explain } from "../../diagnosis/explain.ts";
import { renderExplanation } from "../../diagnosis/render-explanation.ts";
import { editDistance } from "../../directory/edit-distance.ts";
import { normaliseUpn } from "../../directory/upn.ts";
import { normaliseReference } from "../../enrollment/reference.ts";
import type { Attempt } from "../../evidence/attempt.ts";
import { normaliseSerial } from "../../tenant/serial.ts";
import { localTime, ownText, printable, textsFor } from "../../texts/texts.ts";
import { type Context, command } from "../command.ts";
import { faultDetail, faultTitle } from "../fault-detail.ts";
import { relativeTime } from "../relative-time.ts";
import { done, failed, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

const reference = { kind: "text", value: "REFERENCE" } as const;

export const attemptCommands = [
	command({
		name: "explain",
		aliases: ["attempts show", "attempts explain"],
		store: "read",
		arguments: { reference },
		run: explainReference,
	}),
	command({
		name: "attempts",
		aliases: ["attempts list"],
		store: "read",
		options: {
			state: { kind: "text", value: "STATE", choices: ["open", "refused", "stopped", "enrolled"], help: "attempts-state" },
			code: { kind: "text", value: "CODE", help: "attempts-code" },
			user: { kind: "text", value: "UPN", help: "attempts-user" },
			serial: { kind: "text", value: "SERIAL", help: "attempts-serial" },
			limit: { kind: "number", value: "NUMBER", help: "limit" },
			faults: { kind: "flag", help: "attempts-faults" },
		},
		run: ({ faults, state, code, user, serial, limit = 20 }, context) => {
			if (faults) return listFaults(limit, context);
			const filter = {
				...(state === undefined ? {} : { state }),
				...(code === undefined ? {} : { code: code.toLowerCase() }),
				...(user === undefined ? {} : { upn: normaliseUpn(user) }),
				...(serial === undefined ? {} : { serial: normaliseSerial(serial) }),
				limit,
			};
			return listAttempts(filter, context);
		},
	}),
] as const;

async function explainReference({ reference: typed }: { readonly reference: string }, context: Context): Promise<Reply> {
	const { domain, language, paint } = context;
	const { attempts } = domain.store.read;
	const normal = normaliseReference(typed);
	const attempt = normal === undefined ? undefined : await attempts.byReference(normal);
	if (attempt === undefined) return noSuchAttempt(typed, context);
	const explanation = explain({ attempt, steps: await attempts.steps(attempt.id), decision: attempt.decision }, language);
	const { reference, code, title, explanation: why, who, findings, steps, fixes } = explanation;
	const data = { reference, code, title, explanation: why, who, findings, steps, fixes };
	const color = paint("strong", "x") !== "x";
	return done(data, renderExplanation(explanation, { color, language }));
}

/** Names the tries whose reference is a letter or two away; else the latest. */
async function noSuchAttempt(typed: string, context: Context): Promise<Reply> {
	const { texts, language } = context;
	const recent = await context.domain.store.read.attempts.list({ limit: 500 });
	const plain = typed
		.normalize("NFKC")
		.toUpperCase()
		.replaceAll(/[^A-Z0-9]/g, "");
	const near = recent.filter((one) => editDistance(one.reference.replace("-", ""), plain, 2) <= 2).slice(0, 3);
	const shown = near.length > 0 ? near : recent.slice(0, 5);
	const kind = near.length > 0 ? "attempts-near" : recent.length > 0 ? "attempts-latest" : "attempts-none-yet";
	const lines = [
		say(texts.said["attempt-unknown"], { reference: typed }, language),
		texts.said[kind],
		...shown.map((one) => `  ${attemptLine(one, context)}`),
	];
	return failed(lines.join("\n"));
}

function attemptLine(attempt: Attempt, { language, domain }: Context): string {
	const when = relativeTime(attempt.startedAt, domain.clock.now(), language);
	return [attempt.reference, when, printable(attempt.upn ?? ""), outcome(attempt, language)].filter((part) => part !== "").join("  ");
}

/** The state, and for a refusal or a silence why. */
function outcome({ state, code }: Attempt, language: Context["language"]): string {
	const texts = textsFor(language);
	if (code === null || state === "open" || state === "enrolled") return texts.states[state];
	return ownText(texts.codes, code)?.title ?? printable(code);
}

async function listAttempts(
	filter: Parameters<Context["domain"]["store"]["read"]["attempts"]["list"]>[0],
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const found = await domain.store.read.attempts.list(filter);
	const data = found.map(({ reference, journey, state, code, upn, device, startedAt, updatedAt }) => {
		return { reference, journey, state, code, upn, ...device, startedAt: iso(startedAt), updatedAt: iso(updatedAt) };
	});
	if (found.length === 0) return done(data, texts.said["attempts-none"]);
	const { columns } = texts;
	const now = domain.clock.now();
	const table = textTable(
		[
			{ title: columns.reference },
			{ title: columns.when },
			{ title: columns.user, cut: true },
			{ title: columns.serial },
			{ title: columns.outcome, cut: true },
		],
		found.map((one) => [
			one.reference,
			relativeTime(one.startedAt, now, language),
			printable(one.upn ?? "-"),
			printable(one.device.serial ?? "-"),
			outcome(one, language),
		]),
		context,
	);
	const more = found.length === filter.limit ? say(texts.said["more-with-limit"], { limit: filter.limit }, language) : "";
	return done(data, table + (more === "" ? "" : `${more}\n`), context.json && more !== "" ? [more] : []);
}

/** Requests that are no step of a try; those of a phone that is known by its certificate, address or visit name the try all the same. */
async function listFaults(limit: number, context: Context): Promise<Reply> {
	const { domain, texts, language } = context;
	const faults = await domain.store.read.faults.list(limit);
	const { attempts } = domain.store.read;
	const tried = [...new Set(faults.flatMap(({ attemptId }) => attemptId ?? []))];
	const references = new Map(await Promise.all(tried.map(async (id) => [id, (await attempts.byId(id))?.reference ?? null] as const)));
	const referenceOf = (attemptId: string | null) => (attemptId === null ? null : (references.get(attemptId) ?? null));
	const data = faults.map(({ at, face, peer, code, detail, attemptId }) => {
		return { at: iso(at), face, peer, code, detail, reference: referenceOf(attemptId) };
	});
	if (faults.length === 0) return done(data, texts.said["faults-none"]);
	const { columns } = texts;
	const table = textTable(
		[
			{ title: columns.when },
			{ title: columns.reference },
			{ title: columns.face },
			{ title: columns.peer, cut: true },
			{ title: columns.outcome, cut: true },
			{ title: columns.detail, cut: true },
		],
		faults.map((fault) => [
			localTime(fault.at, language),
			referenceOf(fault.attemptId) ?? "-",
			fault.face,
			printable(fault.peer),
			faultTitle(fault.code, language),
			faultDetail(fault, language),
		]),
		context,
	);
	return done(data, table);
}
