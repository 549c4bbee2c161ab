import type { User } from "../directory/ports.ts";
import { iso } from "./reply.ts";

/** A user as commands tell of them to programs: neither the hash of their password nor the secret of their one-time codes. */
export function userView(user: User) {
	const { id, upn, displayName, enabled, enrollmentManager, passwordHash, totp, createdAt, updatedAt } = user;
	return {
		...{ id, upn, displayName, enabled, enrollmentManager },
		...{ hasPassword: passwordHash !== null, hasTotp: totp !== null, createdAt: iso(createdAt), updatedAt: iso(updatedAt) },
	};
}
