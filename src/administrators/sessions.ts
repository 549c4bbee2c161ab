import type { Randomness } from "../evidence/clock.ts";
import type { Work } from "../evidence/work.ts";
import type { Administrator, AdministratorSession, AdministratorStores, SessionStage } from "./ports.ts";
import { tokenHash } from "./token-hash.ts";

/** Milliseconds. */
export interface SessionLimits {
	/** Without a request for so long, it is over. */
	readonly idle: number;
	/** Whatever is asked, it is over after this. */
	readonly absolute: number;
}

/** What goes on record without changing anything: nobody takes it back. */
export const sessionActions: readonly string[] = ["administrators sign-in", "administrators sign-out"];

/** How long the one-time code may take after the password. */
const codeTime = 5 * 60_000;
/** `lastSeenAt` is written at most once in so long: a session that only reads must not write with each request. */
export const seenEvery = 60_000;

export interface OpenedSession {
	/** For the cookie, and nowhere else. */
	readonly token: string;
	readonly session: AdministratorSession;
}

/** A new session with a new token, whatever cookie the browser came with: one that somebody put there before is worth nothing. */
export async function openSession(
	stores: Pick<AdministratorStores, "administratorSessions">,
	of: {
		readonly id: string;
		readonly administratorId: string;
		readonly stage: SessionStage;
		readonly peer: string;
		readonly userAgent: string;
	},
	{ now, limits, randomness }: { readonly now: number; readonly limits: SessionLimits; readonly randomness: Randomness },
): Promise<OpenedSession> {
	const token = randomness.bytes(32).toString("base64url");
	const session: AdministratorSession = {
		...of,
		userAgent: of.userAgent.slice(0, 300),
		tokenHash: tokenHash(token),
		createdAt: now,
		lastSeenAt: now,
		expiresAt: now + (of.stage === "code" ? codeTime : limits.absolute),
	};
	await stores.administratorSessions.insert(session);
	return { token, session };
}

/** How many of each stage one account has; the oldest end where there are more. */
const mostSessions: Readonly<Record<SessionStage, number>> = { code: 5, "signed-in": 50 };

/**
 * As above, for somebody whose way in was judged a moment ago, outside this unit: where the account was changed since, there is no session.
 *
 * @param judged the account as it was then
 */
export async function openSessionOf(
	stores: Pick<AdministratorStores, "administrators" | "administratorSessions">,
	judged: Pick<Administrator, "id" | "version">,
	of: { readonly id: string; readonly stage: SessionStage; readonly peer: string; readonly userAgent: string },
	how: { readonly now: number; readonly limits: SessionLimits; readonly randomness: Randomness },
): Promise<OpenedSession | undefined> {
	const administrator = await stores.administrators.byId(judged.id);
	if (administrator?.enabled !== true || administrator.version !== judged.version) return undefined;
	await stores.administratorSessions.keepNewest(judged.id, of.stage, mostSessions[of.stage] - 1);
	return openSession(stores, { ...of, administratorId: judged.id }, how);
}

/** Whose session this token is; undefined: of nobody who may come in. Notes that it was seen. */
export async function findSession(
	work: Work<Pick<AdministratorStores, "administrators" | "administratorSessions">>,
	{ token, stage, now, limits }: { token: string; stage: SessionStage; now: number; limits: SessionLimits },
): Promise<{ readonly session: AdministratorSession; readonly administrator: Administrator } | undefined> {
	const session = await work.read.administratorSessions.byTokenHash(tokenHash(token));
	if (session === undefined || session.stage !== stage || !isLive(session, now, limits)) return undefined;
	const administrator = await work.read.administrators.byId(session.administratorId);
	if (administrator?.enabled !== true) return undefined;
	if (now - session.lastSeenAt >= seenEvery) await work.write(({ administratorSessions }) => administratorSessions.touch(session.id, now));
	return { session, administrator };
}

export function isLive({ expiresAt, lastSeenAt }: AdministratorSession, now: number, limits: SessionLimits): boolean {
	return expiresAt > now && lastSeenAt + limits.idle > now;
}
