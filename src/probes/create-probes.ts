import { getServers } from "node:dns";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { enrollmentHost, observationKeys, registrationHost } from "../evidence/observation-keys.ts";
import type { Probes, Seen } from "../evidence/probes.ts";
import { type DnsServer, readDnsServer } from "./dns-server.ts";
import { lookAtClock } from "./look-at-clock.ts";
import { lookAtDiscovery } from "./look-at-discovery.ts";
import { lookAtHost } from "./look-at-host.ts";
import { lookAtServer } from "./look-at-server.ts";
import { lookUpCname } from "./look-up-cname.ts";

export interface ProbeOptions {
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly publicUrl: string;
	/** null: those of the system, as they are when it is looked. */
	readonly dnsServers: readonly DnsServer[] | null;
	readonly enrollmentTarget: string;
	readonly registrationTarget: string;
	readonly timeServer: string;
	/** The authorities that phones trust of themselves, PEM. */
	readonly publicRoots: readonly string[];
	/** PEM of this service's own. */
	readonly ownAuthority: () => Promise<string>;
	/** Those of Apple's that the service itself needs. */
	readonly hosts: readonly { readonly host: string; readonly port: number; readonly roots: readonly string[] }[];
	readonly allowPrivate: boolean;
	readonly standInWebPort: number | null;
}

/** Who lists more name servers is not asked longer for it. */
const mostServers = 8;

/** Looks at the world outside, and says what it saw. Nothing is kept, nothing is judged. */
export function createProbes(options: ProbeOptions): Probes {
	const { clock, randomness, publicUrl, publicRoots, allowPrivate } = options;

	async function cname(host: string, expected: string, signal: AbortSignal): Promise<readonly Seen[]> {
		const servers = options.dnsServers ?? getServers().flatMap((one) => readDnsServer(one) ?? []);
		const { record, ttl } = await lookUpCname({ host, expected, servers: servers.slice(0, mostServers), randomness, signal });
		return [
			{ key: observationKeys.dns(host), value: record },
			{ key: observationKeys.dnsTtl(host), value: ttl },
		];
	}

	return {
		async lookAtDomain(domain, signal) {
			const discovery = { domain, publicUrl, roots: publicRoots, allowPrivate, standInPort: options.standInWebPort, signal };
			const seen = await Promise.all([
				cname(enrollmentHost(domain), options.enrollmentTarget, signal),
				cname(registrationHost(domain), options.registrationTarget, signal),
				lookAtDiscovery(discovery).then((value) => [{ key: observationKeys.discovery(domain), value }]),
			]);
			return seen.flat();
		},
		async lookAtServer(signal) {
			const ownAuthority = await options.ownAuthority();
			const value = await lookAtServer({ url: publicUrl, roots: publicRoots, ownAuthority, now: clock.now(), signal });
			return [{ key: observationKeys.tls(value.address), value }];
		},
		async lookAtClock(signal) {
			const value = await lookAtClock({ server: options.timeServer, clock, randomness, signal });
			return [{ key: observationKeys.clock, value }];
		},
		async lookAtHosts(signal) {
			const seen = await Promise.all(options.hosts.map((one) => lookAtHost(one, signal)));
			return seen.map((value) => ({ key: observationKeys.host(value.address), value }));
		},
	};
}
