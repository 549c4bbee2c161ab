import { z } from "zod";
import { checkOf } from "../../../checks/index.ts";
import { isLikely } from "../../../checks/likely.ts";
import { explainWho } from "../../../diagnosis/explain-fixes.ts";
import { modelName } from "../../../evidence/model-name.ts";
import { nameOfTest } from "../../../health/test-name.ts";
import { testedJourneys, testedOwnerships, testedPlatforms } from "../../../health/test-person.ts";
import { codeTexts, sentence } from "../../../texts/texts.ts";
import { numberedFixes } from "../numbered-fixes.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { language } from "../shapes.ts";
import { findingShape, numberedFixShape, whoShape } from "./explained.ts";
import { byUser, findUser } from "./user-shapes.ts";

const optionalText = z.string().trim().min(1).max(40).optional();

export const userTestRoutes = [
	route({
		method: "POST",
		path: "/users/:id/tests",
		id: "testUser",
		summary: "Judges every rule that this person will meet on their way, as things are now. Changes nothing.",
		access: "users.read",
		params: byUser,
		query: z.strictObject({ lang: language }),
		body: z.strictObject({
			journey: z.enum(testedJourneys).optional(),
			platform: z.enum(testedPlatforms).optional(),
			ownership: z.enum(testedOwnerships).optional(),
			osVersion: optionalText,
			serial: optionalText,
		}),
		answer: z.object({
			journey: z.enum(testedJourneys),
			/** What was tested with; null: a new device of which nothing is known. */
			device: z
				.object({
					serial: z.string().nullable(),
					product: z.string().nullable(),
					model: z.string().nullable(),
					osVersion: z.string().nullable(),
				})
				.nullable(),
			/** The try of theirs that told of the device, where nothing was said of one. */
			from: z.string().nullable(),
			/** What would stop them first; null: nothing that can be known. */
			code: z.string().nullable(),
			title: z.string().nullable(),
			/** In the order in which they are met. */
			findings: z.array(
				findingShape.extend({
					title: z.string(),
					/** Cannot be proven from here, but fits what was seen. */
					likely: z.boolean(),
					who: z.array(z.string()),
					mends: z.array(whoShape),
				}),
			),
			/** What POST /fixes calls this test. */
			what: z.string(),
			fixes: z.array(numberedFixShape),
		}),
		async run({ params, query, body }, asked) {
			const { services, language: own } = asked;
			const user = await findUser(services.work.read, params.id);
			if (user === undefined) return refuse("not-found");
			const lang = query.lang ?? own;
			const test = { upn: user.upn, ...given(body) };
			const tested = await services.testPerson(test);
			if (tested === undefined) return refuse("not-found");
			const { journey, device, from, code, findings } = tested;
			const title = (of: string) => codeTexts(of, lang)?.title ?? of;
			const what = nameOfTest(test);
			return {
				body: {
					...{
						journey,
						device: device === null ? null : { ...device, model: modelName(device.product) },
						from,
						code,
						title: code === null ? null : title(code),
					},
					findings: findings.map(({ check, outcome, saw }) => ({
						...{ code: check, outcome, title: title(check), saw: sentence(saw, lang) },
						...{ likely: outcome === "unknown" && isLikely(saw), who: explainWho(check, lang), mends: [...(checkOf(check)?.who ?? [])] },
					})),
					what,
					fixes: code === null ? [] : await numberedFixes(what, { ...asked, language: lang }),
				},
			};
		},
	}),
] as const;

type Given<T> = { readonly [K in keyof T]?: NonNullable<T[K]> };

function given<T extends object>(body: T): Given<T> {
	return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Given<T>;
}
