import { X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import type { ServerSeen } from "../evidence/outside-fact.ts";
import { bareHost } from "./resolve-host.ts";
import { shakeHands } from "./shake-hands.ts";

export interface ServerLook {
	/** The public address: https. */
	readonly url: string;
	/** The authorities that a client trusts of itself, PEM. */
	readonly roots: readonly string[];
	/** Of this service, PEM. */
	readonly ownAuthority: string;
	readonly now: number;
	readonly signal: AbortSignal;
}

/** Calls this service as a phone does that has no profile yet: by its public name, through the network. Never throws. */
export async function lookAtServer({ url, roots, ownAuthority, now, signal }: ServerLook): Promise<ServerSeen> {
	const { hostname, port: written } = new URL(url);
	const port = written === "" ? 443 : Number(written);
	const address = `${hostname}:${port}`;
	const shaken = await shakeHands({ host: hostname, port, roots, signal });
	if (!shaken.shaken) return { address, state: "unreachable", issuer: null, notAfter: null, fault: shaken.fault };
	const { certificate, fault } = shaken;
	return {
		address,
		state: stateOf(certificate, fault, { hostname, ownAuthority, now }),
		issuer: issuerName(certificate),
		notAfter: Date.parse(certificate.validTo),
		fault,
	};
}

/** The dates and the name of a certificate are wrong whoever issued it; OpenSSL names only the first fault that it meets. */
function stateOf(
	certificate: X509Certificate,
	fault: ServerSeen["fault"],
	{ hostname, ownAuthority, now }: { readonly hostname: string; readonly ownAuthority: string; readonly now: number },
): ServerSeen["state"] {
	const bare = bareHost(hostname);
	if (Date.parse(certificate.validTo) <= now) return "expired";
	if (Date.parse(certificate.validFrom) > now) return "not-yet-valid";
	// checkIP throws for what is no address.
	if ((isIP(bare) === 0 ? certificate.checkHost(bare) : certificate.checkIP(bare)) === undefined) return "wrong-name";
	if (fault === null) return "trusted";
	const own = new X509Certificate(ownAuthority);
	if (certificate.checkIssued(own) && certificate.verify(own.publicKey)) return "own-authority";
	// An authority between that has run out makes the whole chain so.
	if (fault === "expired" || fault === "not-yet-valid" || fault === "incomplete-chain") return fault;
	return "untrusted";
}

/** The last name that says anything: the common name, else the organisation. */
function issuerName({ issuer }: X509Certificate): string | null {
	const named = (type: string) => new RegExp(`^${type}=(.{1,200})$`, "m").exec(issuer)?.[1];
	return named("CN") ?? named("O") ?? null;
}
