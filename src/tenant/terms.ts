import type { TermsFact } from "../evidence/facts.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Terms, TermsStore } from "./ports.ts";

export type TermsProblem =
	| { readonly kind: "terms-id-malformed"; readonly id: string }
	| { readonly kind: "terms-text-missing"; readonly part: "title" | "body"; readonly language: "en" | "ja" }
	| { readonly kind: "terms-text-too-long"; readonly part: "title" | "body"; readonly language: "en" | "ja"; readonly limit: number };

export type TermsAnswerProblem =
	| { readonly kind: "terms-unknown"; readonly id: string }
	| { readonly kind: "terms-outdated"; readonly id: string; readonly answered: number; readonly current: number };

const limits = { title: 200, body: 60_000 } as const;

/** Where this user stands with each of the terms. A newer version counts as neither accepted nor declined. */
export async function termsFact(
	stores: { readonly terms: Pick<TermsStore, "list" | "acceptances"> },
	userId: string,
): Promise<TermsFact[]> {
	const answers = new Map((await stores.terms.acceptances(userId)).map((answer) => [answer.termsId, answer]));
	return (await stores.terms.list()).map(({ id, title, version }) => {
		const answer = answers.get(id);
		const accepted = answer?.accepted === true ? answer : null;
		return {
			id,
			title,
			version,
			acceptedVersion: accepted?.version ?? null,
			acceptedAt: accepted?.at ?? null,
			declined: answer !== undefined && !answer.accepted && answer.version === version,
		};
	});
}

/**
 * Writes terms, in both languages. Other words are a new version, which everybody must accept again, unless `sameVersion` says that nothing but
 * spelling changed.
 */
export async function setTerms(
	stores: { readonly terms: TermsStore },
	{ id, title, body, now, sameVersion = false }: Pick<Terms, "id" | "title" | "body"> & { now: number; sameVersion?: boolean },
): Promise<Outcome<{ terms: Terms; changed: boolean }, TermsProblem>> {
	if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(id)) return refused({ kind: "terms-id-malformed", id });
	for (const [part, text] of [["title", title] as const, ["body", body] as const]) {
		for (const language of ["en", "ja"] as const) {
			if (text[language].trim() === "") return refused({ kind: "terms-text-missing", part, language });
			if (text[language].length > limits[part]) return refused({ kind: "terms-text-too-long", part, language, limit: limits[part] });
		}
	}
	const before = (await stores.terms.list()).find((one) => one.id === id);
	const words = ({ en, ja }: { en: string; ja: string }) => JSON.stringify([en, ja]);
	if (before !== undefined && words(before.title) === words(title) && words(before.body) === words(body))
		return { ok: true, terms: before, changed: false };
	const version = before === undefined ? 1 : before.version + (sameVersion ? 0 : 1);
	const terms = { id, version, title, body, updatedAt: now };
	await stores.terms.upsert(terms);
	return { ok: true, terms, changed: true };
}

/** Writes down a user's answer. Only to the version in force: whoever had the page open while it changed must read the new one. */
export async function recordTermsAnswer(
	stores: { readonly terms: TermsStore },
	{ userId, termsId, version, accepted, at }: { userId: string; termsId: string; version: number; accepted: boolean; at: number },
): Promise<Outcome<{ version: number }, TermsAnswerProblem>> {
	const terms = (await stores.terms.list()).find((one) => one.id === termsId);
	if (terms === undefined) return refused({ kind: "terms-unknown", id: termsId });
	if (terms.version !== version) return refused({ kind: "terms-outdated", id: termsId, answered: version, current: terms.version });
	await stores.terms.record({ userId, termsId, version, accepted, at });
	return { ok: true, version };
}
