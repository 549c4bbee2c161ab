import type { BrowserFact, CountedDevice } from "../evidence/facts.ts";
import type { Evidence, Who } from "../evidence/finding.ts";

/** A text that the administrator wrote in both languages. */
export interface Bilingual {
	readonly en: string;
	readonly ja: string;
}

/** What the enrollment pages show: data only, rendered by http/portal in the visitor's language. */
export interface PortalView {
	/** `K7-4QPM`: shown on every page, small; large on the refusal page. */
	readonly reference: string;
	readonly organization: string;
	/** How to reach those who can help; null where the organisation has not said. */
	readonly support: { readonly phone: string | null; readonly mail: string | null; readonly site: string | null };
	readonly browser: BrowserFact;
	/** null until somebody signed in. */
	readonly user: { readonly upn: string; readonly displayName: string } | null;
	readonly page: PortalPage;
}

export interface SignInRefusal {
	readonly code: string;
	/** How long nothing typed here is heard, in milliseconds; null: the next try is heard. A length, for nobody knows which zone the phone is in. */
	readonly waitMs: number | null;
}

export type PortalPage =
	/** `refusal` is why the last try to sign in failed, shown above the form, which keeps the name typed. */
	| { readonly kind: "sign-in"; readonly upn: string; readonly refusal: SignInRefusal | null }
	| { readonly kind: "one-time-code"; readonly wrong: boolean }
	| {
			readonly kind: "terms";
			readonly terms: readonly { readonly id: string; readonly version: number; readonly title: Bilingual; readonly body: Bilingual }[];
	  }
	/** Ready to download. `atLimit`: this phone enrolls only if it is one of these, which the server cannot know before the profile is installed. */
	| { readonly kind: "install"; readonly atLimit: readonly CountedDevice[] | null; readonly challengeMinutes: number }
	/** The profile was downloaded; `stage` follows the phone. */
	| {
			readonly kind: "progress";
			readonly stage: "profile-downloaded" | "identity-issued" | "authenticated";
			readonly downloadedAt: number;
			readonly expiresAt: number;
	  }
	| { readonly kind: "managed"; readonly product: string | null; readonly serial: string | null; readonly at: number }
	/** `code` is the public one: it never tells a stranger whether a name exists. `retry` says whether trying again now makes sense. */
	| {
			readonly kind: "refused";
			readonly code: string;
			readonly at: number;
			readonly who: readonly Who[];
			readonly saw: Evidence | null;
			readonly retry: boolean;
	  }
	/** What a message or a log that was handed in means. */
	| ({ readonly kind: "reported" } & ReportedPage)
	/** The person signs in with the organisation's OpenID provider. `refused`: what came back from there was not taken. */
	| { readonly kind: "provider"; readonly refused: boolean }
	/** Opened on a computer, or in an app's own browser: only Safari on the phone installs profiles. */
	| { readonly kind: "open-in-safari"; readonly address: string };

/** Why of what was handed in nothing, or not everything, could be looked at. */
export type ReportProblem =
	/** Neither a message nor a file. */
	| "nothing"
	/** More text than any message has, or a larger file than is taken. */
	| "message-too-long"
	| "log-too-large"
	| "empty"
	| "binary"
	| "zip"
	| "unified-log"
	/** Too many logs are being looked at. */
	| "busy";

/** About a part of a log: what was found stands all the same. */
export type ReportNote = "cut-off" | "damaged" | "too-long" | "unified-log-inside";

export interface ReportedPage {
	readonly from: "person" | "log";
	readonly problem: ReportProblem | null;
	readonly notes: readonly ReportNote[];
	/** The codes that the words stand for, whoever reads them. */
	readonly meanings: readonly string[];
	/** Where the words stand for nothing: what was typed, to be mended there, and the messages that are near. null: they do, or a log was handed in. */
	readonly unknown: { readonly typed: string; readonly near: readonly string[] } | null;
	/** null: nobody has signed in, and nobody's facts were looked at. */
	readonly judged: {
		readonly causes: readonly { readonly code: string; readonly sure: boolean; readonly who: readonly Who[] }[];
		/** How many other causes were checked and are in order. */
		readonly inOrder: number;
	} | null;
}

/** What a person says that the phone shows. */
export interface PersonsReport {
	readonly from: "person" | "log";
	readonly matched: readonly string[];
	readonly errors: readonly { readonly domain: string; readonly code: number }[];
	/** Of a log the lines that matched, a few. */
	readonly lines: readonly string[];
	readonly notes: readonly ReportNote[];
	/** As `ReportedPage.unknown`; nothing of it is kept. */
	readonly unknown: ReportedPage["unknown"];
}

export interface Reporting {
	/** Writes it on the visitor's try, and says what it means for them. */
	report(visit: Visit, report: PersonsReport): Promise<Visited>;
	/** The page that says why nothing was looked at. Nothing is kept. */
	refuse(visit: Visit, from: "person" | "log", problem: ReportProblem): Promise<Visited>;
}

export interface ReportService extends Reporting {
	/** For somebody who has signed in to their own devices: on their newest try, or on a new one where they have none. */
	of(user: { readonly id: string; readonly upn: string }): Reporting;
}

/** What the poll of a waiting page answers; the page reloads itself when `page` or `stage` changes. */
export interface PortalProgress {
	readonly page: PortalPage["kind"];
	readonly stage: string | null;
}

/** Who is visiting. `session` is the cookie's value, null on the first visit. */
export interface Visit {
	readonly session: string | null;
	readonly userAgent: string;
	readonly language: "en" | "ja";
	/** Address of the peer, for the record and the throttle. */
	readonly peer: string;
	/** Version of the portal app, where its header came along; null in a browser. */
	readonly portalApp: string | null;
}

/** `session` is to be set as the cookie whenever it is not null. */
export interface Visited {
	readonly session: string | null;
	readonly view: PortalView;
}

/** The enrollment pages' service. Every method but `progress`, which only looks, leaves its step or refusal on the try before it answers. */
export interface PortalService {
	open(visit: Visit): Promise<Visited>;
	signIn(visit: Visit, upn: string, password: string): Promise<Visited>;
	oneTimeCode(visit: Visit, code: string): Promise<Visited>;
	answerTerms(
		visit: Visit,
		answer: "accept" | "decline",
		versions: readonly { readonly id: string; readonly version: number }[],
	): Promise<Visited>;
	/** The signed profile, or the page that says why not. */
	downloadProfile(
		visit: Visit,
	): Promise<{ readonly session: string | null; readonly reference: string; readonly profile: Uint8Array } | Visited>;
	progress(visit: Visit): Promise<PortalProgress>;
	/** Ends this visit and begins a new one. */
	startAgain(visit: Visit): Promise<Visited>;
}
