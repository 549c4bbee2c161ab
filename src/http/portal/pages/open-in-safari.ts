import type { PortalPage } from "../../../enrollment/portal-view.ts";
import { drawnCode } from "../drawn-code.ts";
import { html, type Markup } from "../html.ts";
import type { Page, PageContext } from "../page.ts";

export function openInSafariPage(page: Extract<PortalPage, { kind: "open-in-safari" }>, context: PageContext): Page {
	const { texts, view } = context;
	const words = texts.openInSafari;
	const onThePhone = view.browser.family === "iphone" || view.browser.family === "ipad";
	const title = html`${onThePhone ? words.appTitle : words.computerTitle}`;
	const code = onThePhone ? null : drawnCode(page.address, words.scanLabel);
	return {
		title,
		body: html`<h1>${title}</h1>
<p class="lead">${onThePhone ? words.appLead : words.computerLead}</p>
<div class="card act">
<p class="address" translate="no">${breakable(page.address)}</p>
${code && html`${code}<p class="hint">${words.scan}</p>`}
<button class="button ${onThePhone ? "primary" : "secondary"}" type="button" data-copy="${page.address}" data-copied="${texts.copied}" hidden>${texts.copy}</button>
</div>
${onThePhone && html`<p class="hint">${words.appHint}</p>`}`,
	};
}

/** Lets a long address break before a dot or a slash, where a person who types it expects a break. */
function breakable(address: string): Markup {
	return html`${address.split(/(?<=\/\/)|(?<!\/)(?=[./])(?!\/\/)/).map((part, index) => html`${index > 0 && html`<wbr>`}${part}`)}`;
}
