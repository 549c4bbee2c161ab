import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP, type LookupFunction } from "node:net";
import { isPrivateAddress } from "../evidence/private-address.ts";
import { LookFault } from "./connection-fault.ts";

export interface Resolved {
	readonly address: string;
	readonly family: number;
}

/** Every address of a name, as this machine's programs find them. */
export type LookUp = (name: string) => Promise<readonly LookupAddress[]>;

/** A host as URLs write it, without the brackets of an IPv6 address. */
export const bareHost = (host: string): string => host.replace(/^\[|\]$/g, "");

/**
 * The addresses to connect to, looked up as every program of this machine does. They are judged here and then used themselves (`onlyThese`): a name that
 * leads elsewhere a moment later (rebinding) changes nothing. `allowPrivate` false: refused where any of them is private.
 *
 * @throws LookFault, or Node's error of the look-up
 */
export async function resolveHost(
	host: string,
	allowPrivate: boolean,
	signal: AbortSignal,
	lookUp: LookUp = (name) => lookup(name, { all: true }),
): Promise<readonly [Resolved, ...Resolved[]]> {
	const bare = bareHost(host);
	const family = isIP(bare);
	const [first, ...more] = family === 0 ? await before(signal, lookUp(bare)) : [{ address: bare, family }];
	if (first === undefined) throw new LookFault("name-not-found");
	if (!allowPrivate && [first, ...more].some(({ address }) => isPrivateAddress(address))) throw new LookFault("private-address");
	return [first, ...more];
}

/** In place of a look-up for a connection: of several addresses Node takes the first that answers. */
export function onlyThese(addresses: readonly [Resolved, ...Resolved[]]): LookupFunction {
	const [{ address, family }] = addresses;
	return (_host, { all }, done) => (all === true ? done(null, [...addresses]) : done(null, address, family));
}

/** The system's look-up cannot be called off: nobody waits for it any longer. */
function before<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		const over = () => reject(new LookFault("timeout"));
		if (signal.aborted) over();
		signal.addEventListener("abort", over, { once: true });
		work.then(resolve, reject).finally(() => signal.removeEventListener("abort", over));
	});
}
