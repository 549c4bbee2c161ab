import { type Counter, chargeAll, giveBack, ofPeer } from "../credentials/charge.ts";
import { nameLimit, peerKey, type ThrottleStore } from "../credentials/throttle.ts";
import type { NewCredential } from "../credentials/webauthn.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Work } from "../evidence/work.ts";
import { type AdministratorProblem, addAdministrator, type Credentials, noPassword } from "./accounts.ts";
import { addPasskey } from "./passkeys.ts";
import type { Role } from "./permissions.ts";
import type { Administrator, AdministratorStores, SetupCodeStore } from "./ports.ts";

export type JoinStores = AdministratorStores & { readonly settings: SetupCodeStore; readonly throttle: ThrottleStore };

export type JoinProblem =
	| AdministratorProblem
	| { readonly kind: "set-up-already" }
	| { readonly kind: "setup-code-wrong" }
	| { readonly kind: "invitation-unknown" }
	| { readonly kind: "passkey-refused" }
	| { readonly kind: "throttled"; readonly retryAt: number };

/** By which somebody becomes an administrator: the set-up code, or an invitation. */
export interface Door {
	/** Wrong codes are counted under this. */
	readonly name: string;
	/** Why nobody comes by this door at all; looked at before a code is counted, so that it costs a stranger nothing to be told. */
	closed(stores: JoinStores): Promise<JoinProblem | undefined>;
	/** As whom whoever has the code comes in. */
	look(stores: JoinStores, now: number): Promise<Outcome<{ readonly as: Joining }, JoinProblem>>;
	/** The code is worth nothing any more. */
	shut(stores: JoinStores, now: number): Promise<void>;
}

export interface Joining {
	readonly name: string;
	readonly role: Role;
	/** What was begun with one code is not ended with another. */
	readonly for: string;
	readonly expiresAt: number;
}

/** How they will sign in: by a passkey, or by password and one-time codes. */
export type WayIn =
	| { readonly credentials: Credentials; readonly passkey: null }
	| { readonly credentials: null; readonly passkey: NewCredential & { readonly id: string; readonly name: string } };

/** By address: whoever tries codes elsewhere keeps nobody out here. */
const counters = (door: Door, peer: string): readonly Counter[] => [
	{ key: `${door.name}:${peerKey(peer)}`, limit: nameLimit, clears: true },
	ofPeer(peer),
];

/** Whether the code is right. It is charged as a password is: nobody may try codes without end, though none of them would come by it. */
export function knock<S extends JoinStores>(
	work: Work<S>,
	door: Door,
	{ peer, now }: { readonly peer: string; readonly now: number },
): Promise<Outcome<{ readonly as: Joining }, JoinProblem>> {
	return work.write(async (stores) => {
		const closed = await door.closed(stores);
		if (closed !== undefined) return refused(closed);
		const charged = await chargeAll(stores.throttle, counters(door, peer), now);
		if (!charged.heard) return refused({ kind: "throttled", retryAt: charged.retryAt });
		const looked = await door.look(stores, now);
		if (looked.ok) await giveBack(stores.throttle, counters(door, peer));
		return looked;
	});
}

/**
 * Makes the administrator.
 *
 * @param makeWay asked only where the code is right: hashing is work that no stranger gets for nothing. undefined: their passkey is none
 * @param tell puts it on record, in the same unit of work
 */
export async function join<S extends JoinStores>(
	work: Work<S>,
	door: Door,
	{
		peer,
		now,
		id,
		makeWay,
	}: {
		readonly peer: string;
		readonly now: number;
		readonly id: string;
		readonly makeWay: (as: Joining) => Promise<WayIn | undefined>;
	},
	tell: (stores: S, administrator: Administrator) => Promise<void>,
): Promise<Outcome<{ administrator: Administrator }, JoinProblem>> {
	const knocked = await knock(work, door, { peer, now });
	if (!knocked.ok) return knocked;
	const way = await makeWay(knocked.as);
	if (way === undefined) return refused({ kind: "passkey-refused" });
	return work.write(async (stores) => {
		const closed = await door.closed(stores);
		if (closed !== undefined) return refused(closed);
		const looked = await door.look(stores, now);
		if (!looked.ok) return looked;
		const { name, role } = looked.as;
		if (way.passkey !== null && (await stores.passkeys.byCredentialId(way.passkey.credentialId)) !== undefined)
			return refused({ kind: "passkey-refused" });
		const added = await addAdministrator(stores, { id, name, role, credentials: way.credentials ?? noPassword, now });
		if (!added.ok) return added;
		if (way.passkey !== null) await addPasskey(stores, { ...way.passkey, administratorId: id, now });
		await door.shut(stores, now);
		await tell(stores, added.administrator);
		return added;
	});
}
