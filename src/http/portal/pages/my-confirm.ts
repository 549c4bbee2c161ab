import type { MyPage } from "../../../enrollment/my-view.ts";
import { html } from "../html.ts";
import { myAddresses } from "../my-addresses.ts";
import type { Page, PageContext } from "../page.ts";

/** What it would do, and the button that does it. */
export function myConfirmPage({ action, device }: Extract<MyPage, { kind: "confirm" }>, { texts, say }: PageContext): Page {
	const words = texts.my;
	const name = html`<strong>${device.name}</strong>`;
	const title = html`${words.actions[action]}`;
	const field =
		action === "rename" &&
		html`<label for="name">${words.newName}</label>
<input id="name" name="name" type="text" maxlength="63" autocomplete="off" value="${device.name}" required autofocus>`;
	return {
		title,
		body: html`<h1>${title}</h1>
<p class="lead">${say(words.asks[action], { name })}</p>
<form id="act" class="card" method="post" action="${myAddresses.action(device.id, action)}">
${field}
<button class="button ${action === "remove" || action === "reset-passcode" ? "danger" : "primary"}">${words.actions[action]}</button>
</form>
<p><a class="button quiet" href="${myAddresses.home}">${words.back}</a></p>`,
	};
}
