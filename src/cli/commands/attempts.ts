import { normaliseUpn } from "../../directory/upn.ts";
import { attemptStates } from "../../evidence/attempt.ts";
import { normaliseSerial } from "../../tenant/serial.ts";
import { localTime, printable } from "../../texts/texts.ts";
import { attemptOutcome } from "../attempt-outcome.ts";
import { type Context, command } from "../command.ts";
import { faultDetail, faultTitle } from "../fault-detail.ts";
import { relativeTime } from "../relative-time.ts";
import { done, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

export const attemptCommands = [
	command({
		name: "attempts",
		aliases: ["attempts list"],
		store: "read",
		options: {
			state: { kind: "text", value: "STATE", choices: attemptStates, help: "attempts-state" },
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
			attemptOutcome(one, language),
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
