import type { Domain } from "./domain.ts";
import { findingsOfDomains, findingsOfTenant, judgeOrganization, type OrganizationContext } from "./health/judge-organization.ts";
import { lookOutside } from "./health/look-outside.ts";
import type { HealthChange, JudgedSubject } from "./incidents/settle.ts";
import { outsideAddresses } from "./outside-names.ts";
import { openProbes } from "./probes-composition.ts";
import { serverCertificate } from "./server-certificate.ts";
import { organization } from "./tenant/organization.ts";

/** The health of the organisation and its domains, for the service and the command line alike. */
export interface Health {
	/** Looks outside at what is due, and judges what was looked at. */
	look(): Promise<void>;
	/** Looks at everything outside now. */
	lookAtEverything(progress: (done: number, of: number) => void): Promise<void>;
	/** Judges the organisation and its domains by what is stored: opens and closes incidents. `only`: of the domains these. */
	judge(only?: readonly string[]): Promise<HealthChange>;
	/** What each rule sees now, the organisation first. Changes nothing. */
	findings(): Promise<readonly JudgedSubject[]>;
	/** Breaks off what is looked at. */
	close(): void;
}

/**
 * Nothing is asked of anybody yet. The certificate that is judged is the one that the service presents; on the command line the one that settings name:
 * one of our own authority is issued anew at each start, and only the service itself knows which.
 */
export function openHealth(domain: Domain): Health {
	const { config, store, clock, randomness, log, presented } = domain;
	const stopping = new AbortController();
	const look = { work: store, probes: openProbes(domain), clock, log, stopping: stopping.signal };
	const context: OrganizationContext = {
		pushIssuers: domain.pushIssuers,
		addresses: outsideAddresses(domain),
		serverCertificate: async () => presented ?? (config.tlsCertificateFile === null ? undefined : (await serverCertificate(domain)).fact),
		name: async () => (await organization(store.read)).name || new URL(config.publicUrl).hostname,
	};
	const newId = () => randomness.bytes(16).toString("hex");
	const judge = async (only?: readonly string[]) => {
		const change = await judgeOrganization(store, context, { now: clock.now(), newId, ...(only === undefined ? {} : { only }) });
		const told = ({ opened, closed }: HealthChange) => ({ opened: codesOf(opened), closed: codesOf(closed) });
		if (change.opened.length > 0) log.warn(told(change), "something is wrong with the organisation or its domains");
		else if (change.closed.length > 0) log.info(told(change), "this is mended");
		return change;
	};
	return {
		async look() {
			const looked = await lookOutside(look);
			if (looked !== null) await judge(looked);
		},
		async lookAtEverything(progress) {
			await lookOutside(look, { progress });
		},
		judge,
		close: () => stopping.abort(),
		findings: async () => [await findingsOfTenant(store.read, context, clock.now()), ...(await findingsOfDomains(store.read, clock.now()))],
	};
}

/** Each once: two thousand domains say the same. */
function codesOf(names: HealthChange["opened"]): readonly string[] {
	return [...new Set(names.map(({ code }) => code))];
}
