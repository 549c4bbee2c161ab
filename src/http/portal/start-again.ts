import { html, type Markup } from "./html.ts";
import type { PageContext } from "./page.ts";

/** Ends this visit and begins a new one. One of these at most stands on a page. */
export function startAgain({ at }: PageContext, text: string, weight: "primary" | "secondary" | "quiet"): Markup | null {
	if (at.again === null) return null;
	return html`<form id="again" method="post" action="${at.again}"><button class="button ${weight}">${text}</button></form>`;
}

/** Who is signed in, with the way out for somebody else. */
export function signedIn(context: PageContext): Markup | null {
	const { view, texts } = context;
	if (view.user === null) return null;
	const name = html`<strong>${view.user.displayName === "" ? view.user.upn : view.user.displayName}</strong>`;
	return html`<div class="signed-in"><p>${context.say(texts.signedInAs, { name })}</p>${startAgain(context, texts.otherAccount, "quiet")}</div>`;
}
