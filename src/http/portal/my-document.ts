import type { MyPage, MyView } from "../../enrollment/my-view.ts";
import { portalTexts } from "../../texts/portal-texts.ts";
import type { Language } from "../../texts/texts.ts";
import { noAddresses, type PageAddresses } from "./addresses.ts";
import type { Assets } from "./assets.ts";
import { frame } from "./document.ts";
import { myAddresses } from "./my-addresses.ts";
import { type Page, type PageContext, pageContext } from "./page.ts";
import { myConfirmPage } from "./pages/my-confirm.ts";
import { myDevicesPage } from "./pages/my-devices.ts";
import { oneTimeCodePage } from "./pages/one-time-code.ts";
import { signInPage } from "./pages/sign-in.ts";
import { phrase } from "./phrase.ts";

/** Of the pages that both have: their forms lead back here. */
export const myPageAddresses: PageAddresses = {
	...noAddresses,
	home: myAddresses.home,
	report: myAddresses.report,
	signIn: myAddresses.signIn,
	code: myAddresses.code,
	language: (to: Language) => `${myAddresses.home}?lang=${to}`,
};

/** The whole page that shows a view of a person's own devices. */
export function renderMyView({ page, ...view }: MyView, language: Language, assets: Assets): string {
	const texts = portalTexts(language);
	// The pages of signing in are those of enrollment, with words of their own above.
	const own = { ...texts, signIn: { ...texts.signIn, title: texts.my.signInTitle, lead: texts.my.signInLead } };
	const shown = { ...view, reference: "", page: { kind: "one-time-code", wrong: false } } as const;
	const context: PageContext = { ...pageContext(shown, language, myPageAddresses), texts: own };
	const rendered = pageOf(page, context);
	const title = phrase(texts.documentTitle, { title: rendered.title, organization: view.organization });
	return frame({
		kind: `my-${page.kind}`,
		title,
		organization: view.organization,
		page: rendered,
		reference: null,
		language,
		assets,
		at: myPageAddresses,
	});
}

function pageOf(page: MyPage, context: PageContext): Page {
	switch (page.kind) {
		case "sign-in":
			return signInPage(page, context);
		case "one-time-code":
			return oneTimeCodePage(page, context);
		case "devices":
			return myDevicesPage(page, context);
		case "confirm":
			return myConfirmPage(page, context);
	}
}
