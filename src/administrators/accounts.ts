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
	/** Another changed it since it was read. */
	| { readonly kind: "administrator-changed"; readonly name: string };

/** What a person needs to sign in; hashed and sealed before the unit of work. */
export type Credentials = Pick<Administrator, "passwordHash" | "totp">;

/** In characters. NIST SP 800-63B-4 3.1.1.2 asks for 8 where a second factor is needed as well; these accounts are worth more than most. */
export const shortestPassword = 12;

/** Why it cannot be an administrator's password. */
export function administratorPasswordFault(password: string): "too-short" | "too-long" | null {
	if (Array.from(password.normalize("NFKC")).length < shortestPassword) return "too-short";
	return Buffer.byteLength(password) > passwordByteLimit ? "too-long" : null;
}

export async function addAdministrator(
	stores: Pick<AdministratorStores, "administrators">,
	{ id, name: typed, role, credentials, now }: { id: string; name: string; role: Role; credentials: Credentials; now: number },
): Promise<Outcome<{ administrator: Administrator }, AdministratorProblem>> {
	const name = normaliseName(typed);
	if (!isName(name)) return refused({ kind: "administrator-name-malformed", name: typed });
	if ((await stores.administrators.byName(name)) !== undefined) return refused({ kind: "administrator-exists", name });
	const administrator: Administrator = { id, name, role, enabled: true, ...credentials, version: 1, createdAt: now, updatedAt: now };
	await stores.administrators.insert(administrator);
	return { ok: true, administrator };
}

export type AdministratorChange = Partial<Pick<Administrator, "role" | "enabled"> & Credentials>;

/**
 * Changes an administrator. Whatever is changed, their sessions end, and where they may not come in any more their tokens are dead too (find-caller
 * looks at the account each time): nobody goes on with rights that were taken away.
 *
 * @param seenVersion the version that the change was decided on; left out by whoever reads and changes in one unit
 */
export async function changeAdministrator(
	stores: Pick<AdministratorStores, "administrators" | "administratorSessions">,
	{ name: typed, change, seenVersion, now }: { name: string; change: AdministratorChange; seenVersion?: number; now: number },
): Promise<Outcome<{ before: Administrator; after: Administrator }, AdministratorProblem>> {
	const { administrators, administratorSessions } = stores;
	const before = await administrators.byName(normaliseName(typed));
	if (before === undefined) return refused({ kind: "administrator-unknown", name: typed });
	const { name } = before;
	if (seenVersion !== undefined && seenVersion !== before.version) return refused({ kind: "administrator-changed", name });
	const after: Administrator = { ...before, ...change, version: before.version + 1, updatedAt: now };
	if (isOwner(before) && !isOwner(after)) {
		const others = (await administrators.list()).filter((one) => one.id !== before.id && isOwner(one));
		if (others.length === 0) return refused({ kind: "last-owner", name });
	}
	if (!(await administrators.update(after, before.version))) return refused({ kind: "administrator-changed", name });
	await administratorSessions.deleteOf(before.id);
	return { ok: true, before, after };
}

const isOwner = ({ role, enabled }: Administrator) => role === "owner" && enabled;
