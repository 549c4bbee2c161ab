import { html, type Markup } from "./html.ts";
import type { PageContext } from "./page.ts";

/** A telephone number is dialled and an address written to by a tap: whoever reads this holds the phone in the hand. */
export function support({ view, texts }: PageContext): Markup | false {
	const { phone, mail, site } = view.support;
	if (phone === null && mail === null && site === null) return false;
	return html`<dl class="support">
${phone !== null && html`<dt>${texts.refused.phone}</dt><dd><a href="tel:${phone.replaceAll(/[^+\d]/g, "")}">${phone}</a></dd>`}
${mail !== null && html`<dt>${texts.refused.mail}</dt><dd><a href="mailto:${encodeURIComponent(mail).replace("%40", "@")}?subject=${encodeURIComponent(view.reference)}">${mail}</a></dd>`}
${site !== null && /^https?:\/\//.test(site) && html`<dt>${texts.refused.site}</dt><dd><a href="${site}" rel="noreferrer">${site}</a></dd>`}
</dl>`;
}
