import type { PortalPage } from "../../../enrollment/portal-view.ts";
import { codeTexts } from "../../../texts/texts.ts";
import { html } from "../html.ts";
import { moment } from "../moment.ts";
import type { Page, PageContext } from "../page.ts";

export function signInPage(page: Extract<PortalPage, { kind: "sign-in" }>, context: PageContext): Page {
	const { texts, say, language } = context;
	const { refusal } = page;
	const words = refusal && codeTexts(refusal.code, language);
	const alert =
		refusal &&
		html`<div class="notice bad" role="alert" id="refusal" data-code="${refusal.code}">
<h2>${refusal.retryAt === null ? texts.signIn.refusedTitle : say(texts.signIn.pausedTitle, { time: moment(refusal.retryAt, language, "time") })}</h2>
<p>${say(words?.personTodo ?? texts.signIn.refused)}</p>
</div>`;
	const typed = page.upn !== "";
	const title = say(texts.signIn.title);
	return {
		title,
		body: html`<h1>${title}</h1>
<p class="lead">${say(texts.signIn.lead)}</p>
${alert}
<form id="sign-in" class="card" method="post" action="${context.at.signIn}">
<label for="upn">${texts.signIn.name}</label>
<input id="upn" name="upn" type="text" inputmode="email" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="256" required value="${page.upn}" aria-describedby="upn-hint${refusal && " refusal"}">
<p class="hint" id="upn-hint">${texts.signIn.nameHint}</p>
<label for="password">${texts.signIn.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required ${refusal && html`aria-describedby="refusal"`} ${refusal && typed && html`autofocus`}>
<button class="button primary">${texts.signIn.button}</button>
</form>`,
	};
}
