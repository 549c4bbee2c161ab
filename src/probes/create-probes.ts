import { getServers } from "node:dns";
import type { Json } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { enrollmentHost, observationKeys, registrationHost } from "../evidence/observation-keys.ts";
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

/** What was seen, under its key (evidence/observation-keys.ts). */
export interface Sighting {
	readonly key: string;
	readonly value: Json;
}

/** Each ends soon after its signal does, with what it has. */
export interface WorldProbes {
	lookAtDomain(domain: string, signal: AbortSignal): Promise<readonly Sighting[]>;
	lookAtServer(signal: AbortSignal): Promise<readonly Sighting[]>;
	lookAtClock(signal: AbortSignal): Promise<readonly Sighting[]>;
	lookAtHosts(signal: AbortSignal): Promise<readonly Sighting[]>;
}

/** Whoever looks has no hour for it: longer than this nothing is waited for. */
const patience = 10_000;
/** Who lists more name servers is not asked longer for it. */
const mostServers = 8;

/** Looks at the world outside, and says what it saw. Nothing is kept, nothing is judged. */
export function createProbes(options: ProbeOptions): WorldProbes {
	const { clock, randomness, publicUrl, publicRoots, allowPrivate } = options;
	const within = (signal: AbortSignal) => AbortSignal.any([signal, AbortSignal.timeout(patience)]);

	async function cname(host: string, expected: string, signal: AbortSignal): Promise<readonly Sighting[]> {
		const servers = options.dnsServers ?? getServers().flatMap((one) => readDnsServer(one) ?? []);
		const { record, ttl } = await lookUpCname({ host, expected, servers: servers.slice(0, mostServers), randomness, signal });
		return [
			{ key: observationKeys.dns(host), value: record },
			{ key: observationKeys.dnsTtl(host), value: ttl },
		];
	}

	return {
		async lookAtDomain(domain, signal) {
			const until = within(signal);
			const discovery = { domain, publicUrl, roots: publicRoots, allowPrivate, standInPort: options.standInWebPort, signal: until };
			const seen = await Promise.all([
				cname(enrollmentHost(domain), options.enrollmentTarget, until),
				cname(registrationHost(domain), options.registrationTarget, until),
				lookAtDiscovery(discovery).then((value) => [{ key: observationKeys.discovery(domain), value }]),
			]);
			return seen.flat();
		},
		async lookAtServer(signal) {
			const ownAuthority = await options.ownAuthority();
			const value = await lookAtServer({ url: publicUrl, roots: publicRoots, ownAuthority, now: clock.now(), signal: within(signal) });
			return [{ key: observationKeys.tls(value.address), value }];
		},
		async lookAtClock(signal) {
			const value = await lookAtClock({ server: options.timeServer, clock, randomness, signal: within(signal) });
			return [{ key: observationKeys.clock, value }];
		},
		async lookAtHosts(signal) {
			const until = within(signal);
			const seen = await Promise.all(options.hosts.map((one) => lookAtHost(one, until)));
			return seen.map((value) => ({ key: observationKeys.host(value.address), value }));
		},
	};
}
