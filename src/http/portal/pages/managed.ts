import type { PortalPage } from "../../../enrollment/portal-view.ts";
import { html, type Markup } from "../html.ts";
import { moment } from "../moment.ts";
import { myAddresses } from "../my-addresses.ts";
import type { Page, PageContext } from "../page.ts";
import { productName } from "../product-name.ts";
import { startAgain } from "../start-again.ts";

export function managedPage(page: Extract<PortalPage, { kind: "managed" }>, context: PageContext): Page {
	const { texts, say, label, language } = context;
	const words = texts.managed;
	const title = say(words.title);
	const place = { settings: label("settings"), general: label("general"), management: label("management") };
	return {
		title,
		body: html`<svg class="big-mark" viewBox="0 0 64 64" aria-hidden="true"><circle cx="32" cy="32" r="29"/><path d="M20 33.5l8.500 8.500L45 24"/></svg>
<h1>${title}</h1>
<p class="lead">${say(words.lead)}</p>
<div class="card">
<h2>${words.next}</h2>
<ul><li>${words.close}</li><li>${say(words.prompt)}</li><li>${say(words.where, place)}</li></ul>
</div>
<dl>
${page.product !== null && row(words.product, productName(page.product))}
${page.serial !== null && row(words.serial, html`<span class="sign">${page.serial}</span>`)}
${row(words.at, moment(page.at, language, "date"))}
</dl>
<p><a class="button quiet" href="${myAddresses.home}">${texts.my.title}</a></p>
<details><summary>${say(words.missingTitle, place)}</summary>
<p>${say(words.missing)}</p>
${startAgain(context, texts.startAgain, "secondary")}</details>`,
	};
}

function row(term: string, value: string | Markup): Markup {
	return html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}
