import { html, type Markup, type Value } from "./html.ts";
import type { PageContext } from "./page.ts";

/**
 * What the phone shows, typed, or its log: folded away, for most people see no message. One form of one page.
 *
 * @param more stands within, below the form
 * @param open unfolded, where the person has just tried
 * @param typed what stands in it already
 */
export function reportForm(
	{ texts, say, at, view }: PageContext,
	more: Value = null,
	{ open = false, typed = "" }: { readonly open?: boolean; readonly typed?: string } = {},
): Markup | null {
	if (at.report === null) return null;
	const words = texts.report;
	return html`<details class="report" ${open && html`open`}><summary>${say(words.formTitle)}</summary>
<form id="report" method="post" action="${at.report}" enctype="multipart/form-data">
<label for="message">${words.message}</label>
<textarea id="message" name="message" rows="3" maxlength="4000" autocomplete="off" spellcheck="false" aria-describedby="message-hint">${typed}</textarea>
<p class="hint" id="message-hint">${words.messageHint}</p>
<label for="log">${words.log}</label>
<input id="log" name="log" type="file" aria-describedby="log-hint">
<p class="hint" id="log-hint">${words.logHint}</p>
<button class="button secondary">${words.button}</button>
</form>
<p class="hint">${say(words.orTell, { reference: html`<b class="label">${view.reference}</b>` })}</p>
${more}</details>`;
}
