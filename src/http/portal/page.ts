import type { PortalView } from "../../enrollment/portal-view.ts";
import { type PortalTexts, portalTexts } from "../../texts/portal-texts.ts";
import type { Language } from "../../texts/texts.ts";
import type { PageAddresses } from "./addresses.ts";
import { html, type Markup, type Value } from "./html.ts";
import { phrase } from "./phrase.ts";

/** What a page needs beside its own part of the view. */
export interface PageContext {
	readonly view: PortalView;
	readonly language: Language;
	readonly texts: PortalTexts;
	readonly at: PageAddresses;
	/** Fills the names of the organisation and of the kind of device in. */
	readonly say: (text: string, values?: Readonly<Record<string, Value>>) => Markup;
	/** Words of the phone's own screens, as they stand there. */
	readonly label: (name: keyof PortalTexts["labels"]) => Markup;
}

/** What a page gives to the document around it. */
export interface Page {
	readonly title: Markup;
	readonly body: Markup;
	/** Of a waiting page: it asks for progress and renews itself when its kind or this stage changes. */
	readonly follows?: { readonly stage: string | null };
	/** On the refusal page, which shows it large, the small one at the foot is left out. */
	readonly showsReference?: boolean;
}

export function pageContext(view: PortalView, language: Language, at: PageAddresses): PageContext {
	const texts = portalTexts(language);
	const known = { organization: view.organization, device: texts.device[view.browser.family] };
	return {
		view,
		language,
		texts,
		at,
		say: (text, values = {}) => phrase(text, { ...known, ...values }),
		label: (name) => html`<b class="label">${phrase(texts.labels.quoted, { label: texts.labels[name] })}</b>`,
	};
}
