import { limitReached } from "../checks/device-cap-reached.ts";
import type { DecisionStep } from "../checks/index.ts";
import { openTerms } from "../checks/terms-not-accepted.ts";
import type { ThrottleStore } from "../credentials/throttle.ts";
import { type SignedIn, signIn, signInWithCode } from "../directory/sign-in.ts";
import { normaliseUpn, upnLimit } from "../directory/upn.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Facts } from "../evidence/facts.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import type { ChallengeStore } from "../pki/ports.ts";
import { recordTermsAnswer } from "../tenant/terms.ts";
import { browserFact } from "./browser.ts";
import { decide } from "./decide.ts";
import { type FactStores, gather } from "./gather.ts";
import { issueEnrollmentProfile, type ProfileMaker } from "./issue-profile.ts";
import { managedPage, progressPage, refusedPage, shownCode, signInRefusal, stageOf } from "./portal-pages.ts";
import type { PortalPage, PortalProgress, PortalService, Visit, Visited } from "./portal-view.ts";
import { recordDecision, recordStep } from "./record.ts";
import { standing } from "./silence.ts";
import { visitedView } from "./visited-view.ts";
import { type Entered, type VisitStores, Visits } from "./visits.ts";

export interface PortalStores extends FactStores, VisitStores {
	readonly challenges: ChallengeStore;
	readonly throttle: ThrottleStore;
}

export interface PortalOptions {
	readonly publicUrl: string;
	/** Milliseconds. */
	readonly sessionLifetime: number;
	readonly challengeLifetime: number;
}

/** Steps at which the phone itself was refused: the page shows it until the person starts again. */
const deviceSteps: ReadonlySet<string> = new Set<DecisionStep>(["scep", "authenticate", "unreadable"]);

/** The enrollment pages: each call gathers what can be known now, decides by the table, writes the decision on the try, and only then answers. */
export function createPortalService(deps: {
	readonly work: Work<PortalStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly sealer: Sealer;
	readonly profiles: ProfileMaker;
	readonly options: PortalOptions;
}): PortalService {
	const { work, clock, randomness, sealer, profiles, options } = deps;
	const visits = new Visits(work, clock, randomness, options.sessionLifetime);

	async function judge(
		step: DecisionStep,
		entered: Entered,
		visit: Visit,
		more: Partial<Facts> = {},
		upn = entered.attempt.upn,
	): Promise<Judged> {
		const now = clock.now();
		const subject = {
			journey: "web",
			browser: browserFact(visit.userAgent),
			portalApp: visit.portalApp,
			...(upn === null ? {} : { upn, hideExistence: step === "sign-in" }),
		} as const;
		const facts = { ...(await gather(work.read, subject, now)), ...more };
		const decision = decide(step, facts);
		const attempt = await work.write(async (stores) => {
			// Read again: between two pages the phone may have moved the try on.
			const fresh = (await stores.attempts.byId(entered.attempt.id)) ?? entered.attempt;
			// The name is on record also when it is wrong: that is what the administrator has to see.
			if (upn !== fresh.upn) await stores.attempts.update(fresh.id, { upn, updatedAt: now });
			return recordDecision(stores, { ...fresh, upn }, step, decision, now);
		});
		return { entered: { ...entered, attempt }, facts, admitted: decision.verdict === "admit" };
	}

	const visited = (entered: Entered, visit: Visit, page: PortalPage) => visitedView(work.read, options.publicUrl, entered, visit, page);

	/** The page that this try is at now. */
	async function current(entered: Entered, visit: Visit): Promise<Visited> {
		const { attempt, session } = entered;
		if (standing(attempt) === "enrolled") return visited(entered, visit, managedPage(attempt));
		if (attempt.state === "refused" && deviceSteps.has(attempt.decision?.step ?? "")) return visited(entered, visit, refusedPage(attempt));
		// Who has signed in is judged by all of the first page's rules too (checks/index.ts).
		const judged = await judge(session.userId === null ? "open" : "user", entered, visit);
		if (!judged.admitted) return visited(judged.entered, visit, refusedPage(judged.entered.attempt));
		if (session.userId === null) return beforeSignIn(judged.entered, visit);
		return visited(judged.entered, visit, await signedInPage(judged));
	}

	function beforeSignIn(entered: Entered, visit: Visit): Promise<Visited> {
		const browser = browserFact(visit.userAgent);
		const usable = browser.safari && browser.family !== "other";
		if (!usable && visit.portalApp === null)
			return visited(entered, visit, { kind: "open-in-safari", address: `${options.publicUrl}/enroll` });
		if (entered.session.pendingUserId !== null) return visited(entered, visit, { kind: "one-time-code", wrong: false });
		return visited(entered, visit, { kind: "sign-in", upn: entered.attempt.upn ?? "", refusal: null });
	}

	async function signedInPage({ entered, facts }: Judged): Promise<PortalPage> {
		const steps = await work.read.attempts.steps(entered.attempt.id);
		const stage = stageOf(steps);
		if (stage !== null) return progressPage(steps, stage, options.challengeLifetime);
		const open = openTerms(facts.terms ?? []);
		if (open.length > 0) {
			const all = await work.read.terms.list();
			return { kind: "terms", terms: all.filter(({ id }) => open.some((one) => one.id === id)) };
		}
		const { limit } = facts;
		const atLimit = limit !== undefined && limitReached(limit) ? limit.counted : null;
		return { kind: "install", atLimit, challengeMinutes: Math.round(options.challengeLifetime / 60_000) };
	}

	async function afterSignIn(entered: Entered, visit: Visit, upn: string, result: SignedIn): Promise<Visited> {
		const judged = await judge("sign-in", entered, visit, { signIn: result.fact }, upn);
		if (!judged.admitted) {
			const shown = shownCode(judged.entered.attempt);
			if (shown !== "sign-in-failed") {
				// The password was right, so nothing is hidden from this person any more: all that is wrong shows at once, not one thing a try.
				const all = result.user !== null && !result.needsCode ? await judge("user", judged.entered, visit) : judged;
				return visited(all.entered, visit, refusedPage(all.entered.attempt));
			}
			if (result.fact.result === "wrong-code") return visited(judged.entered, visit, { kind: "one-time-code", wrong: true });
			return visited(judged.entered, visit, { kind: "sign-in", upn, refusal: signInRefusal(shown, result.fact.retryAt, clock.now()) });
		}
		const user = result.user;
		if (user === null) return current(judged.entered, visit);
		const now = clock.now();
		const renewed = await work.write(async (stores) => {
			if (result.needsCode) return visits.renew(stores, judged.entered, { userId: null, pendingUserId: user.id });
			const change = { userId: user.id, upn: user.upn };
			const attempt = await recordStep(
				stores,
				judged.entered.attempt,
				"signed-in",
				now,
				{ upn: user.upn, secondFactor: user.totp !== null },
				change,
			);
			return visits.renew(stores, { ...judged.entered, attempt }, { userId: user.id, pendingUserId: null });
		});
		return current(renewed, visit);
	}

	return {
		async open(visit) {
			return current(await visits.enter(visit), visit);
		},

		async signIn(visit, typed, password) {
			const entered = await visits.enterToSignIn(visit);
			const upn = normaliseUpn(typed).slice(0, upnLimit);
			const opened = await judge("open", entered, visit);
			if (!opened.admitted) return visited(opened.entered, visit, refusedPage(opened.entered.attempt));
			const result = await signIn(work, { upn, password, peer: visit.peer, now: clock.now() });
			return afterSignIn(opened.entered, visit, upn, result);
		},

		async oneTimeCode(visit, code) {
			const entered = await visits.enter(visit);
			const userId = entered.session.pendingUserId;
			if (userId === null) return current(entered, visit);
			const result = await signInWithCode(work, { userId, code, peer: visit.peer, now: clock.now(), sealer });
			return afterSignIn(entered, visit, entered.attempt.upn ?? "", result);
		},

		async answerTerms(visit, answer, versions) {
			const entered = await visits.enter(visit);
			const userId = entered.session.userId;
			if (userId === null) return current(entered, visit);
			const now = clock.now();
			await work.write(async (stores) => {
				for (const { id, version } of versions) {
					await recordTermsAnswer(stores, { userId, termsId: id, version, accepted: answer === "accept", at: now });
				}
			});
			const judged = await judge("terms", entered, visit);
			if (!judged.admitted) return visited(judged.entered, visit, refusedPage(judged.entered.attempt));
			const accepted = (judged.facts.terms ?? []).map(({ id, version }) => `${id} ${version}`);
			const attempt = await work.write((stores) => recordStep(stores, judged.entered.attempt, "terms-accepted", now, { terms: accepted }));
			return current({ ...judged.entered, attempt }, visit);
		},

		async downloadProfile(visit) {
			const entered = await visits.enter(visit);
			if (entered.session.userId === null || standing(entered.attempt) === "enrolled") return current(entered, visit);
			const judged = await judge("download", entered, visit);
			if (!judged.admitted) return visited(judged.entered, visit, refusedPage(judged.entered.attempt));
			const issued = await issueEnrollmentProfile(work, {
				attempt: judged.entered.attempt,
				userId: entered.session.userId,
				deviceId: null,
				purpose: "enrollment",
				topic: judged.facts.pushCertificate?.topic ?? "",
				language: visit.language,
				lifetime: options.challengeLifetime,
				form: "signed",
				clock,
				randomness,
				profiles,
			});
			if (issued.kind === "moved-on") return current(await visits.enterAsOwner(visit), visit);
			return { session: judged.entered.cookie, reference: judged.entered.attempt.reference, profile: issued.body };
		},

		async progress(visit): Promise<PortalProgress> {
			const entered = await visits.find(visit);
			if (entered === undefined) return { page: "sign-in", stage: null };
			if (standing(entered.attempt) === "enrolled") return { page: "managed", stage: null };
			if (entered.attempt.state === "refused") return { page: "refused", stage: shownCode(entered.attempt) };
			if (entered.session.userId === null)
				return { page: entered.session.pendingUserId === null ? "sign-in" : "one-time-code", stage: null };
			const stage = stageOf(await work.read.attempts.steps(entered.attempt.id));
			return { page: stage === null ? "install" : "progress", stage };
		},

		async startAgain(visit) {
			const before = await visits.find(visit);
			const refusedAsUser = before?.attempt.state === "refused" && !deviceSteps.has(before.attempt.decision?.step ?? "");
			const userId = before === undefined || refusedAsUser ? null : before.session.userId;
			const upn = before?.attempt.upn ?? null;
			if (before !== undefined) await visits.end(before);
			const entered = await visits.begin(visit, userId === null || upn === null ? null : { userId, upn });
			return current(entered, visit);
		},
	};
}

interface Judged {
	readonly entered: Entered;
	readonly facts: Facts;
	readonly admitted: boolean;
}
