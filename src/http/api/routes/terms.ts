import { z } from "zod";
import type { Terms } from "../../../tenant/ports.ts";
import { isTermsHeading, termsText } from "../../../tenant/terms-file.ts";
import { action } from "../action.ts";
import type { ApiStores } from "../api-stores.ts";
import { contentVersion } from "../content-version.ts";
import { refuse } from "../problem.ts";
import { route } from "../route.ts";
import { instant, iso } from "../shapes.ts";

/** Both languages of one text. It is text and no markup: whoever shows it shows it as it stands. */
const words = z.object({ en: z.string(), ja: z.string() });

const shape = z.object({
	id: z.string(),
	/** Everybody must accept the newest. */
	version: z.number(),
	title: words,
	body: words,
	updatedAt: instant,
	/** What a change of it names (If-Match). */
	etag: z.string(),
});

const byTermsId = z.strictObject({ id: z.string().min(1).max(100) });
const title = z
	.string()
	.max(1000)
	.refine((text) => !/[\r\n]/.test(text));
// The command reads both languages from one file, in which such a line begins another language: here it would be somebody else's text.
const body = z
	.string()
	.max(200_000)
	.refine((text) => !text.split(/\r\n?|\n/).some(isTermsHeading));

export const termsRoutes = [
	route({
		method: "GET",
		path: "/terms",
		id: "listTerms",
		summary: "The terms that everybody must accept before enrolling, in both languages.",
		access: "policies.read",
		answer: z.object({ items: z.array(shape) }),
		run: async (_, { services }) => ({ body: { items: (await services.work.read.terms.list()).map(told) } }),
	}),
	route({
		method: "GET",
		path: "/terms/:id/answers",
		id: "countTermsAnswers",
		summary: "How many users accepted, and declined, the version that is in force.",
		access: "policies.read",
		params: byTermsId,
		answer: z.object({ version: z.number(), accepted: z.number(), declined: z.number() }),
		async run({ params }, { services }) {
			const { terms } = services.work.read;
			const found = (await terms.list()).find(({ id }) => id === params.id);
			if (found === undefined) return refuse("not-found");
			return { body: { version: found.version, ...(await terms.answers(found.id, found.version)) } };
		},
	}),
	action({
		path: "/terms/:id",
		id: "setTerms",
		summary:
			"Writes terms in both languages. Other words are a new version, which everybody accepts again, unless `sameVersion`. If-Match names the version that was seen; “none” for new ones.",
		command: "terms set",
		largest: 600_000,
		params: byTermsId,
		body: z.strictObject({
			title: z.strictObject({ en: title, ja: title }),
			body: z.strictObject({ en: body, ja: body }),
			sameVersion: z.boolean().default(false),
		}),
		version: termsVersion,
		given: ({ params, body: { sameVersion } }) => ({ file: "-", id: params.id, "same-version": sameVersion }),
		input: (given) => Buffer.from(termsText(given)),
	}),
	action({
		path: "/terms/:id/clear",
		id: "clearTerms",
		summary:
			"Takes terms away: nobody is asked for them any more. Who accepted what stays on record. If-Match names the version that was seen.",
		command: "terms clear",
		params: byTermsId,
		version: termsVersion,
		given: ({ params }) => params,
	}),
] as const;

/** Of terms that are not there yet. */
const none = '"none"';

/** What a change of these terms must name. */
export async function termsVersion({ terms }: ApiStores, { id }: { readonly id: string }): Promise<string> {
	const found = (await terms.list()).find((one) => one.id === id);
	return found === undefined ? none : etagOf(found);
}

function etagOf({ version, title: { en, ja }, body: text }: Terms): string {
	return contentVersion([version, en, ja, text.en, text.ja]);
}

function told(terms: Terms): z.input<typeof shape> {
	const { id, version, title: called, body: text, updatedAt } = terms;
	return { id, version, title: called, body: text, updatedAt: iso(updatedAt), etag: etagOf(terms) };
}
