import type { PortalPage } from "../../../enrollment/portal-view.ts";
import { html, type Markup } from "../html.ts";
import type { Page, PageContext } from "../page.ts";
import { qrCode } from "../qr-code.ts";

export function openInSafariPage(page: Extract<PortalPage, { kind: "open-in-safari" }>, context: PageContext): Page {
	const { texts, view } = context;
	const words = texts.openInSafari;
	const onThePhone = view.browser.family === "iphone" || view.browser.family === "ipad";
	const title = html`${onThePhone ? words.appTitle : words.computerTitle}`;
	const code = onThePhone ? null : drawn(page.address, words.scanLabel);
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

/** Dark on light in both colour schemes, since not every camera reads the reverse. Null when the address is too long for a small code. */
function drawn(address: string, label: string): Markup | null {
	const modules = qrCode(address);
	if (modules === undefined) return null;
	const quiet = 4;
	const size = modules.length + 2 * quiet;
	const runs = modules.flatMap((row, y) =>
		[
			...row
				.map((dark) => (dark ? "1" : "0"))
				.join("")
				.matchAll(/1+/g),
		].map((run) => `M${run.index + quiet} ${y + quiet}h${run[0].length}v1h-${run[0].length}z`),
	);
	return html`<svg class="qr" viewBox="0 0 ${size} ${size}" role="img" aria-label="${label}" shape-rendering="crispEdges"><path class="light" d="M0 0h${size}v${size}h-${size}z"/><path d="${runs.join("")}"/></svg>`;
}
