/** A verified domain as name service and its web site show it, as last looked at. null within: not looked at yet. */
export interface DomainFact {
	readonly name: string;
	readonly addedAt: number;
	readonly enrollment: DnsRecordFact | null;
	readonly registration: DnsRecordFact | null;
	readonly discovery: DiscoveryFact | null;
}

export interface DnsRecordFact {
	/** `EnterpriseEnrollment.contoso.com`. */
	readonly host: string;
	/** Where its CNAME has to lead. */
	readonly expected: string;
	/**
	 * `right`: the chain leads there. `foreign`: it leads elsewhere. `missing`: there is no such record. `several`: more than one CNAME, which no name may
	 * have. `loop`: the chain does not end. `contradictory`: servers say different things. `no-answer`: nobody answered, so nothing is known.
	 */
	readonly state: "right" | "foreign" | "missing" | "several" | "loop" | "contradictory" | "no-answer";
	/** The chain, first target first. */
	readonly targets: readonly string[];
	/** Seconds; of the first record. */
	readonly ttl: number | null;
	readonly servers: readonly string[];
	readonly lookedAt: number;
	/** Since when it has been so. */
	readonly since: number;
}

export interface DiscoveryFact {
	/** `https://contoso.com/.well-known/com.apple.remotemanagement`. */
	readonly address: string;
	readonly state: "ours" | "foreign" | "missing" | "wrong-type" | "not-json" | "no-servers" | "untrusted" | "unreachable";
	/** Of the last answer. */
	readonly status: number | null;
	readonly contentType: string | null;
	/** Where it sends phones. */
	readonly leadsTo: string | null;
	/** Where no answer came that a phone would take. */
	readonly fault: ConnectionFault | null;
	readonly lookedAt: number;
	readonly since: number;
}

/**
 * What was looked at outside is kept as an observation without `lookedAt` and `since`, which the observation has itself. Of a record the TTL is kept beside
 * it: a cache counts it down, and `since` must not move for that.
 */
export type DnsRecordSeen = Omit<DnsRecordFact, "ttl" | "lookedAt" | "since">;
export type DiscoverySeen = Omit<DiscoveryFact, "lookedAt" | "since">;
export type ServerSeen = Omit<ServerSeenFact, "lookedAt" | "since">;
export type ClockSeen = Omit<ClockFact, "lookedAt" | "since">;
export type HostSeen = Omit<HostFact, "lookedAt" | "since">;

/** Why a connection came to nothing, in one word. */
export const connectionFaults = [
	"name-not-found",
	"refused",
	"timeout",
	"broken-off",
	"no-route",
	"private-address",
	"untrusted",
	"incomplete-chain",
	"wrong-name",
	"expired",
	"not-yet-valid",
	"no-tls",
	"too-many-redirects",
	"not-https",
	"too-long",
	"other",
] as const;

export type ConnectionFault = (typeof connectionFaults)[number];

/** This service as a client sees it that trusts public authorities alone, called by the name that phones use. */
export interface ServerSeenFact {
	/** `mdm.example.com:443`. */
	readonly address: string;
	/**
	 * `own-authority`: issued by the authority of this service. `untrusted`: by one that nobody knows. `incomplete-chain`: a certificate between it and a
	 * known authority is not sent along. `unreachable`: nothing was seen.
	 */
	readonly state:
		| "trusted"
		| "own-authority"
		| "untrusted"
		| "incomplete-chain"
		| "wrong-name"
		| "expired"
		| "not-yet-valid"
		| "unreachable";
	readonly issuer: string | null;
	readonly notAfter: number | null;
	/** Where nothing was seen. */
	readonly fault: ConnectionFault | null;
	readonly lookedAt: number;
	readonly since: number;
}

/** Our clock against one of the network. */
export interface ClockFact {
	readonly server: string;
	/** Network time less ours, towards zero to half a minute; null: no answer that can be believed. */
	readonly offsetMs: number | null;
	readonly lookedAt: number;
	readonly since: number;
}

/** A host that the service itself needs. */
export interface HostFact {
	/** `api.push.apple.com:443`. */
	readonly address: string;
	/** null: it can be reached, and shows a certificate that is trusted. */
	readonly fault: ConnectionFault | null;
	readonly lookedAt: number;
	readonly since: number;
}
