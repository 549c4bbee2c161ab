import { oids } from "../der/oids.ts";
import { implicit, integer, oid, sequence, set } from "../der/writer.ts";
import { Malformed } from "../malformed.ts";
import { contentInfo } from "./content-info.ts";
import { parseSignedData } from "./signed-data.ts";

/**
 * The degenerate SignedData that only carries certificates (RFC 8894 section 3.4; `application/x-x509-ca-ra-cert`), in the order given: clients
 * that do not look for themselves take the first as the one that was meant.
 */
export function buildCertsOnly(certificates: readonly Uint8Array[]): Uint8Array {
	return contentInfo(oids.signedData, sequence(integer(1), set(), sequence(oid(oids.data)), implicit(0, set(...certificates)), set()));
}

/** The certificates of such a message, DER, in its order; at least one. Throws Malformed. Nothing vouches for them. */
export function parseCertsOnly(bytes: Uint8Array): readonly Uint8Array[] {
	const { certificates } = parseSignedData(bytes);
	if (certificates.length === 0) throw new Malformed("cms", "no-certificates");
	return certificates;
}
