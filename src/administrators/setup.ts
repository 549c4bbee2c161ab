import { timingSafeEqual } from "node:crypto";
import { charge, takeBack } from "../credentials/charge.ts";
import type { ThrottleStore } from "../credentials/throttle.ts";
import type { Randomness } from "../evidence/clock.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Work } from "../evidence/work.ts";
import { type AdministratorProblem, addAdministrator, type Credentials } from "./accounts.ts";
import type { Administrator, AdministratorStore, SetupCodeStore } from "./ports.ts";
import { tokenHash } from "./token-hash.ts";

export interface SetupStores {
	readonly administrators: AdministratorStore;
	readonly settings: SetupCodeStore;
	readonly throttle: ThrottleStore;
}

export type SetupProblem =
	| AdministratorProblem
	| { readonly kind: "set-up-already" }
	| { readonly kind: "setup-code-wrong" }
	| { readonly kind: "throttled"; readonly retryAt: number };

const setting = "administrator-setup-code";
const throttleKey = "administrator-setup";
/** Whoever reads the log of a start of long ago finds nothing in it. */
const lifetime = 24 * 3600_000;
/** Without letters and digits that look alike, for it is typed from a terminal; 32 of them, so that each is five bits. */
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** A new code: 100 random bits, to be shown once. The one before is worth nothing any more. undefined: there is an administrator already. */
export async function newSetupCode(
	stores: Pick<SetupStores, "administrators" | "settings">,
	{ now, randomness }: { readonly now: number; readonly randomness: Randomness },
): Promise<string | undefined> {
	if (await stores.administrators.any()) return undefined;
	const letters = [...randomness.bytes(20)].map((byte) => alphabet[byte % 32]).join("");
	await stores.settings.set(setting, JSON.stringify({ hash: tokenHash(letters), expiresAt: now + lifetime }), now);
	return (letters.match(/.{5}/g) ?? []).join("-");
}

/**
 * The first administrator, an owner. The code is charged as a password is: nobody may try codes without end, though none of them would come by it.
 *
 * @param makeCredentials asked only where the code is right: hashing is work that no stranger gets for nothing
 * @param tell puts it on record, in the same unit of work
 */
export async function setUp<S extends SetupStores>(
	work: Work<S>,
	{
		code,
		peer,
		now,
		makeCredentials,
		...owner
	}: {
		code: string;
		peer: string;
		id: string;
		name: string;
		makeCredentials: () => Promise<Credentials>;
		now: number;
	},
	tell: (stores: S, administrator: Administrator) => Promise<void>,
): Promise<Outcome<{ administrator: Administrator }, SetupProblem>> {
	const refusal = async (stores: SetupStores): Promise<SetupProblem | undefined> => {
		if (await stores.administrators.any()) return { kind: "set-up-already" };
		return isCode(await stores.settings.get(setting), code, now) ? undefined : { kind: "setup-code-wrong" };
	};
	const early = await work.write(async (stores): Promise<SetupProblem | undefined> => {
		const charged = await charge(stores.throttle, throttleKey, peer, now);
		return charged.heard ? refusal(stores) : { kind: "throttled", retryAt: charged.retryAt };
	});
	if (early !== undefined) return refused(early);
	const credentials = await makeCredentials();
	return work.write(async (stores) => {
		const problem = await refusal(stores);
		if (problem !== undefined) return refused(problem);
		const added = await addAdministrator(stores, { ...owner, credentials, role: "owner", now });
		if (!added.ok) return added;
		await stores.settings.set(setting, "", now);
		await takeBack(stores.throttle, throttleKey, peer);
		await tell(stores, added.administrator);
		return added;
	});
}

function isCode(stored: string | undefined, typed: string, now: number): boolean {
	if (stored === undefined || stored === "") return false;
	const { hash, expiresAt }: { readonly hash: string; readonly expiresAt: number } = JSON.parse(stored);
	const letters = typed.normalize("NFKC").toUpperCase().replace(/[\s-]/g, "");
	return expiresAt > now && timingSafeEqual(Buffer.from(tokenHash(letters)), Buffer.from(hash));
}
