import type { PortalView } from "./portal-view.ts";

/** Who asks a page of Setup Assistant's web view. */
export interface AdeVisitor {
	readonly peer: string;
	readonly language: "en" | "ja";
}

export type AdeShown =
	/** `state` null: there is nothing to come back to. */
	| { readonly kind: "page"; readonly state: string | null; readonly view: PortalView }
	/** Everything is done: the web view is to fetch the profile, and closes itself with it. */
	| { readonly kind: "ready"; readonly state: string }
	/** It has ended: the person goes back in Setup Assistant and begins again. */
	| { readonly kind: "over" };

export interface AdePageService {
	/** The first page: the phone's description comes with this request only. `language` is the phone's own, where it said one of ours. */
	open(
		profileId: string,
		cms: Uint8Array | null,
		serials: readonly string[],
		visitor: AdeVisitor,
	): Promise<
		| { readonly kind: "visit"; readonly state: string; readonly language: "en" | "ja" | null }
		| Extract<AdeShown, { kind: "page" }>
		| { readonly kind: "unknown-profile" }
	>;
	show(state: string): Promise<AdeShown>;
	signIn(state: string, upn: string, password: string, visitor: AdeVisitor): Promise<AdeShown>;
	oneTimeCode(state: string, code: string, visitor: AdeVisitor): Promise<AdeShown>;
	answerTerms(
		state: string,
		answer: "accept" | "decline",
		versions: readonly { readonly id: string; readonly version: number }[],
	): Promise<AdeShown>;
	/** Signs whoever is signed in out of this visit. */
	startAgain(state: string): Promise<AdeShown>;
	/** Where the person signs in. */
	toProvider(state: string, visitor: AdeVisitor): Promise<{ readonly kind: "redirect"; readonly url: string } | AdeShown>;
	/** Back from there. `language`: in which the person left. */
	fromProvider(query: string): Promise<{ readonly shown: AdeShown; readonly language: "en" | "ja" | null }>;
	profile(state: string, visitor: AdeVisitor): Promise<{ readonly kind: "profile"; readonly body: Uint8Array } | AdeShown>;
}
