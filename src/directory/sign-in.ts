import type { SignInFact } from "../evidence/facts.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import { verifyPassword } from "./password.ts";
import type { ThrottleStore, User, UserStore } from "./ports.ts";
import { afterFailure, nameLimit, peerKey, peerLimit, retryAt, stillCounting } from "./throttle.ts";
import { acceptCode } from "./totp.ts";
import { normaliseUpn, upnLimit } from "./upn.ts";

export interface SignInStores {
	readonly users: UserStore;
	readonly throttle: ThrottleStore;
}

export interface SignedIn {
	readonly fact: SignInFact;
	/** Only when the fact says `accepted`. May be disabled: that is for the checks, and is told to nobody without the right password. */
	readonly user: User | null;
	/** The password was right, and `signInWithCode` must follow before anybody is signed in. */
	readonly needsCode: boolean;
}

type Charge =
	| { readonly heard: true; readonly failures: number }
	| { readonly heard: false; readonly failures: number; readonly retryAt: number };

/**
 * Name and password. To a stranger an unknown name, one without password and a wrong password are one and the same, in what follows and in time.
 *
 * It takes the store and not a unit of work: hashing takes 20 ms, and units of work do not wait. The try is charged to the name before the password
 * is looked at, so that a thousand tries at once are not a thousand free ones; the right password takes the charge back.
 */
export async function signIn(
	work: Work<SignInStores>,
	{ upn: typed, password, peer, now }: { upn: string; password: string; peer: string; now: number },
): Promise<SignedIn> {
	const upn = normaliseUpn(typed).slice(0, upnLimit);
	const nameKey = `name:${upn}`;
	const charge = await work.write((stores) => chargeName(stores.throttle, nameKey, peer, now));
	if (!charge.heard) return rejected({ result: "throttled", upn, failures: charge.failures, retryAt: charge.retryAt });

	const user = await work.read.users.byUpn(upn);
	const right = await verifyPassword(user?.passwordHash ?? null, password);
	if (user === undefined || !right) {
		const wait = await work.write((stores) => countWrong(stores.throttle, nameKey, peer, now));
		const result = user !== undefined && user.passwordHash === null ? "no-password" : "wrong-password";
		return rejected({ result, upn, failures: charge.failures, retryAt: wait });
	}
	await work.write((stores) => stores.throttle.clear(nameKey));
	return { fact: { result: "accepted", upn, failures: charge.failures - 1, retryAt: null }, user, needsCode: user.totp !== null };
}

/**
 * The one-time code of a user whose password was right. Its wrong tries are counted apart from the password's: who knows the password could clear
 * those at will.
 */
export function signInWithCode(
	work: Work<SignInStores>,
	{ userId, code, peer, now, sealer }: { userId: string; code: string; peer: string; now: number; sealer: Sealer },
): Promise<SignedIn> {
	return work.write(async (stores) => {
		const user = await stores.users.byId(userId);
		// The user or the secret went away since the password: begin again.
		if (user === undefined || user.totp === null)
			return rejected({ result: "session-expired", upn: user?.upn ?? "", failures: 0, retryAt: null });
		const codeKey = `code:${user.id}`;
		const charge = await chargeName(stores.throttle, codeKey, peer, now);
		if (!charge.heard) return rejected({ result: "throttled", upn: user.upn, failures: charge.failures, retryAt: charge.retryAt });
		if (await acceptCode(stores, { id: user.id, totp: user.totp }, code, { now, sealer })) {
			await stores.throttle.clear(codeKey);
			return { fact: { result: "accepted", upn: user.upn, failures: charge.failures - 1, retryAt: null }, user, needsCode: false };
		}
		const wait = await countWrong(stores.throttle, codeKey, peer, now);
		return rejected({ result: "wrong-code", upn: user.upn, failures: charge.failures, retryAt: wait });
	});
}

async function chargeName(throttle: ThrottleStore, key: string, peer: string, now: number): Promise<Charge> {
	const ofPeer = await throttle.get(`peer:${peerKey(peer)}`);
	const ofName = await throttle.get(key);
	const peerWait = retryAt(ofPeer, peerLimit, now);
	const nameWait = retryAt(ofName, nameLimit, now);
	if (peerWait !== null || nameWait !== null) {
		const failures = stillCounting(ofName, nameLimit, now)?.failures ?? 0;
		return { heard: false, failures, retryAt: Math.max(peerWait ?? 0, nameWait ?? 0) };
	}
	const charged = afterFailure(ofName, nameLimit, now);
	await throttle.put(key, charged);
	return { heard: true, failures: charged.failures };
}

/** Counts against the address what was charged to the name; when the next try is heard, null for now. */
async function countWrong(throttle: ThrottleStore, key: string, peer: string, now: number): Promise<number | null> {
	const peerName = `peer:${peerKey(peer)}`;
	const ofPeer = afterFailure(await throttle.get(peerName), peerLimit, now);
	await throttle.put(peerName, ofPeer);
	const waits = [retryAt(ofPeer, peerLimit, now), retryAt(await throttle.get(key), nameLimit, now)].filter((wait) => wait !== null);
	return waits.length === 0 ? null : Math.max(...waits);
}

function rejected(fact: SignInFact): SignedIn {
	return { fact, user: null, needsCode: false };
}
