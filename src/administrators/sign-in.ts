import { type Counter, chargeAll, giveBack, ofPeer } from "../credentials/charge.ts";
import { verifyPassword } from "../credentials/password.ts";
import { codeLimit, nameLimit, peerKey, type ThrottleStore, wideNameLimit } from "../credentials/throttle.ts";
import { acceptCode } from "../credentials/totp.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import { normaliseName } from "./name.ts";
import type { Administrator, AdministratorStores } from "./ports.ts";

export type SignInStores = AdministratorStores & { readonly throttle: ThrottleStore };

/** `refused`: unknown, disabled and wrong are one and the same to a stranger, in what is answered and in time. */
export type SignInAnswer =
	| { readonly result: "right"; readonly administrator: Administrator }
	| { readonly result: "refused" }
	| { readonly result: "throttled"; readonly retryAt: number };

/**
 * The first step: name and password. As directory/sign-in.ts it charges the try before the password is looked at, and takes the charge back where it was
 * right; hashing is no part of a unit of work.
 */
export async function signInWithPassword(
	work: Work<SignInStores>,
	{ name: typed, password, peer, now }: { name: string; password: string; peer: string; now: number },
): Promise<SignInAnswer> {
	const name = normaliseName(typed).slice(0, 64);
	const counters: readonly Counter[] = [
		{ key: `administrator:${name}:${peerKey(peer)}`, limit: nameLimit, clears: true },
		// A stranger who knows a name must not keep its owner out; nor may many addresses try one name without end.
		{ key: passwordKey(name), limit: wideNameLimit },
		ofPeer(peer),
	];
	const charged = await work.write((stores) => chargeAll(stores.throttle, counters, now));
	if (!charged.heard) return { result: "throttled", retryAt: charged.retryAt };
	const administrator = await work.read.administrators.byName(name);
	const right = await verifyPassword(administrator?.passwordHash ?? null, password);
	if (administrator === undefined || !right || !administrator.enabled) return { result: "refused" };
	await work.write((stores) => giveBack(stores.throttle, counters));
	return { result: "right", administrator };
}

/** Wrong passwords of this name, from wherever. */
export const passwordKey = (name: string): string => `administrator:${name}`;
/** Wrong codes of this account. */
export const codeKey = (id: string): string => `administrator-code:${id}`;

/** The second step. Wrong codes are counted apart from wrong passwords: whoever knows the password could clear those at will. */
export function signInWithCode(
	work: Work<SignInStores>,
	{ administratorId, code, peer, now, sealer }: { administratorId: string; code: string; peer: string; now: number; sealer: Sealer },
): Promise<SignInAnswer> {
	return work.write(async (stores) => {
		const administrator = await stores.administrators.byId(administratorId);
		const totp = administrator?.totp ?? null;
		if (administrator?.enabled !== true || totp === null) return { result: "refused" };
		const counters: readonly Counter[] = [{ key: codeKey(administrator.id), limit: codeLimit, clears: true }, ofPeer(peer)];
		const charged = await chargeAll(stores.throttle, counters, now);
		if (!charged.heard) return { result: "throttled", retryAt: charged.retryAt };
		if (!(await acceptCode(stores, { id: administrator.id, totp }, code, { now, sealer }))) return { result: "refused" };
		await giveBack(stores.throttle, counters);
		return { result: "right", administrator };
	});
}
