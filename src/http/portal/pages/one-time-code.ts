import type { PortalPage } from "../../../enrollment/portal-view.ts";
import { html } from "../html.ts";
import type { Page, PageContext } from "../page.ts";
import { signedIn, startAgain } from "../start-again.ts";

export function oneTimeCodePage(page: Extract<PortalPage, { kind: "one-time-code" }>, context: PageContext): Page {
	const { texts, view } = context;
	const title = html`${texts.code.title}`;
	return {
		title,
		body: html`<h1>${title}</h1>
<p class="lead">${texts.code.lead}</p>
${page.wrong && html`<div class="notice bad" role="alert" id="wrong"><p>${texts.code.wrong}</p></div>`}
<form id="one-time-code" class="card" method="post" action="${context.at.code}">
<label for="code">${texts.code.label}</label>
<input id="code" name="code" class="code" type="text" inputmode="numeric" autocomplete="one-time-code" autocorrect="off" spellcheck="false" maxlength="32" required autofocus ${page.wrong && html`aria-describedby="wrong" aria-invalid="true"`}>
<button class="button primary">${texts.code.button}</button>
</form>
${view.user === null ? startAgain(context, texts.startAgain, "quiet") : signedIn(context)}`,
	};
}
