import { z } from "zod";
import { explainFindings } from "../../../diagnosis/explain-findings.ts";
import { normaliseUpn } from "../../../directory/upn.ts";
import { type SupposedStep, whoGetsWhat } from "../../../enrollment/who-gets-what.ts";
import type { Weighed } from "../../../tenant/effective-policy.ts";
import type { Policy } from "../../../tenant/policies.ts";
import { normaliseSerial } from "../../../tenant/serial.ts";
import { codeTexts, fill, type Language, printable } from "../../../texts/texts.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { language } from "../shapes.ts";
import { findingShape } from "./explained.ts";
import { policyNamedShape, tellNamed } from "./policy-shapes.ts";

const weighed = z.object({
	...policyNamedShape.shape,
	groups: z.array(z.object({ id: z.string(), name: z.string(), matched: z.boolean() })),
	standing: z.enum(["applies", "outranked", "not-member", "no-group", "not-needed"]),
});

const step = z.object({
	step: z.enum(["user", "authenticate", "ade-user", "ade-open", "ade-authenticate"]),
	admitted: z.boolean(),
	/** The first rule that refuses; null where none does. */
	code: z.string().nullable(),
	title: z.string().nullable(),
	explanation: z.string().nullable(),
	findings: z.array(findingShape),
});

export const effectivePolicyRoutes = [
	route({
		method: "GET",
		path: "/policies/effective",
		id: "whoGetsWhat",
		summary:
			"Which policy of each kind applies to somebody and why, and whether they would be let in with such a device: by the rules of the door.",
		access: "policies.read",
		query: z.strictObject({
			/** Left out: a device without user. */
			user: z.string().min(1).max(320).optional(),
			way: z.enum(["web", "ade-sign-in", "ade-userless"]).optional(),
			platform: z.enum(["iphone", "ipad", "mac"]).default("iphone"),
			os: z
				.string()
				.regex(/^\d{1,3}(\.\d{1,3}){0,2}$/)
				.optional(),
			/** Left out: as the record of the serial number says. */
			ownership: z.enum(["personal", "corporate"]).optional(),
			serial: z.string().min(1).max(40).optional(),
			lang: language,
		}),
		answer: z.object({
			user: z
				.object({ upn: z.string(), displayName: z.string(), groups: z.array(z.object({ id: z.string(), name: z.string() })) })
				.nullable(),
			way: z.enum(["web", "ade-sign-in", "ade-userless"]),
			platform: z.array(weighed),
			limit: z.array(weighed),
			types: z.array(weighed),
			/** Would they be let in? What only the device can prove is not counted. */
			admitted: z.boolean(),
			steps: z.array(step),
		}),
		async run({ query }, { services, language: own }) {
			const { read } = services.work;
			const user = query.user === undefined ? null : await read.users.byUpn(normaliseUpn(query.user));
			if (user === undefined) return refuse("not-found");
			const journey = user === null ? "ade-userless" : (query.way ?? "web");
			const supposed = {
				...{ user, journey, product: products[query.platform], osVersion: query.os ?? null, ownership: query.ownership ?? null },
				serial: query.serial === undefined ? null : normaliseSerial(query.serial),
			};
			const { policies, steps } = await whoGetsWhat(read, supposed, services.clock.now());
			const groups = user === null ? [] : await read.groups.ofUser(user.id);
			const named = await read.groups.named([
				...new Set([policies.platform, policies.limit, policies.types].flat().flatMap(({ policy }) => policy.groupIds)),
			]);
			const names = new Map(named.map(({ id, name }) => [id, name]));
			const tell = (all: readonly Weighed<Policy>[]) => all.map((one) => toldWeighed(one, names));
			return {
				body: {
					user: user === null ? null : { upn: user.upn, displayName: printable(user.displayName), groups },
					way: journey,
					...{ platform: tell(policies.platform), limit: tell(policies.limit), types: tell(policies.types) },
					admitted: steps.every(({ decision }) => decision.verdict === "admit"),
					steps: steps.map((one) => toldStep(one, query.lang ?? own)),
				},
			};
		},
	}),
] as const;

/** The beginning of the names of all models of the sort: what rules look at. */
const products = { iphone: "iPhone", ipad: "iPad", mac: "Mac" } as const;

function toldWeighed({ policy, matched, standing }: Weighed<Policy>, names: ReadonlyMap<string, string>): z.input<typeof weighed> {
	const groups = policy.groupIds.flatMap((id) => {
		const name = names.get(id);
		return name === undefined ? [] : [{ id, name, matched: matched.includes(id) }];
	});
	return { ...tellNamed(policy), groups, standing };
}

function toldStep({ step: of, decision }: SupposedStep, lang: Language): z.input<typeof step> {
	const code = decision.verdict === "refuse" ? decision.code : null;
	const texts = code === null ? null : codeTexts(code, lang);
	return {
		step: step.shape.step.parse(of),
		admitted: decision.verdict === "admit",
		code,
		title: texts?.title ?? null,
		explanation: texts == null ? null : fill(texts.explanation, { code }, lang),
		findings: explainFindings(decision.findings, lang),
	};
}
