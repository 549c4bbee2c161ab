import type { Bilingual, PortalPage } from "../../../enrollment/portal-view.ts";
import type { Language } from "../../../texts/texts.ts";
import { html, type Markup } from "../html.ts";
import type { Page, PageContext } from "../page.ts";
import { signedIn } from "../start-again.ts";

/** Version fields are `id:version`, so that the answer is to what was on the screen, not to what is current by then. */
export function termsPage(page: Extract<PortalPage, { kind: "terms" }>, context: PageContext): Page {
	const { texts, language, say } = context;
	const title = html`${texts.terms.title}`;
	return {
		title,
		body: html`<h1>${title}</h1>
<p class="lead">${say(texts.terms.lead)}</p>
${page.terms.map(
	(terms) => html`<section class="card terms">
<h2>${inLanguage(terms.title, language)}</h2>
<p class="hint">${say(texts.terms.version, { version: terms.version })}</p>
${paragraphs(terms.body, language)}
</section>`,
)}
<form id="terms" method="post" action="${context.at.terms}">
${page.terms.map((terms) => html`<input type="hidden" name="version" value="${`${terms.id}:${terms.version}`}">`)}
<div class="pair">
<button class="button primary" name="answer" value="accept">${texts.terms.accept}</button>
<button class="button secondary" name="answer" value="decline">${texts.terms.decline}</button>
</div>
</form>
<p class="hint">${say(texts.terms.note)}</p>
${signedIn(context)}`,
	};
}

/** Terms that lack the visitor's language are shown in the other one, marked as such for the screen reader's voice. */
function chosen(text: Bilingual, language: Language): { readonly text: string; readonly language: Language } {
	const other = language === "ja" ? "en" : "ja";
	return text[language].trim() === "" ? { text: text[other], language: other } : { text: text[language], language };
}

function inLanguage(text: Bilingual, language: Language): Markup {
	const shown = chosen(text, language);
	return html`<span lang="${shown.language}">${shown.text}</span>`;
}

function paragraphs(body: Bilingual, language: Language): Markup {
	const shown = chosen(body, language);
	const parts = shown.text.trim().split(/\r?\n\s*\r?\n/);
	return html`<div class="prose" lang="${shown.language}">${parts.map((part) => html`<p>${part}</p>`)}</div>`;
}
