import { z } from "zod";
import { explain } from "../../../diagnosis/explain.ts";
import { normaliseUpn } from "../../../directory/upn.ts";
import { normaliseReference } from "../../../enrollment/reference.ts";
import type { Attempt } from "../../../evidence/attempt.ts";
import { incidentOf } from "../../../incidents/incident-of.ts";
import { normaliseSerial } from "../../../tenant/serial.ts";
import { codeTexts, type Language } from "../../../texts/texts.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";
import { findingShape, fixShape } from "./explained.ts";

const text = z.string().min(1).max(320).optional();
const code = z.string().nullable();

const attemptShape = z.object({
	reference: z.string(),
	journey: z.enum(["web", "account-driven", "ade-sign-in", "ade-userless", "renewal", "unenrollment"]),
	state: z.enum(["open", "refused", "stopped", "enrolled"]),
	code,
	title: z.string().nullable(),
	upn: z.string().nullable(),
	serial: z.string().nullable(),
	product: z.string().nullable(),
	osVersion: z.string().nullable(),
	startedAt: instant,
	updatedAt: instant,
});

export const attemptRoutes = [
	route({
		method: "GET",
		path: "/attempts",
		id: "listAttempts",
		summary: "Tries to enroll, the newest first.",
		access: "tries.read",
		query: z.strictObject({
			...pageQuery,
			state: attemptShape.shape.state.optional(),
			journey: attemptShape.shape.journey.optional(),
			code: text,
			user: text,
			serial: text,
			since: instant.optional(),
			until: instant.optional(),
			lang: language,
		}),
		answer: pageOf(attemptShape),
		async run({ query }, { services, language: own }) {
			const { cursor, limit, state, journey, code: ofCode, user, serial, since, until } = query;
			const rows = await services.work.read.attempts.list({
				...(state === undefined ? {} : { state }),
				...(journey === undefined ? {} : { journey }),
				...(ofCode === undefined ? {} : { code: ofCode.toLowerCase() }),
				...(user === undefined ? {} : { upn: normaliseUpn(user) }),
				...(serial === undefined ? {} : { serial: normaliseSerial(serial) }),
				...(since === undefined ? {} : { since: Date.parse(since) }),
				...(until === undefined ? {} : { until: Date.parse(until) }),
				...(cursor === undefined ? {} : { after: cursor }),
				limit: limit + 1,
			});
			const item = (attempt: Attempt) => told(attempt, query.lang ?? own);
			return { body: page(rows, limit, { item, position: ({ startedAt, id }) => ({ at: startedAt, id }) }) };
		},
	}),
	route({
		method: "GET",
		path: "/attempts/:reference",
		id: "explainAttempt",
		summary: "Why a try ended as it did, or how far it is: what each rule saw, who fixes it and how.",
		access: "tries.read",
		params: z.strictObject({ reference: z.string().max(40) }),
		query: z.strictObject({ lang: language }),
		answer: z.object({
			attempt: attemptShape,
			code,
			title: z.string(),
			explanation: z.string(),
			who: z.array(z.string()),
			findings: z.array(findingShape),
			steps: z.array(z.string()),
			fixes: z.array(fixShape),
			incident: z.string().nullable(),
		}),
		async run({ params, query }, { services, language: own }) {
			const { read } = services.work;
			const reference = normaliseReference(params.reference);
			const attempt = reference === undefined ? undefined : await read.attempts.byReference(reference);
			if (attempt === undefined) return refuse("not-found");
			const lang = query.lang ?? own;
			const explained = explain({ attempt, steps: await read.attempts.steps(attempt.id), decision: attempt.decision }, lang);
			const { who, findings, steps, fixes } = explained;
			const lists = { who: [...who], findings: [...findings], steps: [...steps], fixes: [...fixes] };
			const incident = await incidentOf(read, attempt);
			return { body: { ...explained, ...lists, attempt: told(attempt, lang), incident: incident?.id ?? null } };
		},
	}),
] as const;

function told({ reference, journey, state, code: of, upn, device, startedAt, updatedAt }: Attempt, lang: Language) {
	const title = of === null ? null : (codeTexts(of, lang)?.title ?? null);
	return { reference, journey, state, code: of, title, upn, ...device, startedAt: iso(startedAt), updatedAt: iso(updatedAt) };
}
