import type { Randomness } from "../evidence/clock.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { AdministratorProblem } from "./accounts.ts";
import type { Door } from "./join.ts";
import { isName, normaliseName } from "./name.ts";
import { codeHashOf, codeLifetime, newOneTimeCode } from "./one-time-code.ts";
import type { Role } from "./permissions.ts";
import type { AdministratorStores, Invitation } from "./ports.ts";

/** Invites somebody. The code is shown once, to whoever invites; an earlier invitation of the same name is worth nothing any more. */
export async function invite(
	stores: Pick<AdministratorStores, "administrators" | "invitations">,
	{ id, name: typed, role, invitedBy }: { id: string; name: string; role: Role; invitedBy: string },
	{ now, randomness }: { readonly now: number; readonly randomness: Randomness },
): Promise<Outcome<{ invitation: Invitation; code: string }, AdministratorProblem>> {
	const name = normaliseName(typed);
	if (!isName(name)) return refused({ kind: "administrator-name-malformed", name: typed });
	if ((await stores.administrators.byName(name)) !== undefined) return refused({ kind: "administrator-exists", name });
	const { code, hash } = newOneTimeCode(randomness);
	const invitation: Invitation = { id, codeHash: hash, name, role, invitedBy, createdAt: now, expiresAt: now + codeLifetime };
	await stores.invitations.deleteNamed(name);
	await stores.invitations.insert(invitation);
	return { ok: true, invitation, code };
}

/** Somebody who was invited. The role is the one of the invitation, whatever they send. */
export function invitationDoor(typed: string): Door {
	const hash = codeHashOf(typed);
	return {
		name: "administrator-invitation",
		closed: async () => undefined,
		async look({ invitations }, now) {
			const found = await invitations.byCodeHash(hash);
			if (found === undefined || found.expiresAt <= now) return refused({ kind: "invitation-unknown" });
			return { ok: true, as: { name: found.name, role: found.role, for: found.codeHash, expiresAt: found.expiresAt } };
		},
		async shut({ invitations }) {
			const found = await invitations.byCodeHash(hash);
			if (found !== undefined) await invitations.deleteNamed(found.name);
		},
	};
}
