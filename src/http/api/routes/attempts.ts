import { z } from "zod";
import { checkOf } from "../../../checks/index.ts";
import { explain } from "../../../diagnosis/explain.ts";
import { questionsOfAttempt } from "../../../diagnosis/explain-attempt-questions.ts";
import { explainTimeline } from "../../../diagnosis/explain-timeline.ts";
import { normaliseUpn } from "../../../directory/upn.ts";
import { nearbyAttempts } from "../../../enrollment/nearby-attempts.ts";
import { normaliseReference } from "../../../enrollment/reference.ts";
import { type Attempt, attemptStates } from "../../../evidence/attempt.ts";
import { modelName } from "../../../evidence/model-name.ts";
import { incidentOf } from "../../../incidents/incident-of.ts";
import { authorityFact } from "../../../tenant/authority.ts";
import { normaliseSerial } from "../../../tenant/serial.ts";
import { codeTexts, type Language } from "../../../texts/texts.ts";
import type { ApiStores } from "../api-stores.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { numberedFixes } from "../numbered-fixes.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";
import { findingShape, numberedFixShape, questionShape, timelineShape, whoShape } from "./explained.ts";

const text = z.string().min(1).max(320).optional();
const code = z.string().nullable();

const byReference = z.strictObject({ reference: z.string().max(40) });

export const attemptShape = z.object({
	reference: z.string(),
	journey: z.enum(["web", "account-driven", "ade-sign-in", "ade-userless", "renewal", "unenrollment"]),
	state: z.enum(attemptStates),
	code,
	title: z.string().nullable(),
	upn: z.string().nullable(),
	serial: z.string().nullable(),
	product: z.string().nullable(),
	model: z.string().nullable(),
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
			const item = (attempt: Attempt) => toldAttempt(attempt, query.lang ?? own);
			return { body: page(rows, limit, { item, position: ({ startedAt, id }) => ({ at: startedAt, id }) }) };
		},
	}),
	route({
		method: "GET",
		path: "/attempts/:reference",
		id: "explainAttempt",
		summary: "Why a try ended as it did, or how far it is: what each rule saw, who fixes it and how.",
		access: "tries.read",
		params: byReference,
		query: z.strictObject({ lang: language }),
		answer: z.object({
			attempt: attemptShape,
			/** Its page, where the person's device got so far. */
			deviceId: z.string().nullable(),
			userId: z.string().nullable(),
			code,
			title: z.string(),
			explanation: z.string(),
			who: z.array(z.string()),
			mends: z.array(whoShape),
			findings: z.array(findingShape.extend({ title: z.string() })),
			steps: z.array(z.string()),
			timeline: z.array(timelineShape),
			fixes: z.array(numberedFixShape),
			incident: z.string().nullable(),
			/** Other tries of this user or this device, the newest first. */
			nearby: z.array(attemptShape),
			questions: z.array(questionShape),
		}),
		async run({ params, query }, asked) {
			const { services, language: own } = asked;
			const { read } = services.work;
			const attempt = await find(read, params.reference);
			if (attempt === undefined) return refuse("not-found");
			const lang = query.lang ?? own;
			const stepsTaken = await read.attempts.steps(attempt.id);
			const { who, steps, findings, ...explained } = explain({ attempt, steps: stepsTaken, decision: attempt.decision }, lang);
			const incident = await incidentOf(read, attempt);
			const extent = incident?.extent ?? null;
			const record =
				incident === undefined || extent === null
					? null
					: await services.incidentRecord({ ...incident, extent }, { named: 0, personal: false });
			const theirs = await nearbyAttempts(read.attempts, attempt);
			const before = theirs.find(({ state, startedAt }) => state === "enrolled" && startedAt < attempt.startedAt);
			const questions = questionsOfAttempt(
				{
					...{ attempt, record, steps: stepsTaken, authority: await authorityFact(read) },
					before: before === undefined ? null : { reference: before.reference, at: before.updatedAt },
				},
				lang,
			);
			const timeline = explainTimeline(stepsTaken, lang).map(({ at, codes, details, lines, ...step }) => ({
				...step,
				...{ at: iso(at), codes: [...codes], lines: [...lines] },
				details: details.map((detail) => ({ ...detail, at: iso(detail.at) })),
			}));
			return {
				body: {
					...explained,
					...{ who: [...who], mends: [...((explained.code === null ? undefined : checkOf(explained.code)?.who) ?? [])] },
					findings: findings.map((one) => ({ ...one, title: codeTexts(one.code, lang)?.title ?? one.code })),
					...{ steps: [...steps], timeline },
					fixes: await numberedFixes(attempt.reference, { ...asked, language: lang }),
					attempt: toldAttempt(attempt, lang),
					...{ deviceId: attempt.deviceId, userId: attempt.userId, incident: incident?.id ?? null },
					nearby: theirs.slice(0, mostNearby).map((one) => toldAttempt(one, lang)),
					questions: questions.map((one) => ({ ...one, answers: [...one.answers] })),
				},
			};
		},
	}),
] as const;

const mostNearby = 10;

function find({ attempts }: Pick<ApiStores, "attempts">, typed: string): Promise<Attempt | undefined> {
	const reference = normaliseReference(typed);
	return reference === undefined ? Promise.resolve(undefined) : attempts.byReference(reference);
}

export function toldAttempt({ reference, journey, state, code: of, upn, device, startedAt, updatedAt }: Attempt, lang: Language) {
	const title = of === null ? null : (codeTexts(of, lang)?.title ?? null);
	return {
		reference,
		journey,
		state,
		code: of,
		title,
		upn,
		...device,
		model: modelName(device.product),
		startedAt: iso(startedAt),
		updatedAt: iso(updatedAt),
	};
}
