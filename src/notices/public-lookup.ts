import { type LookupAddress, type LookupAllOptions, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPrivateAddress } from "../evidence/private-address.ts";

/** A name leads to an address that is not of the public internet. */
class PrivateAddress extends Error {
	readonly code = "EPRIVATE";
}

/** As `dns.lookup`. */
export type Resolve = (
	name: string,
	options: LookupAllOptions,
	done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * For a connection: resolves a name, and refuses it whole where one of its addresses is private. What was checked is what is connected to: nothing asks
 * again, so that a name cannot answer one thing to the check and another to the connection.
 */
export function publicLookup(resolve: Resolve = lookup): LookupFunction {
	return (name, { all, ...options }, done) => {
		resolve(name, { ...options, all: true }, (error, addresses) => {
			if (error !== null) return done(error, "", 0);
			const [first] = addresses;
			if (first === undefined || addresses.some(({ address }) => isPrivateAddress(address)))
				return done(new PrivateAddress("the name leads to a private address"), "", 0);
			if (all === true) done(null, addresses);
			else done(null, first.address, first.family);
		});
	};
}
