import type { PortalPage, SignInRefusal } from "../../../enrollment/portal-view.ts";
import { codeTexts } from "../../../texts/texts.ts";
import { html, type Markup } from "../html.ts";
import type { Page, PageContext } from "../page.ts";

export function signInPage(page: Extract<PortalPage, { kind: "sign-in" }>, context: PageContext): Page {
	const { texts, say } = context;
	const { refusal, upn } = page;
	const told = refusal && refusalNotice(refusal, upn, context);
	const title = say(texts.signIn.title);
	return {
		title,
		body: html`<h1>${title}</h1>
<p class="lead">${say(texts.signIn.lead)}</p>
${told}
<form id="sign-in" class="card" method="post" action="${context.at.signIn}">
<label for="upn">${texts.signIn.name}</label>
<input id="upn" name="upn" type="text" inputmode="email" autocomplete="username" autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="256" required value="${upn}" aria-describedby="upn-hint${refusal && " refusal"}" ${refusal && isHalf(upn) && html`autofocus`}>
<p class="hint" id="upn-hint">${texts.signIn.nameHint}</p>
<label for="password">${texts.signIn.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" maxlength="1024" required ${refusal && html`aria-describedby="refusal"`} ${refusal && upn !== "" && !isHalf(upn) && html`autofocus`}>
<button class="button primary">${texts.signIn.button}</button>
</form>`,
	};
}

function refusalNotice({ code, waitMs }: SignInRefusal, upn: string, { texts, say, language }: PageContext): Markup {
	const words = texts.signIn;
	// Rounded up: who comes back after that is heard.
	const minutes = waitMs === null ? 0 : Math.ceil(waitMs / 60_000);
	const title = waitMs === null ? words.refusedTitle : minutes === 1 ? words.pausedTitleOne : words.pausedTitle;
	const todo = waitMs === null ? (codeTexts(code, language)?.personTodo ?? words.refused) : words.paused;
	const half = isHalf(upn);
	return html`<div class="notice bad" role="alert" id="refusal" data-code="${code}">
<h2>${say(title, { minutes })}</h2>
${half && html`<p>${say(words.wholeName)}</p>`}
${(!half || waitMs !== null) && html`<p>${say(todo)}</p>`}
</div>`;
}

/** Seen in what was typed alone, so that nobody learns from it which names there are. A user name is a whole address. */
const isHalf = (upn: string) => upn !== "" && !/[^@]@[^@]/.test(upn);
