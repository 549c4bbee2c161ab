import type { Facts } from "../evidence/facts.ts";
import type { Observation, ObservationStore } from "../evidence/observation.ts";
import { enrollmentHost, observationKeys, registrationHost } from "../evidence/observation-keys.ts";
import type { ClockSeen, DiscoverySeen, DnsRecordFact, DnsRecordSeen, DomainFact, HostSeen, ServerSeen } from "../evidence/outside-fact.ts";

interface ObservationStores {
	readonly observations: Pick<ObservationStore, "among">;
}

/** What is looked at outside beside the domains, as `host:port`. */
export interface OutsideAddresses {
	/** This service, by its public name. */
	readonly server: string;
	/** Apple's hosts that this service needs. */
	readonly hosts: readonly string[];
}

const keysOf = (domain: string) => ({
	enrollment: observationKeys.dns(enrollmentHost(domain)),
	enrollmentTtl: observationKeys.dnsTtl(enrollmentHost(domain)),
	registration: observationKeys.dns(registrationHost(domain)),
	registrationTtl: observationKeys.dnsTtl(registrationHost(domain)),
	discovery: observationKeys.discovery(domain),
});

/** More keys than fit into one statement are read in parts. */
const domainsAtOnce = 500;

/** What was seen of these domains when they were looked at last, in their order. Looks at nothing. */
export async function domainFacts(
	stores: ObservationStores,
	domains: readonly { readonly name: string; readonly addedAt: number }[],
): Promise<DomainFact[]> {
	const facts: DomainFact[] = [];
	for (let at = 0; at < domains.length; at += domainsAtOnce) {
		const part = domains.slice(at, at + domainsAtOnce);
		const seen = await among(
			stores,
			part.flatMap(({ name }) => Object.values(keysOf(name))),
		);
		for (const { name, addedAt } of part) {
			const keys = keysOf(name);
			facts.push({
				name,
				addedAt,
				enrollment: recordFact(seen.get(keys.enrollment), seen.get(keys.enrollmentTtl)),
				registration: recordFact(seen.get(keys.registration), seen.get(keys.registrationTtl)),
				discovery: dated<DiscoverySeen>(seen.get(keys.discovery)),
			});
		}
	}
	return facts;
}

/** What was seen of this service, its clock and Apple's hosts when they were looked at last; what never was is absent. Looks at nothing. */
export async function outsideFacts(
	stores: ObservationStores,
	{ server, hosts }: OutsideAddresses,
): Promise<Pick<Facts, "serverSeen" | "clock" | "appleHosts">> {
	const keys = { server: observationKeys.tls(server), hosts: hosts.map(observationKeys.host) };
	const seen = await among(stores, [keys.server, observationKeys.clock, ...keys.hosts]);
	const serverSeen = dated<ServerSeen>(seen.get(keys.server));
	const clock = dated<ClockSeen>(seen.get(observationKeys.clock));
	const appleHosts = keys.hosts.flatMap((key) => dated<HostSeen>(seen.get(key)) ?? []);
	return {
		...(serverSeen === null ? {} : { serverSeen }),
		...(clock === null ? {} : { clock }),
		...(appleHosts.length === 0 ? {} : { appleHosts }),
	};
}

async function among({ observations }: ObservationStores, keys: readonly string[]): Promise<ReadonlyMap<string, Observation>> {
	return new Map((await observations.among(keys)).map((one) => [one.key, one]));
}

function recordFact(record: Observation | undefined, ttl: Observation | undefined): DnsRecordFact | null {
	const seen = dated<DnsRecordSeen>(record);
	return seen === null ? null : { ...seen, ttl: typeof ttl?.value === "number" ? ttl.value : null };
}

/** What lies under a key is what the probe of that key wrote: another shape has another key. */
function dated<Seen extends object>(
	observation: Observation | undefined,
): (Seen & { readonly lookedAt: number; readonly since: number }) | null {
	if (observation === undefined) return null;
	const { value, at, since } = observation as Omit<Observation, "value"> & { readonly value: Seen };
	return { ...value, lookedAt: at, since };
}
