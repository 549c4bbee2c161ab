import { charge, takeBack } from "../credentials/charge.ts";
import { verifyPassword } from "../credentials/password.ts";
import type { ThrottleStore } from "../credentials/throttle.ts";
import { acceptCode } from "../credentials/totp.ts";
import type { SignInFact } from "../evidence/facts.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import type { User, UserStore } from "./ports.ts";
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

/**
 * Name and password. To a stranger an unknown name, one without password and a wrong password are one and the same, in what follows and in time.
 *
 * It takes the store and not a unit of work: hashing takes 20 ms, and units of work do not wait. The try is charged to the name and the address
 * before the password is looked at, so that a thousand tries at once are not a thousand free ones; the right password takes the charge back.
 */
export async function signIn(
	work: Work<SignInStores>,
	{ upn: typed, password, peer, now }: { upn: string; password: string; peer: string; now: number },
): Promise<SignedIn> {
	const upn = normaliseUpn(typed).slice(0, upnLimit);
	const nameKey = `name:${upn}`;
	const charged = await work.write((stores) => charge(stores.throttle, nameKey, peer, now));
	if (!charged.heard) return rejected({ result: "throttled", upn, failures: charged.failures, retryAt: charged.retryAt });

	const user = await work.read.users.byUpn(upn);
	const right = await verifyPassword(user?.passwordHash ?? null, password);
	if (user === undefined || !right) {
		const result = user !== undefined && user.passwordHash === null ? "no-password" : "wrong-password";
		return rejected({ result, upn, failures: charged.failures, retryAt: charged.retryAt });
	}
	await work.write((stores) => takeBack(stores.throttle, nameKey, peer));
	return { fact: { result: "accepted", upn, failures: charged.failures - 1, retryAt: null }, user, needsCode: user.totp !== null };
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
		const charged = await charge(stores.throttle, codeKey, peer, now);
		if (!charged.heard) return rejected({ result: "throttled", upn: user.upn, failures: charged.failures, retryAt: charged.retryAt });
		if (await acceptCode(stores, { id: user.id, totp: user.totp }, code, { now, sealer })) {
			await takeBack(stores.throttle, codeKey, peer);
			return { fact: { result: "accepted", upn: user.upn, failures: charged.failures - 1, retryAt: null }, user, needsCode: false };
		}
		return rejected({ result: "wrong-code", upn: user.upn, failures: charged.failures, retryAt: charged.retryAt });
	});
}

function rejected(fact: SignInFact): SignedIn {
	return { fact, user: null, needsCode: false };
}
