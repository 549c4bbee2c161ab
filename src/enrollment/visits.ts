import { createHash } from "node:crypto";
import type { Attempt } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { networkPrefix } from "../evidence/network-prefix.ts";
import type { Work } from "../evidence/work.ts";
import { browserFact } from "./browser.ts";
import type { Visit } from "./portal-view.ts";
import type { PortalSession, SessionStore } from "./ports.ts";
import { beginAttempt, type RecordStores, recordStep } from "./record.ts";

export interface VisitStores extends RecordStores {
	readonly sessions: SessionStore;
}

/** A visit that is on record: the try it belongs to and the session by which it comes again. */
export interface Entered {
	/** To set as the cookie; null when the visitor has it already. */
	readonly cookie: string | null;
	readonly session: PortalSession;
	readonly attempt: Attempt;
}

export const sessionHash = (token: string): string => createHash("sha256").update(token).digest("hex");

/** Opens and finds visits. The token is 256 random bits; only its hash is stored. */
export class Visits {
	readonly #work: Work<VisitStores>;
	readonly #clock: Clock;
	readonly #randomness: Randomness;
	readonly #lifetime: number;

	/** @param lifetime milliseconds */
	constructor(work: Work<VisitStores>, clock: Clock, randomness: Randomness, lifetime: number) {
		this.#work = work;
		this.#clock = clock;
		this.#randomness = randomness;
		this.#lifetime = lifetime;
	}

	/** The visit as it stands, or undefined when there is none or it has ended. */
	async find(visit: Visit): Promise<Entered | undefined> {
		if (visit.session === null) return undefined;
		const session = await this.#work.read.sessions.byTokenHash(sessionHash(visit.session));
		if (session === undefined || session.expiresAt <= this.#clock.now()) return undefined;
		const attempt = await this.#work.read.attempts.byId(session.attemptId);
		return attempt === undefined ? undefined : { cookie: null, session, attempt };
	}

	/** The visit as it stands, or a new one: from here on there is a try on record. */
	async enter(visit: Visit): Promise<Entered> {
		return (await this.find(visit)) ?? this.begin(visit, null);
	}

	/**
	 * For a sign-in: the visit as it stands while nobody has signed in, else a new one in its place. A try is one person's: were another name written
	 * on it, even by a wrong password, whoever is signed in would be judged by that one's licence, terms and limits.
	 */
	async enterToSignIn(visit: Visit): Promise<Entered> {
		const found = await this.find(visit);
		if (found === undefined) return this.begin(visit, null);
		if (found.session.userId === null && found.session.pendingUserId === null) return found;
		await this.end(found);
		return this.begin(visit, null);
	}

	/** The visit as it stands, unless its try has become another's, who signed in by the same cookie at the same moment: then a new one. */
	async enterAsOwner(visit: Visit): Promise<Entered> {
		const found = await this.enter(visit);
		if (found.session.userId === found.attempt.userId) return found;
		await this.end(found);
		return this.begin(visit, null);
	}

	/** Its cookie is worth nothing any more. */
	end({ session }: Entered): Promise<void> {
		const now = this.#clock.now();
		return this.#work.write((stores) => stores.sessions.update(session.tokenHash, { expiresAt: now }));
	}

	/** A new try and a new session, for a user who is signed in already or for nobody yet. */
	begin(visit: Visit, user: { readonly userId: string; readonly upn: string } | null): Promise<Entered> {
		const now = this.#clock.now();
		const token = this.#randomness.bytes(32).toString("base64url");
		return this.#work.write(async (stores) => {
			const begun = await beginAttempt(stores, "web", this.#clock, this.#randomness, user ?? undefined);
			const { family, platform, safari } = browserFact(visit.userAgent);
			const network = networkPrefix(visit.peer);
			const seen = { family, platform, safari, portalApp: visit.portalApp, language: visit.language, network };
			const attempt = await recordStep(stores, begun, "portal-opened", now, seen);
			const session: PortalSession = {
				tokenHash: sessionHash(token),
				attemptId: attempt.id,
				userId: user?.userId ?? null,
				pendingUserId: null,
				createdAt: now,
				expiresAt: now + this.#lifetime,
			};
			await stores.sessions.insert(session);
			return { cookie: token, session, attempt };
		});
	}

	/**
	 * After a sign-in the session gets a new token: one that somebody else put into the browser before is worth nothing then.
	 * The old one ends.
	 */
	async renew(
		stores: VisitStores,
		entered: Entered,
		user: { readonly userId: string | null; readonly pendingUserId: string | null },
	): Promise<Entered> {
		const now = this.#clock.now();
		const token = this.#randomness.bytes(32).toString("base64url");
		await stores.sessions.update(entered.session.tokenHash, { expiresAt: now });
		const session = { ...entered.session, ...user, tokenHash: sessionHash(token), createdAt: now, expiresAt: now + this.#lifetime };
		await stores.sessions.insert(session);
		return { ...entered, cookie: token, session };
	}
}
