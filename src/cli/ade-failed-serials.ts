import type { Context } from "./command.ts";

const pageOf = 1000;

/** Devices of a token whose last assignment came to nothing, for good or until it is tried again. */
export async function failedSerials(tokenId: string, { domain }: Context): Promise<readonly string[]> {
	const serials: string[] = [];
	for (const state of ["failed", "not-accessible"] as const) {
		for (let after: string | undefined = ""; after !== undefined; ) {
			const page = await domain.store.read.adeDevices.list({ tokenId, state, after, limit: pageOf }, domain.clock.now());
			serials.push(...page.map(({ serial }) => serial));
			after = page.length < pageOf ? undefined : page.at(-1)?.serial;
		}
	}
	return serials;
}
