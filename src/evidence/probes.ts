import type { Json } from "./attempt.ts";

/** One thing that was seen outside, as it is kept in the ObservationStore under this key (observation-keys.ts). */
export interface Seen {
	/** `dns:enterpriseenrollment.contoso.com`. */
	readonly key: string;
	/** Holds nothing that changes from look to look while the thing itself stays (an age, a remaining TTL): else nobody knows since when it is so. */
	readonly value: Json;
}

/**
 * The world outside, looked at now (src/probes). Each look answers what it saw, also that nobody answered: what the network does is no exception. A
 * look ends soon after `signal` does, with what it has.
 */
export interface Probes {
	/** What name service and web site say of a verified domain. */
	lookAtDomain(domain: string, signal: AbortSignal): Promise<readonly Seen[]>;
	/** This service at its public address, as a phone sees it. */
	lookAtServer(signal: AbortSignal): Promise<readonly Seen[]>;
	/** Our clock against a time server's. */
	lookAtClock(signal: AbortSignal): Promise<readonly Seen[]>;
	/** Apple's hosts. */
	lookAtHosts(signal: AbortSignal): Promise<readonly Seen[]>;
}
