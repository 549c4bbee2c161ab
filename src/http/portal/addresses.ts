/** Where the forms and links of a page lead: the portal's own, or those of a visit in Setup Assistant, which carry its state. */
export interface PageAddresses {
	/** Where whoever has read a page goes on. */
	readonly home: string;
	readonly signIn: string;
	readonly code: string;
	readonly terms: string;
	/** null: this visitor cannot begin again here. */
	readonly again: string | null;
	readonly provider: string | null;
	/** null: here nothing can be reported. */
	readonly report: string | null;
	readonly language: (to: "en" | "ja") => string | null;
}

/** Where reports are sent to, which may be long. */
export const reportPaths = ["/enroll/report", "/my/report"] as const;

export const portalAddresses: PageAddresses = {
	home: "/enroll",
	signIn: "/enroll/sign-in",
	code: "/enroll/code",
	terms: "/enroll/terms",
	again: "/enroll/again",
	provider: null,
	report: reportPaths[0],
	language: (to) => `/language?to=${to}`,
};

/** There are no cookies in Setup Assistant's web view: the language goes along in every address. */
export function visitAddresses(state: string, language: "en" | "ja"): PageAddresses {
	const at = (page: string) => `${visitPath}/${state}${page}?lang=${language}`;
	return {
		home: at(""),
		signIn: at("/sign-in"),
		code: at("/code"),
		terms: at("/terms"),
		again: at("/again"),
		provider: at("/provider"),
		// In Setup Assistant there are no files, and whoever stands there has the reference to tell.
		report: null,
		language: (to) => `${visitPath}/${state}?lang=${to}`,
	};
}

/** A page that nobody can come back to. */
export const noAddresses: PageAddresses = { ...portalAddresses, again: null, provider: null, report: null, language: () => null };

export const visitPath = "/ade/visit";
