import type { Code } from "../checks/index.ts";
import type { User } from "../directory/ports.ts";
import { signIn } from "../directory/sign-in.ts";
import { normaliseUpn, upnLimit } from "../directory/upn.ts";
import type { Attempt } from "../evidence/attempt.ts";
import { attemptOfCaller, recordDescribed } from "./ade-attempt.ts";
import { askedProfile, describe } from "./ade-describe.ts";
import type { AdeDoorContext, Caller } from "./ade-door.ts";
import { issueAdeProfile } from "./ade-issue.ts";
import { type AdeJudged, judgeAde } from "./ade-judge.ts";
import { hasIdentity } from "./ade-visits.ts";
import { shownCode } from "./portal-pages.ts";
import { recordFault, recordStep } from "./record.ts";

/** A phone that posts its description to the address of its enrollment profile. */
export interface AdePost {
	readonly profileId: string;
	readonly cms: Uint8Array;
	/** Serial numbers that the address names. */
	readonly serials: readonly string[];
	/** As Setup Assistant's own form took them; null: none came along. */
	readonly credentials: { readonly name: string; readonly password: string } | null;
	/** From Accept-Language, where the description names none of ours. */
	readonly language: "en" | "ja" | null;
	readonly peer: string;
}

export type AdePostOutcome =
	| { readonly kind: "profile"; readonly body: Uint8Array }
	/** Setup Assistant is to ask for name and password, at first or again. */
	| { readonly kind: "credentials-wanted" }
	| {
			readonly kind: "refused";
			/** Never tells a stranger whether a name exists. */
			readonly code: string;
			readonly reference: string;
			readonly language: "en" | "ja" | null;
			/** Where too old a system is the cause, and the phone can update itself now: to which. */
			readonly updateTo: string | null;
	  }
	| { readonly kind: "unknown-profile" }
	/** The phone went on while this was judged: it is to come again. */
	| { readonly kind: "moved-on" };

export type AdePostService = (post: AdePost) => Promise<AdePostOutcome>;

/** A phone without user, or with Setup Assistant's own form for name and password: one request, everything is judged, the profile is the answer. */
export function createAdePostService(context: AdeDoorContext): AdePostService {
	const { work, clock } = context;

	function refusal(caller: Caller, attempt: Attempt, language: AdePost["language"], judged: AdeJudged): AdePostOutcome {
		const code = shownCode(attempt);
		const minimum =
			code === ("os-too-old" satisfies Code) && caller.described?.canUpdate === true ? judged.facts.restriction?.osMinimum : null;
		return { kind: "refused", code, reference: attempt.reference, language, updateTo: minimum ?? null };
	}

	async function giveProfile(caller: Caller, attempt: Attempt, language: AdePost["language"], user: User | null): Promise<AdePostOutcome> {
		const secondFactor = user === null ? {} : { secondFactor: false };
		const upn = user?.upn ?? null;
		const judged = await judgeAde(context, "ade-profile", caller, attempt, { upn, ...secondFactor });
		if (!judged.admitted) return refusal(caller, judged.attempt, language, judged);
		const who = { userId: user?.id ?? null, visit: null };
		const issued = await issueAdeProfile(context, { ...judged, language: language ?? "en", ...who });
		if (issued.kind === "issued") return { kind: "profile", body: issued.body };
		return user === null ? { kind: "moved-on" } : { kind: "credentials-wanted" };
	}

	/** The form knows name and password only: whoever has a second factor, or signs in on a page in any other case, is told so. */
	async function legacy(caller: Caller, attempt: Attempt, post: AdePost, language: AdePost["language"]): Promise<AdePostOutcome> {
		if (post.credentials === null) return { kind: "credentials-wanted" };
		const upn = normaliseUpn(post.credentials.name).slice(0, upnLimit);
		const result = await signIn(work, { upn, password: post.credentials.password, peer: post.peer, now: clock.now() });
		const judged = await judgeAde(context, "ade-sign-in", caller, attempt, { upn, signIn: result.fact });
		if (!judged.admitted) {
			const again = shownCode(judged.attempt) === ("sign-in-failed" satisfies Code) && result.fact.result !== "throttled";
			return again ? { kind: "credentials-wanted" } : refusal(caller, judged.attempt, language, judged);
		}
		const { user } = result;
		if (user === null) return { kind: "credentials-wanted" };
		const secondFactor = result.needsCode || (caller.asked.profile.settings.signIn === "web" && context.options.providerIssuer !== null);
		const known = await judgeAde(context, "ade-user", caller, judged.attempt, { upn: user.upn, secondFactor });
		if (!known.admitted) return refusal(caller, known.attempt, language, known);
		const signedIn = await work.write(async (stores) => {
			const now = clock.now();
			// As on the pages: nobody becomes the user of a phone that has gone on, and what somebody else was given before is void.
			if (await hasIdentity(stores, known.attempt.id)) return null;
			await stores.challenges.expireUnused(known.attempt.id, now);
			const seen = { upn: user.upn, secondFactor: false };
			return recordStep(stores, known.attempt, "signed-in", now, seen, { userId: user.id, upn: user.upn });
		});
		return signedIn === null ? { kind: "credentials-wanted" } : giveProfile(caller, signedIn, language, user);
	}

	return async (post) => {
		const asked = await askedProfile(work.read, post.profileId, "post");
		if (asked === undefined) {
			const fault = { face: "ade", peer: post.peer, code: "unknown-profile", detail: "post" } as const;
			await work.write((stores) => recordFault(stores, fault, clock, context.randomness));
			return { kind: "unknown-profile" };
		}
		const caller = await describe(context, asked, post.cms.length === 0 ? null : post.cms, post.serials);
		const language = ownLanguage(caller.described?.language) ?? post.language;
		const attempt = await work.write(async (stores) =>
			recordDescribed(stores, context, caller, await attemptOfCaller(stores, context, caller), post.peer),
		);
		const opened = await judgeAde(context, "ade-open", caller, attempt, { upn: null });
		if (!opened.admitted) return refusal(caller, opened.attempt, language, opened);
		return asked.way === "none" ? giveProfile(caller, opened.attempt, language, null) : legacy(caller, opened.attempt, post, language);
	};
}

/** `ja`, `ja-JP`, `en_US`; null for every other language, and for none. */
export function ownLanguage(tag: string | null | undefined): "en" | "ja" | null {
	const primary = tag?.toLowerCase().split(/[-_]/, 1)[0];
	return primary === "ja" || primary === "en" ? primary : null;
}
