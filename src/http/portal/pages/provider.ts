import type { PortalPage } from "../../../enrollment/portal-view.ts";
import { html } from "../html.ts";
import type { Page, PageContext } from "../page.ts";

/** The way to the organisation's own sign-in. A link and no form: the page's policy lets forms lead to this service only. */
export function providerPage(page: Extract<PortalPage, { kind: "provider" }>, context: PageContext): Page {
	const { texts, say, at } = context;
	const title = say(texts.signIn.title);
	return {
		title,
		body: html`<h1>${title}</h1>
<p class="lead">${say(texts.provider.lead)}</p>
${page.refused && html`<div class="notice bad" role="alert" id="refusal" data-code="sign-in-failed"><h2>${texts.signIn.refusedTitle}</h2><p>${say(texts.provider.refused)}</p></div>`}
${at.provider !== null && html`<p><a id="provider" class="button primary" href="${at.provider}" ${page.refused && html`aria-describedby="refusal"`}>${texts.signIn.button}</a></p>`}
<p class="hint">${texts.provider.hint}</p>`,
	};
}
