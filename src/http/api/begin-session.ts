import type { Administrator, SessionStage } from "../../administrators/ports.ts";
import { type OpenedSession, openSessionOf } from "../../administrators/sessions.ts";
import { tokenHash } from "../../administrators/token-hash.ts";
import { newId } from "../../enrollment/record.ts";
import type { ApiStores } from "./api-stores.ts";
import { record } from "./record.ts";
import type { Asked } from "./route.ts";

/** @param judged the account as it was when its password, code or passkey was looked at; undefined is answered where it was changed since */
export function openFor(
	stores: ApiStores,
	judged: Administrator,
	stage: SessionStage,
	{ services, peer, userAgent }: Asked,
): Promise<OpenedSession | undefined> {
	const { clock, randomness, limits } = services;
	const of = { id: newId(clock, randomness), stage, peer, userAgent };
	return openSessionOf(stores, judged, of, { now: clock.now(), limits, randomness });
}

/**
 * The session begins here, with a token of its own, and is on record. What the browser came with, of whomever, ends.
 *
 * @param by how they came, where it is not by password and code
 */
export async function beginSession(
	stores: ApiStores,
	judged: Administrator,
	asked: Asked,
	by: Readonly<Record<string, string>> = {},
): Promise<OpenedSession | undefined> {
	const opened = await openFor(stores, judged, "signed-in", asked);
	if (opened === undefined) return undefined;
	for (const token of [asked.cookies.session, asked.cookies.signIn]) {
		const old = token === null ? undefined : await stores.administratorSessions.byTokenHash(tokenHash(token));
		if (old !== undefined) await stores.administratorSessions.delete(old.id);
	}
	await record(stores, judged.name, { action: "administrators sign-in", target: judged.name, detail: by }, asked);
	return opened;
}

/** Every cookie of before is over with it. */
export const signedInCookies = ({ token }: OpenedSession) => ({ session: token, signIn: null, ceremony: null, provider: null });
