import type { PortalPage } from "../../../enrollment/portal-view.ts";
import { codeTexts } from "../../../texts/texts.ts";
import { html, type Markup } from "../html.ts";
import type { Page, PageContext } from "../page.ts";
import { reportForm } from "../report-form.ts";
import { support } from "../support.ts";

type Reported = Extract<PortalPage, { kind: "reported" }>;

/** What the message, or the log, means to whoever handed it in; never what was seen of it, which is for the administrator. */
export function reportedPage(page: Reported, context: PageContext): Page {
	const { texts, say } = context;
	const words = texts.report;
	const title = html`${page.problem !== null ? words.problemTitle : page.from === "log" ? words.titleLog : words.title}`;
	return {
		title,
		showsReference: page.problem === null,
		body: html`<div data-report="${page.problem ?? (page.meanings.length === 0 ? "unknown" : "known")}">
<h1>${title}</h1>
${page.problem !== null ? html`<div class="notice bad" role="alert"><p>${say(words.problems[page.problem])}</p></div>` : answer(page, context)}
<p><a class="button primary" href="${context.at.home}">${words.back}</a></p>
${reportForm(context, null, { open: page.meanings.length === 0, typed: page.unknown?.typed ?? "" })}
</div>`,
	};
}

function answer(page: Reported, context: PageContext): Markup {
	const { texts, say, view } = context;
	const words = texts.report;
	const notes = page.notes.map((note) => html`<div class="notice warn"><p>${words.notes[note]}</p></div>`);
	const { judged } = page;
	const causes = judged?.causes ?? [];
	const unknown =
		page.meanings.length === 0 && html`<p class="lead">${say(page.from === "log" ? words.unknownLog : words.unknownMessage)}</p>`;
	const near = page.unknown?.near ?? [];
	return html`${notes}${unknown}${near.length > 0 && html`<p>${words.near}</p>\n<ul data-near>${near.map((one) => html`<li>${one}</li>`)}</ul>`}
${
	causes.length > 0
		? causes.slice(0, mostCauses).map(
				(cause) => html`<div class="card" data-cause="${cause.code}">
<h2>${cause.sure ? words.proven : words.likely}</h2>
${meaning(cause.code, context)}
<p class="hint">${texts.refused.whoTitle}: ${say(texts.refused.who[cause.who[0] ?? "administrator"])}</p>
</div>`,
			)
		: page.meanings.slice(0, mostCauses).map((code) => html`<div class="card" data-meaning="${code}">${meaning(code, context)}</div>`)
}
${judged !== null && causes.length === 0 && page.meanings.length > 0 && html`<p>${words.nothingFound}</p>`}
${judged !== null && judged.inOrder > 0 && html`<p class="hint">${say(judged.inOrder === 1 ? words.inOrderOne : words.inOrder, { count: judged.inOrder })}</p>`}
${judged === null && page.meanings.length > 0 && html`<p class="hint">${say(words.signInForMore)}</p>`}
<div class="card">
<h2>${texts.refused.referenceTitle}</h2>
<p class="reference"><output data-reference="${view.reference}">${view.reference}</output></p>
<p>${say(page.meanings.length === 0 ? words.tellWords : words.tell)}</p>
${support(context)}
</div>`;
}

/** Of words that stand for many things no page can tell all. */
const mostCauses = 4;

function meaning(code: string, { language, say, texts }: PageContext): Markup {
	const words = codeTexts(code, language);
	return html`<p>${say(words?.person ?? texts.refused.person)}</p>
<p>${say(words?.personTodo ?? texts.refused.personTodo)}</p>`;
}
