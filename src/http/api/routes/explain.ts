import { z } from "zod";
import { codes as doorCodes } from "../../../checks/index.ts";
import { verdicts } from "../../../checks/verdict.ts";
import type { ExplainedFix } from "../../../diagnosis/explain-fixes.ts";
import { explainReport } from "../../../diagnosis/explain-report.ts";
import { longestMessage, type MatchedMessage, matchMessage } from "../../../diagnosis/match-message.ts";
import { isWrapperAlone } from "../../../diagnosis/named-errors.ts";
import { nearMessages } from "../../../diagnosis/near-messages.ts";
import type { JudgedReport } from "../../../health/judge-report.ts";
import { nameOfTest } from "../../../health/test-name.ts";
import { codeTexts, type Language, textsFor } from "../../../texts/texts.ts";
import { isSame, mayAct, numberedFixes } from "../numbered-fixes.ts";
import { refuse } from "../problem.ts";
import { type Asked, type Caller, route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";
import { foundFixShape, whoShape } from "./explained.ts";
import { loggedShape, readUploadedLog, toldLog } from "./uploaded-log.ts";

/** Whose device it is, and which: without them less can be judged. */
const whose = { user: z.string().min(1).max(320).optional(), serial: z.string().min(1).max(100).optional() };

const named = z.object({ code: z.string(), title: z.string() });
const unknownShape = z.object({ typed: z.string(), near: z.array(z.string()) }).nullable();

const explainedShape = z.object({
	/** What the words stand for; empty: nothing is known about them. */
	matched: z.array(named),
	/** The message that the words were taken for, where they were typed with errors. */
	taken: z.string().nullable(),
	/** The words fit several messages. */
	ambiguous: z.boolean(),
	/** An error that only stands around another one, which would tell more. */
	wrapper: z.boolean(),
	/** Where nothing matched: messages that are near. */
	near: z.array(z.string()),
	/** For whom it was judged. */
	about: z.object({ upn: z.string().nullable(), serial: z.string().nullable() }),
	/** With these more could be judged. */
	missing: z.array(z.enum(["user", "serial"])),
	unknownUser: unknownShape,
	unknownSerial: unknownShape,
	candidates: z.array(
		named.extend({
			verdict: z.enum(verdicts),
			/** The verdict in words. */
			verdictText: z.string(),
			explanation: z.string(),
			evidence: z.string(),
			/** A try of theirs that was refused for it lately. */
			refused: z.object({ text: z.string(), reference: z.string(), at: instant }).nullable(),
			who: z.array(z.string()),
			mends: z.array(whoShape),
			fixes: z.array(foundFixShape),
			/** The open incident of this cause. */
			incident: z.string().nullable(),
		}),
	),
	log: loggedShape.nullable(),
});

const nobody = { about: { upn: null, serial: null }, missing: [], unknownUser: null, unknownSerial: null, candidates: [] };
const plain = { taken: null, ambiguous: false, wrapper: false, near: [], log: null };

export const explainRoutes = [
	route({
		method: "GET",
		path: "/explain",
		id: "explainPerson",
		summary:
			"Whether this person, or this device, would come through now, and what would stop them: every rule of the door, judged on the facts of now.",
		access: "tries.read",
		query: z.strictObject({ ...whose, lang: language }).refine(({ user, serial }) => user !== undefined || serial !== undefined),
		answer: explainedShape,
		async run({ query }, asked) {
			const { user, serial } = query;
			const lang = query.lang ?? asked.language;
			const judged = await asked.services.judge({ matched: doorCodes, errors: [], from: "person", ...asReported(user, serial) });
			return { body: { ...plain, ...(await toldReport(judged, lang, asked)), matched: [] } };
		},
	}),
	route({
		method: "POST",
		path: "/explain",
		id: "explainMessage",
		summary: "What a message that a device shows may stand for, judged for this person and this device.",
		access: "tries.read",
		query: z.strictObject({ lang: language }),
		body: z.strictObject({ message: z.string().min(1).max(longestMessage), ...whose }),
		answer: explainedShape,
		async run({ query, body }, asked) {
			const lang = query.lang ?? asked.language;
			const { message, user, serial } = body;
			const found = matchMessage(message);
			if (found === "too-long") return refuse("too-large");
			if (found.codes.length === 0)
				return { body: { ...plain, ...nobody, matched: [], wrapper: isWrapperAlone(message), near: [...nearMessages(message)] } };
			const { codes, errors } = found;
			const judged = await asked.services.judge({ matched: codes, errors, from: "person", ...asReported(user, serial) });
			return { body: { ...plain, ...takenAs(found), ...(await toldReport(judged, lang, asked)) } };
		},
	}),
	route({
		method: "POST",
		path: "/explain/log",
		id: "explainLog",
		summary:
			"What stands in a device's log that is known, and what may be behind it: the log itself as bytes, packed or not. It is looked through and not kept.",
		access: "tries.read",
		query: z.strictObject({ ...whose, lang: language }),
		takesBytes: true,
		answer: explainedShape,
		async run({ query }, asked) {
			const lang = query.lang ?? asked.language;
			const read = await readUploadedLog(asked, lang);
			if ("problem" in read) return read;
			const { matched, errors } = read.log;
			const log = toldLog(read, lang);
			if (matched.length === 0) return { body: { ...plain, ...nobody, matched: [], log } };
			const judged = await asked.services.judge({ matched, errors, from: "log", ...asReported(query.user, query.serial) });
			return { body: { ...plain, ...(await toldReport(judged, lang, asked)), log } };
		},
	}),
] as const;

const asReported = (upn: string | undefined, serial: string | undefined) => ({
	...(upn === undefined ? {} : { upn }),
	...(serial === undefined ? {} : { serial }),
});

function takenAs({ codes, matches }: MatchedMessage) {
	return {
		taken: matches.find(({ sureness }) => sureness === "similar")?.text ?? null,
		ambiguous: codes.length > 1 && matches.some(({ sureness }) => sureness !== "exact"),
	};
}

/** So many open incidents are looked at for those of the candidates: there is one of each cause. */
const mostOpen = 200;

async function toldReport(judged: JudgedReport, lang: Language, asked: Asked & { readonly caller: Caller }) {
	const { services } = asked;
	const find = fixFinder({ ...asked, language: lang });
	const explained = explainReport(judged, lang);
	const open = await services.work.read.incidents.list({ open: true, limit: mostOpen });
	const { upn, serial } = judged.context;
	const { unknownUser, unknownSerial } = judged;
	return {
		matched: explained.matched.map((one) => ({ ...one })),
		about: { upn, serial },
		missing: [...judged.missing],
		unknownUser: unknownUser === null ? null : { typed: unknownUser.upn, near: [...unknownUser.near] },
		unknownSerial: unknownSerial === null ? null : { typed: unknownSerial.serial, near: [...unknownSerial.near] },
		candidates: await eachOf(explained.candidates, async ({ code, verdict, title, evidence, refused, who, fixes }, at) => {
			const candidate = judged.candidates[at];
			const of = candidate?.refused ?? null;
			return {
				...{ code, verdict, title, evidence, who: [...who], mends: [...(candidate?.who ?? [])] },
				fixes: await eachOf(fixes, (fix) => find(fix, whatsOf(of?.reference, judged.context))),
				verdictText: textsFor(lang).reported.verdicts[verdict],
				explanation: codeTexts(code, lang)?.explanation ?? "",
				refused: of === null || refused === null ? null : { text: refused, reference: of.reference, at: iso(of.at) },
				incident: open.find((incident) => incident.code === code)?.id ?? null,
			};
		}),
	};
}

/** One after the other: what one of them asked for, the next finds. */
async function eachOf<T, R>(all: readonly T[], told: (one: T, at: number) => Promise<R>): Promise<R[]> {
	const found: R[] = [];
	for (const [at, one] of all.entries()) found.push(await told(one, at));
	return found;
}

/** Of what its fixes may be run: of the try that was refused for it, else of the person as they are tested now, or of the device. */
function whatsOf(reference: string | undefined, { upn, serial }: JudgedReport["context"]): readonly string[] {
	const tested = upn === null ? serial : nameOfTest({ upn, ...(serial === null ? {} : { serial }) });
	return [reference, tested, serial].filter((what) => what !== undefined && what !== null);
}

/** The fix as it is run: with what it is of, and its number there. One that is of none of these is told, and cannot be run. */
function fixFinder(asked: Parameters<typeof numberedFixes>[1]) {
	const known = new Map<string, ReturnType<typeof numberedFixes>>();
	return async (fix: ExplainedFix, whats: readonly string[]): Promise<z.output<typeof foundFixShape>> => {
		for (const what of mayAct(fix) ? whats : []) {
			const fixes = known.get(what) ?? numberedFixes(what, asked);
			known.set(what, fixes);
			const same = (await fixes).find((one) => isSame(one, fix));
			if (same !== undefined) return { ...same, what };
		}
		return { ...fix, values: { ...fix.values }, what: "", number: 0, acts: false, needs: [] };
	};
}
