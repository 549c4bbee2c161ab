import { openTerms } from "../checks/terms-not-accepted.ts";
import type { SignInProvider } from "../directory/ports.ts";
import { type SignedIn, signIn, signInWithCode } from "../directory/sign-in.ts";
import { normaliseUpn, upnLimit } from "../directory/upn.ts";
import { organization } from "../tenant/organization.ts";
import { recordTermsAnswer } from "../tenant/terms.ts";
import { attemptOfCaller, recordDescribed } from "./ade-attempt.ts";
import { askedProfile, describe } from "./ade-describe.ts";
import type { AdeDoorContext } from "./ade-door.ts";
import { issueAdeProfile } from "./ade-issue.ts";
import { type AdeJudged, judgeAde } from "./ade-judge.ts";
import type { AdePageService, AdeShown } from "./ade-page-view.ts";
import { ownLanguage } from "./ade-post-service.ts";
import { createProviderVisits } from "./ade-provider-visits.ts";
import { type AdeEntered, AdeVisits } from "./ade-visits.ts";
import { refusedPage, shownCode, signInRefusal } from "./portal-pages.ts";
import type { PortalPage, PortalView } from "./portal-view.ts";
import { recordFault, recordStep } from "./record.ts";

/**
 * The pages in Setup Assistant's web view. As the portal's: each call gathers, decides by the table, writes the decision on the try, and only then
 * answers.
 */
export function createAdePageService(context: AdeDoorContext & { readonly provider: SignInProvider | null }): AdePageService {
	const { work, clock, randomness, sealer, options, provider } = context;
	const visits = new AdeVisits(context);
	const atProvider = createProviderVisits(context);
	const over: AdeShown = { kind: "over" };

	async function page(
		judged: Pick<AdeJudged, "attempt">,
		state: string | null,
		userId: string | null,
		shown: PortalPage,
	): Promise<AdeShown> {
		const { attempt } = judged;
		const account = userId === null ? undefined : await work.read.users.byId(userId);
		const about = await organization(work.read);
		const ipad = attempt.device.product?.startsWith("iPad") === true;
		const view: PortalView = {
			reference: attempt.reference,
			organization: about.name || new URL(options.publicUrl).hostname,
			support: { phone: about.supportPhone || null, mail: about.supportMail || null, site: about.supportSite || null },
			browser: { family: ipad ? "ipad" : "iphone", platform: ipad ? "iPadOS" : "iOS", safari: false },
			user: account === undefined ? null : { upn: account.upn, displayName: account.displayName },
			page: shown,
		};
		return { kind: "page", state, view };
	}

	const refused = (judged: AdeJudged, state: string | null, userId: string | null): Promise<AdeShown> => {
		const shown = refusedPage(judged.attempt);
		// Without a visit there is nothing to try again with.
		return page(judged, state, userId, shown.kind === "refused" && state === null ? { ...shown, retry: false } : shown);
	};

	/** The visit, or what there is to show where it has ended. A visit that ran out is on record: whoever asks why hears it. */
	async function entered(state: string): Promise<AdeEntered | undefined> {
		const found = await visits.find(state);
		if (found === null) return undefined;
		if (!found.over) return found.entered;
		await atProvider.ranOut(found.visit);
		return undefined;
	}

	/** Whether this person may go on; null: nobody has signed in. */
	async function judgePerson(at: AdeEntered): Promise<AdeJudged | null> {
		if (at.visit.userId === null) return null;
		const user = await work.read.users.byId(at.visit.userId);
		const upn = user?.upn ?? at.attempt.upn;
		return judgeAde(context, "ade-user", at.caller, at.attempt, { upn });
	}

	/** The page that this visit is at now. */
	async function current(at: AdeEntered): Promise<AdeShown> {
		const { visit, state } = at;
		const judged = await judgePerson(at);
		if (judged === null) {
			const opened = await judgeAde(context, "ade-open", at.caller, at.attempt, { upn: null });
			if (!opened.admitted) return refused(opened, state, null);
			if (visit.pendingUserId !== null) return page(opened, state, null, { kind: "one-time-code", wrong: false });
			if (provider !== null) return page(opened, state, null, { kind: "provider", refused: false });
			return page(opened, state, null, { kind: "sign-in", upn: opened.attempt.upn ?? "", refusal: null });
		}
		if (!judged.admitted) return refused(judged, state, visit.userId);
		const open = openTerms(judged.facts.terms ?? []);
		if (open.length === 0) return { kind: "ready", state };
		const all = await work.read.terms.list();
		return page(judged, state, visit.userId, { kind: "terms", terms: all.filter(({ id }) => open.some((one) => one.id === id)) });
	}

	/** `state` null: it has just ended. */
	async function again(state: string | null): Promise<AdeShown> {
		const at = state === null ? undefined : await entered(state);
		return at === undefined ? over : current(at);
	}

	async function afterSignIn(at: AdeEntered, upn: string, result: SignedIn): Promise<AdeShown> {
		const judged = await judgeAde(context, "ade-sign-in", at.caller, at.attempt, { upn, signIn: result.fact });
		if (!judged.admitted) {
			const code = shownCode(judged.attempt);
			if (code !== "sign-in-failed") return refused(judged, at.state, null);
			if (result.fact.result === "wrong-code") return page(judged, at.state, null, { kind: "one-time-code", wrong: true });
			return page(judged, at.state, null, { kind: "sign-in", upn, refusal: signInRefusal(code, result.fact.retryAt, clock.now()) });
		}
		const { user } = result;
		if (user === null) return again(at.state);
		const now = clock.now();
		const next = await work.write(async (stores) => {
			if (result.needsCode) return visits.renew(stores, at, { userId: null, pendingUserId: user.id });
			const renewed = await visits.renew(stores, at, { userId: user.id, pendingUserId: null });
			const seen = { upn: user.upn, secondFactor: user.totp !== null };
			if (renewed !== null) await recordStep(stores, judged.attempt, "signed-in", now, seen, { userId: user.id, upn: user.upn });
			return renewed;
		});
		return again(next);
	}

	return {
		async open(profileId, cms, serials, { peer }) {
			const asked = await askedProfile(work.read, profileId, "page");
			if (asked === undefined) {
				const fault = { face: "ade", peer, code: "unknown-profile", detail: "page" } as const;
				await work.write((stores) => recordFault(stores, fault, clock, randomness));
				return { kind: "unknown-profile" };
			}
			const caller = await describe(context, asked, cms, serials);
			const attempt = await work.write(async (stores) =>
				recordDescribed(stores, context, caller, await attemptOfCaller(stores, context, caller), peer),
			);
			const judged = await judgeAde(context, "ade-open", caller, attempt, { upn: null });
			if (!judged.admitted) return (await refused(judged, null, null)) as Extract<AdeShown, { kind: "page" }>;
			const state = await work.write((stores) => visits.open(stores, caller, judged.attempt));
			return { kind: "visit", state, language: ownLanguage(caller.described?.language) };
		},

		show: again,

		async signIn(state, typed, password, { peer }) {
			const at = await entered(state);
			// Where a provider vouches for people, a password typed here proves nothing.
			if (at === undefined || provider !== null) return at === undefined ? over : current(at);
			if (at.visit.userId !== null) return current(at);
			const upn = normaliseUpn(typed).slice(0, upnLimit);
			return afterSignIn(at, upn, await signIn(work, { upn, password, peer, now: clock.now() }));
		},

		async oneTimeCode(state, code, { peer }) {
			const at = await entered(state);
			if (at === undefined) return over;
			const userId = at.visit.pendingUserId;
			if (userId === null) return current(at);
			return afterSignIn(at, at.attempt.upn ?? "", await signInWithCode(work, { userId, code, peer, now: clock.now(), sealer }));
		},

		async answerTerms(state, answer, versions) {
			const at = await entered(state);
			if (at === undefined) return over;
			const { userId } = at.visit;
			if (userId === null) return current(at);
			const now = clock.now();
			await work.write(async (stores) => {
				for (const { id, version } of versions) {
					await recordTermsAnswer(stores, { userId, termsId: id, version, accepted: answer === "accept", at: now });
				}
			});
			const judged = await judgeAde(context, "ade-terms", at.caller, at.attempt, { upn: at.attempt.upn });
			if (!judged.admitted) return refused(judged, state, userId);
			const terms = (judged.facts.terms ?? []).map(({ id, version }) => `${id} ${version}`);
			await work.write((stores) => recordStep(stores, judged.attempt, "terms-accepted", now, { terms }));
			return again(state);
		},

		async startAgain(state) {
			const at = await entered(state);
			if (at === undefined) return over;
			return again(await work.write((stores) => visits.renew(stores, at, { userId: null, pendingUserId: null })));
		},

		async toProvider(state, { language }) {
			const at = await entered(state);
			if (at === undefined) return over;
			if (provider === null || at.visit.userId !== null) return current(at);
			const begun = await provider.begin(language);
			if (begun.ok) {
				await atProvider.left(at, begun, language);
				return { kind: "redirect", url: begun.url };
			}
			const judged = await judgeAde(context, "ade-sign-in", at.caller, at.attempt, { upn: null, providerFault: begun.fault });
			return page(judged, state, null, { kind: "provider", refused: true });
		},

		async fromProvider(query) {
			const back = await atProvider.back(query);
			if (provider === null || back === undefined) return { shown: over, language: null };
			const { at, expected, language } = back;
			const answer = await provider.finish(query, expected);
			if (!answer.ok) {
				const judged = await judgeAde(context, "ade-sign-in", at.caller, at.attempt, { upn: null, providerFault: answer.fault });
				const next = await work.write((stores) => visits.renew(stores, at, { userId: null, pendingUserId: null }));
				return { shown: next === null ? over : await page(judged, next, null, { kind: "provider", refused: true }), language };
			}
			const upn = normaliseUpn(answer.username).slice(0, upnLimit);
			const judged = await judgeAde(context, "ade-user", at.caller, at.attempt, { upn });
			const user = await work.read.users.byUpn(upn);
			const next = await work.write(async (stores) => {
				if (user === undefined) return visits.renew(stores, at, { userId: null, pendingUserId: null });
				const renewed = await visits.renew(stores, at, { userId: user.id, pendingUserId: null });
				const seen = { upn, provider: options.providerIssuer };
				const change = { userId: user.id, upn: user.upn };
				if (renewed !== null) await recordStep(stores, judged.attempt, "signed-in", clock.now(), seen, change);
				return renewed;
			});
			if (user === undefined && next !== null) return { shown: await refused(judged, next, null), language };
			return { shown: await again(next), language };
		},

		async profile(state, { language }) {
			const at = await entered(state);
			if (at === undefined) return over;
			const { userId } = at.visit;
			const user = userId === null ? undefined : await work.read.users.byId(userId);
			if (userId === null || user === undefined) return current(at);
			const judged = await judgeAde(context, "ade-profile", at.caller, at.attempt, { upn: user.upn });
			if (!judged.admitted) return refused(judged, state, userId);
			const issued = await issueAdeProfile(context, { ...judged, language, userId, visit: at.visit });
			return issued.kind === "moved-on" ? again(state) : { kind: "profile", body: issued.body };
		},
	};
}
