import { passwordByteLimit } from "../credentials/password.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import { isName, normaliseName } from "./name.ts";
import type { Role } from "./permissions.ts";
import type { Administrator, AdministratorStores } from "./ports.ts";

export type AdministratorProblem =
	| { readonly kind: "administrator-name-malformed"; readonly name: string }
	| { readonly kind: "administrator-exists"; readonly name: string }
	| { readonly kind: "administrator-unknown"; readonly name: string }
	/** Somebody must be left who can let others in. */
	| { readonly kind: "last-owner"; readonly name: string }
	/** Its role and its way in are the OpenID provider's to say. */
	| { readonly kind: "administrator-of-provider"; readonly name: string }
	/** Another changed it since it was read. */
	| { readonly kind: "administrator-changed"; readonly name: string };

/** What a person needs to sign in without a passkey, both or neither; hashed and sealed before the unit of work. */
export type Credentials = Pick<Administrator, "passwordHash" | "totp">;

export const noPassword: Credentials = { passwordHash: null, totp: null };

/** In characters. NIST SP 800-63B-4 3.1.1.2 asks for 8 where a second factor is needed as well; these accounts are worth more than most. */
export const shortestPassword = 12;

/** Why it cannot be an administrator's password. */
export function administratorPasswordFault(password: string): "too-short" | "too-long" | null {
	if (Array.from(password.normalize("NFKC")).length < shortestPassword) return "too-short";
	return Buffer.byteLength(password) > passwordByteLimit ? "too-long" : null;
}

export async function addAdministrator(
	stores: Pick<AdministratorStores, "administrators">,
	{
		id,
		name: typed,
		role,
		credentials,
		provider = null,
		now,
	}: { id: string; name: string; role: Role; credentials: Credentials; provider?: string | null; now: number },
): Promise<Outcome<{ administrator: Administrator }, AdministratorProblem>> {
	const name = normaliseName(typed);
	if (!isName(name)) return refused({ kind: "administrator-name-malformed", name: typed });
	if ((await stores.administrators.byName(name)) !== undefined) return refused({ kind: "administrator-exists", name });
	const administrator: Administrator = {
		id,
		name,
		role,
		enabled: true,
		...credentials,
		provider,
		version: 1,
		createdAt: now,
		updatedAt: now,
	};
	await stores.administrators.insert(administrator);
	return { ok: true, administrator };
}

export type AdministratorChange = Partial<Pick<Administrator, "role" | "enabled"> & Credentials>;

/**
 * Changes an administrator. Whatever is changed, their sessions end, and whoever is kept out loses the tokens of their scripts for good: nobody goes on
 * with rights that were taken away, nor with what somebody else may have made in their name.
 *
 * @param seenVersion the version that the change was decided on; left out by whoever reads and changes in one unit
 * @param keepSession of one who changes their own way in, and stays where they are
 * @param byProvider the provider says so: it alone changes the role of those whom it vouches for, and a last owner is none of its concern
 */
export async function changeAdministrator(
	stores: Pick<AdministratorStores, "administrators" | "administratorSessions" | "apiTokens">,
	{
		name: typed,
		change,
		seenVersion,
		keepSession,
		byProvider = false,
		now,
	}: { name: string; change: AdministratorChange; seenVersion?: number; keepSession?: string; byProvider?: boolean; now: number },
): Promise<Outcome<{ before: Administrator; after: Administrator }, AdministratorProblem>> {
	const { administrators, administratorSessions } = stores;
	const before = await administrators.byName(normaliseName(typed));
	if (before === undefined) return refused({ kind: "administrator-unknown", name: typed });
	const { name } = before;
	if (seenVersion !== undefined && seenVersion !== before.version) return refused({ kind: "administrator-changed", name });
	const ofProvider = change.role !== undefined || change.passwordHash !== undefined || change.totp !== undefined;
	if (before.provider !== null && !byProvider && ofProvider) return refused({ kind: "administrator-of-provider", name });
	const after: Administrator = { ...before, ...change, version: before.version + 1, updatedAt: now };
	if (isOwner(before) && !isOwner(after) && !byProvider) {
		// Of this service: an owner whom only the provider lets in is none on the day when it does not answer.
		const others = (await administrators.list()).filter((one) => one.id !== before.id && isOwner(one) && one.provider === null);
		if (others.length === 0) return refused({ kind: "last-owner", name });
	}
	if (!(await administrators.update(after, before.version))) return refused({ kind: "administrator-changed", name });
	await administratorSessions.deleteOf(before.id, keepSession);
	if (!after.enabled) await stores.apiTokens.deleteOf(before.id);
	return { ok: true, before, after };
}

const isOwner = ({ role, enabled }: Administrator) => role === "owner" && enabled;

/** Takes everything away by which somebody came in: whoever asks for new credentials does not know who has the old ones. */
export async function forgetWaysIn(
	stores: Pick<AdministratorStores, "administratorSessions" | "apiTokens" | "passkeys">,
	administratorId: string,
): Promise<void> {
	await stores.administratorSessions.deleteOf(administratorId);
	await stores.apiTokens.deleteOf(administratorId);
	await stores.passkeys.deleteOf(administratorId);
}
