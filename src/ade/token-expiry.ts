const day = 24 * 3600_000;

/** Days before its end at which a token's administrator is warned. */
export const expiryWarningDays = [30, 10, 1] as const;

/**
 * How near a token is to its end: `days` is the nearest of 30, 10 and 1 that it has reached; 0: it has ended, and Apple refuses it. null: more than 30
 * days.
 */
export function expiryWarning(
	token: { readonly expiresAt: number },
	now: number,
): { readonly days: 0 | (typeof expiryWarningDays)[number]; readonly expiresAt: number } | null {
	const { expiresAt } = token;
	if (now >= expiresAt) return { days: 0, expiresAt };
	const reached = expiryWarningDays.filter((days) => expiresAt - now <= days * day).at(-1);
	return reached === undefined ? null : { days: reached, expiresAt };
}
