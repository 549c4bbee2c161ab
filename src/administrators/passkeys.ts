import { chargeAll, giveBack, ofPeer } from "../credentials/charge.ts";
import type { ThrottleStore } from "../credentials/throttle.ts";
import type { NewCredential } from "../credentials/webauthn.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Work } from "../evidence/work.ts";
import type { Administrator, AdministratorStores, Passkey } from "./ports.ts";
import type { SignInAnswer } from "./sign-in.ts";

export type PasskeyProblem =
	| { readonly kind: "passkey-exists" }
	| { readonly kind: "passkey-unknown" }
	| { readonly kind: "too-many-passkeys" }
	/** Whoever has nothing left could not come in again. */
	| { readonly kind: "last-way-in" };

/** More than anybody has of devices and keys. */
const mostPasskeys = 20;

export async function addPasskey(
	{ passkeys }: Pick<AdministratorStores, "passkeys">,
	{
		now,
		...credential
	}: NewCredential & { readonly id: string; readonly name: string; readonly administratorId: string; readonly now: number },
): Promise<Outcome<{ passkey: Passkey }, PasskeyProblem>> {
	if ((await passkeys.byCredentialId(credential.credentialId)) !== undefined) return refused({ kind: "passkey-exists" });
	if ((await passkeys.listOf(credential.administratorId)).length >= mostPasskeys) return refused({ kind: "too-many-passkeys" });
	const passkey: Passkey = { ...credential, createdAt: now, lastUsedAt: null };
	await passkeys.insert(passkey);
	return { ok: true, passkey };
}

/** Takes a passkey of this person away. What belongs to another is not even said to be there. */
export async function removePasskey(
	{ passkeys }: Pick<AdministratorStores, "passkeys">,
	{ id, administrator }: { readonly id: string; readonly administrator: Administrator },
): Promise<Outcome<{ passkey: Passkey }, PasskeyProblem>> {
	const own = await passkeys.listOf(administrator.id);
	const passkey = own.find((one) => one.id === id);
	if (passkey === undefined) return refused({ kind: "passkey-unknown" });
	if (own.length === 1 && administrator.passwordHash === null) return refused({ kind: "last-way-in" });
	await passkeys.delete(id);
	return { ok: true, passkey };
}

type Verify = (passkey: Passkey) => Promise<{ readonly counter: number; readonly synced: boolean } | undefined>;

/**
 * Signs in by a passkey. The challenge was spent before this; a name is charged nothing, so that wrong tries keep nobody out, the address is.
 *
 * @param userHandle whom the authenticator says it was made for
 * @param verify whether the answer is one of this key to the challenge that was given
 */
export async function signInWithPasskey(
	work: Work<AdministratorStores & { readonly throttle: ThrottleStore }>,
	{
		credentialId,
		userHandle,
		peer,
		now,
		verify,
	}: { credentialId: string; userHandle: string | null; peer: string; now: number; verify: Verify },
): Promise<SignInAnswer> {
	const counters = [ofPeer(peer)];
	const charged = await work.write((stores) => chargeAll(stores.throttle, counters, now));
	if (!charged.heard) return { result: "throttled", retryAt: charged.retryAt };
	const passkey = await work.read.passkeys.byCredentialId(credentialId);
	if (passkey === undefined || userHandle !== passkey.administratorId) return { result: "refused" };
	const use = await verify(passkey);
	if (use === undefined) return { result: "refused" };
	return work.write(async (stores) => {
		const administrator = await stores.administrators.byId(passkey.administratorId);
		if (administrator?.enabled !== true || administrator.provider !== null) return { result: "refused" };
		// Of two answers that were signed with the same counter, one is a copy.
		if (!(await stores.passkeys.used(passkey.id, { ...use, at: now }, passkey.counter))) return { result: "refused" };
		await giveBack(stores.throttle, counters);
		return { result: "right", administrator };
	});
}
