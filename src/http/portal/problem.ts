import { portalTexts } from "../../texts/portal-texts.ts";
import type { Language } from "../../texts/texts.ts";
import { noAddresses } from "./addresses.ts";
import type { Assets } from "./assets.ts";
import { frame } from "./document.ts";
import { html } from "./html.ts";

export type Problem = "not-found" | "over" | "cross-site" | "too-large" | "unreadable" | "unavailable" | "unexpected";

export const problemStatus: Readonly<Record<Problem, number>> = {
	"not-found": 404,
	over: 410,
	"cross-site": 403,
	"too-large": 413,
	unreadable: 400,
	unavailable: 503,
	unexpected: 500,
};

/**
 * A page outside of a visit, in both languages, the visitor's first: here the language is least certain.
 *
 * @param home whether the portal is of any use to this visitor: in Setup Assistant it is not
 */
export function renderProblem(problem: Problem, language: Language, assets: Assets, home = true): string {
	const other = language === "ja" ? "en" : "ja";
	const own = portalTexts(language).problem;
	const others = portalTexts(other).problem;
	const way = (text: string, weight: "primary" | "secondary") =>
		home && html`<p><a class="button ${weight}" href="/enroll">${text}</a></p>`;
	return frame({
		kind: "problem",
		title: html`${own[problem].title}`,
		organization: null,
		page: {
			title: html`${own[problem].title}`,
			body: html`<div data-problem="${problem}"><h1>${own[problem].title}</h1><p>${own[problem].text}</p>${way(own.home, "primary")}</div>
<div class="card" lang="${other}"><h2>${others[problem].title}</h2><p>${others[problem].text}</p>${way(others.home, "secondary")}</div>`,
		},
		reference: null,
		language,
		assets,
		...(home ? {} : { at: noAddresses }),
	});
}
