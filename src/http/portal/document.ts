import type { PortalView } from "../../enrollment/portal-view.ts";
import { portalTexts } from "../../texts/portal-texts.ts";
import type { Language } from "../../texts/texts.ts";
import { type PageAddresses, portalAddresses } from "./addresses.ts";
import type { Assets } from "./assets.ts";
import { html, type Markup } from "./html.ts";
import { type Page, pageContext } from "./page.ts";
import { installPage } from "./pages/install.ts";
import { managedPage } from "./pages/managed.ts";
import { oneTimeCodePage } from "./pages/one-time-code.ts";
import { openInSafariPage } from "./pages/open-in-safari.ts";
import { progressPage } from "./pages/progress.ts";
import { providerPage } from "./pages/provider.ts";
import { refusedPage } from "./pages/refused.ts";
import { reportedPage } from "./pages/reported.ts";
import { signInPage } from "./pages/sign-in.ts";
import { termsPage } from "./pages/terms.ts";
import { phrase } from "./phrase.ts";

/** The whole page that shows a view. */
export function renderView(view: PortalView, language: Language, assets: Assets, at: PageAddresses = portalAddresses): string {
	const page = pageOf(view, language, at);
	return frame({
		kind: view.page.kind,
		title: phrase(portalTexts(language).documentTitle, { title: page.title, organization: view.organization }),
		organization: view.organization,
		page,
		reference: view.reference,
		language,
		assets,
		at,
	});
}

function pageOf(view: PortalView, language: Language, at: PageAddresses): Page {
	const context = pageContext(view, language, at);
	const { page } = view;
	switch (page.kind) {
		case "sign-in":
			return signInPage(page, context);
		case "one-time-code":
			return oneTimeCodePage(page, context);
		case "terms":
			return termsPage(page, context);
		case "install":
			return installPage(page, context);
		case "progress":
			return progressPage(page, context);
		case "managed":
			return managedPage(page, context);
		case "refused":
			return refusedPage(page, context);
		case "reported":
			return reportedPage(page, context);
		case "provider":
			return providerPage(page, context);
		case "open-in-safari":
			return openInSafariPage(page, context);
	}
}

export interface Frame {
	/** Stands as `data-page` on the body. */
	readonly kind: string;
	readonly title: Markup;
	readonly organization: string | null;
	readonly page: Page;
	readonly reference: string | null;
	readonly language: Language;
	readonly assets: Assets;
	readonly at?: PageAddresses;
}

/** The document around a page. Labels of iOS are not telephone numbers, hence format-detection. */
export function frame({ kind, title, organization, page, reference, language, assets, at = portalAddresses }: Frame): string {
	const texts = portalTexts(language);
	const other = language === "ja" ? "en" : "ja";
	const toOther = at.language(other);
	const followed = page.follows && html`data-follows data-stage="${page.follows.stage ?? ""}"`;
	return html`<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<title>${title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<meta name="format-detection" content="telephone=no, date=no, address=no, email=no">
<meta name="robots" content="noindex">
<link rel="icon" type="image/svg+xml" href="${assets.icon.path}">
<link rel="stylesheet" href="${assets.style.path}">
<script src="${assets.script.path}" defer></script>
</head>
<body data-page="${kind}" ${followed} data-offline="${texts.offline}">
<a class="skip" href="#content">${texts.skip}</a>
<header>
<p class="house">${door}<span>${organization ?? texts.brand}</span></p>
${toOther !== null && html`<a class="language" href="${toOther}" lang="${other}" hreflang="${other}">${texts.otherLanguage}</a>`}
</header>
<p id="status" class="status" role="status" aria-live="polite"></p>
<main id="content" tabindex="-1">
${page.body}
</main>
<footer>
${reference !== null && !page.showsReference && html`<p>${texts.reference} <span class="sign" data-reference="${reference}">${reference}</span></p>`}
<p class="brand" translate="no"><span lang="ja">玄関</span> Genkan</p>
</footer>
</body>
</html>
`.toString();
}

/** The mark: a sliding door, half open. */
const door = html`<svg class="door" viewBox="0 0 32 32" aria-hidden="true"><rect x="3" y="4" width="26" height="24" rx="3"/><path d="M12 4v24M3 12h9M3 20h9M21 4v24M21 12h8M21 20h8"/></svg>`;
