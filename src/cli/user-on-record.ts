import type { User } from "../directory/ports.ts";

/**
 * Somebody as the record says that they were added and removed: by the same words, so that who was changed between the two is not taken away with the
 * adding. Neither the hash of their password nor the secret of their one-time codes.
 */
export function userOnRecord(user: User, groups: readonly string[], licences: readonly string[]) {
	return {
		...{ there: true, displayName: user.displayName, manager: user.enrollmentManager, enabled: user.enabled },
		...{ password: user.passwordHash !== null, secondFactor: user.totp !== null },
		...{ groups, licence: licences.toSorted() },
	};
}
