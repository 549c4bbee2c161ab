import type { AdeDeviceFilter } from "../ade/ports.ts";
import type { Context } from "./command.ts";

const pageOf = 1000;

/** Serial numbers of all devices that a filter names and that Apple still assigns to their token. */
export async function serialsOf(filter: Omit<AdeDeviceFilter, "after" | "limit">, { domain }: Context): Promise<readonly string[]> {
	const serials: string[] = [];
	for (let after: string | undefined = ""; after !== undefined; ) {
		const page = await domain.store.read.adeDevices.list({ ...filter, after, limit: pageOf }, domain.clock.now());
		serials.push(...page.filter(({ removedAt }) => removedAt === null).map(({ serial }) => serial));
		after = page.length < pageOf ? undefined : page.at(-1)?.serial;
	}
	return serials;
}

/** Devices of a token whose last assignment came to nothing, for good or until it is tried again. */
export async function failedSerials(tokenId: string, context: Context): Promise<readonly string[]> {
	return [...(await serialsOf({ tokenId, state: "failed" }, context)), ...(await serialsOf({ tokenId, state: "not-accessible" }, context))];
}
