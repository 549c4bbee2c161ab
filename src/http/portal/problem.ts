import { portalTexts } from "../../texts/portal-texts.ts";
import type { Language } from "../../texts/texts.ts";
import type { Assets } from "./assets.ts";
import { frame } from "./document.ts";
import { html } from "./html.ts";

export type Problem = "not-found" | "cross-site" | "too-large" | "unreadable" | "unavailable" | "unexpected";

export const problemStatus: Readonly<Record<Problem, number>> = {
	"not-found": 404,
	"cross-site": 403,
	"too-large": 413,
	unreadable: 400,
	unavailable: 503,
	unexpected: 500,
};

/** A page outside of a visit, in both languages, the visitor's first: here the language is least certain. */
export function renderProblem(problem: Problem, language: Language, assets: Assets): string {
	const other = language === "ja" ? "en" : "ja";
	const own = portalTexts(language).problem;
	const others = portalTexts(other).problem;
	const home = (text: string) => html`<a class="button primary" href="/enroll">${text}</a>`;
	return frame({
		kind: "problem",
		title: html`${own[problem].title}`,
		organization: null,
		page: {
			title: html`${own[problem].title}`,
			body: html`<div data-problem="${problem}"><h1>${own[problem].title}</h1><p>${own[problem].text}</p><p>${home(own.home)}</p></div>
<div class="card" lang="${other}"><h2>${others[problem].title}</h2><p>${others[problem].text}</p><p><a class="button secondary" href="/enroll">${others.home}</a></p></div>`,
		},
		reference: null,
		language,
		assets,
	});
}
