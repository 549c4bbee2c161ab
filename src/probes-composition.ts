import { readFileSync } from "node:fs";
import { rootCertificates } from "node:tls";
import type { Domain } from "./domain.ts";
import type { Probes } from "./evidence/probes.ts";
import { appleHosts, cnameTargets } from "./outside-names.ts";
import { createProbes } from "./probes/create-probes.ts";
import { derToPem } from "./protocol/x509/pem.ts";

/** The looks at the world outside, as the settings have them; for the service and the command line alike. Nothing is asked yet. */
export function openProbes(domain: Domain): Probes {
	const { config, clock, randomness } = domain;
	const targets = cnameTargets(domain);
	const roots = (standIn: string | null) => (standIn === null ? rootCertificates : [...rootCertificates, readFileSync(standIn, "utf8")]);
	return createProbes({
		clock,
		randomness,
		publicUrl: config.publicUrl,
		dnsServers: config.dnsServers,
		enrollmentTarget: targets.enrollment,
		registrationTarget: targets.registration,
		timeServer: config.timeServer,
		publicRoots: roots(config.standInWebCaFile),
		ownAuthority: async () => derToPem((await domain.authority()).ca.certificate.der, "CERTIFICATE"),
		hosts: appleHosts(domain).map(({ host, port, caFile }) => ({ host, port, roots: roots(caFile) })),
		allowPrivate: config.allowPrivateAddresses,
		standInWebPort: config.standInWebPort,
	});
}
