/** Under which keys what was seen outside is kept. Hosts are written as name service has them: lower case. */
export const observationKeys = {
	/** A `DnsRecordSeen`. */
	dns: (host: string) => `dns:${host.toLowerCase()}`,
	/** Seconds, as a name server answered last; a cache counts them down. */
	dnsTtl: (host: string) => `dns-ttl:${host.toLowerCase()}`,
	/** A `DiscoverySeen`. */
	discovery: (domain: string) => `discovery:${domain.toLowerCase()}`,
	/** A `ServerSeen`. */
	tls: (address: string) => `tls:${address.toLowerCase()}`,
	/** A `ClockSeen`. */
	clock: "clock",
	/** A `HostSeen`. */
	host: (address: string) => `host:${address.toLowerCase()}`,
	/** When something was looked at last, whatever came of it. */
	looked: (what: string) => `looked:${what}`,
	/** When the organisation and its domains were judged last. */
	judged: "judged",
} as const;

/** The two records that a domain of the tenant needs, as a person writes them. */
export const enrollmentHost = (domain: string): string => `EnterpriseEnrollment.${domain}`;
export const registrationHost = (domain: string): string => `EnterpriseRegistration.${domain}`;
