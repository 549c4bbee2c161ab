import type { PortalPage } from "../../../enrollment/portal-view.ts";
import { codeTexts, sentence } from "../../../texts/texts.ts";
import { html, type Markup } from "../html.ts";
import { moment } from "../moment.ts";
import type { Page, PageContext } from "../page.ts";
import { reportForm } from "../report-form.ts";
import { startAgain } from "../start-again.ts";
import { support } from "../support.ts";

export function refusedPage(page: Extract<PortalPage, { kind: "refused" }>, context: PageContext): Page {
	const { texts, say, language, view } = context;
	const own = texts.refused;
	const words = codeTexts(page.code, language);
	const title = say(own.title);
	return {
		title,
		showsReference: true,
		body: html`<div data-code="${page.code}">
<h1>${title}</h1>
<p class="hint">${own.at}: ${moment(page.at, language, "date")}<br><span class="sign">${page.code}</span></p>
<div class="card">
<h2>${own.happened}</h2>
<p>${say(words?.person ?? own.person)}</p>
${page.saw !== null && html`<p class="hint">${sentence(page.saw, language)}</p>`}
<h2>${own.todoTitle}</h2>
<p>${say(words?.personTodo ?? own.personTodo)}</p>
${page.retry && startAgain(context, own.again, "primary")}
</div>
<div class="card">
<h2>${own.whoTitle}</h2>
${page.who.length > 0 ? page.who.map((who) => html`<p>${say(own.who[who])}</p>`) : html`<p>${say(own.who.administrator)}</p>`}
${support(context)}
${spelled(view.reference, context)}
</div>
${reportForm(context)}
${!page.retry && context.at.again !== null && html`<p class="hint">${say(own.later)}</p>${startAgain(context, texts.startAgain, "secondary")}`}
</div>`,
	};
}

/** Large, and sign by sign with the word that is said on the telephone, so that nobody confuses P with B or 4 with 14. */
function spelled(reference: string, { texts }: PageContext): Markup {
	const words: Readonly<Record<string, string>> = texts.spelling;
	const signs = reference.split("").filter((sign) => Object.hasOwn(words, sign));
	return html`<h2>${texts.refused.referenceTitle}</h2>
<p class="reference"><output id="reference" data-reference="${reference}">${reference}</output>
<button class="button secondary" type="button" data-copy="${reference}" data-copied="${texts.copied}" hidden>${texts.copy}</button></p>
<p class="hint">${texts.refused.referenceHint}</p>
<ol class="spelled">${signs.map((sign) => html`<li><b>${sign}</b><span>${words[sign]}</span></li>`)}</ol>`;
}
