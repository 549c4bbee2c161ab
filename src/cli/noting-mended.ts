import type { Context } from "./command.ts";

/**
 * Runs what judges a token at its end, and notes which incidents of the token and its profiles are over by then: also those that the round itself healed,
 * and those that the running service closed meanwhile.
 */
export async function notingMended<T>(tokenId: string, { domain, deed }: Context, judging: () => Promise<T>): Promise<T> {
	const { adeProfiles, incidents } = domain.store.read;
	const profiles = await adeProfiles.ofToken(tokenId);
	const subjects = [
		{ kind: "ade-token", id: tokenId } as const,
		...profiles.map((profile) => ({ kind: "ade-profile", id: profile.id }) as const),
	];
	const before = await incidents.openAmong(subjects);
	const result = await judging();
	if (before.length > 0) {
		const open = new Set((await incidents.openAmong(subjects)).map(({ id }) => id));
		deed.mended.push(...before.filter(({ id }) => !open.has(id)).map(({ code }) => code));
	}
	return result;
}
