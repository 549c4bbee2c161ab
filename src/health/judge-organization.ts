import { judge } from "../enrollment/ade-health.ts";
import type { AuditStore } from "../evidence/audit.ts";
import type { ServerCertificateFact } from "../evidence/facts.ts";
import type { IncidentName, IncidentStore } from "../evidence/incident.ts";
import type { ObservationStore } from "../evidence/observation.ts";
import { observationKeys } from "../evidence/observation-keys.ts";
import type { Work } from "../evidence/work.ts";
import { concerns, type HealthChange, type JudgedSubject, settle } from "../incidents/settle.ts";
import type { DomainStore } from "../tenant/ports.ts";
import { domainFacts, type OutsideAddresses, outsideFacts } from "./outside-facts.ts";
import { type TenantContext, type TenantStores, tenantFacts } from "./tenant-facts.ts";

export interface OrganizationStores extends TenantStores {
	readonly domains: Pick<DomainStore, "list">;
	readonly observations: ObservationStore;
	readonly incidents: IncidentStore;
	readonly audit: Pick<AuditStore, "list">;
}

export interface OrganizationContext extends TenantContext {
	/** What the organisation is called, else the host of the public address. */
	readonly name: () => Promise<string>;
	readonly addresses: OutsideAddresses;
	/** What this service presents; undefined: not known here. */
	readonly serverCertificate: () => Promise<ServerCertificateFact | undefined>;
}

/** In one unit of work, in which whoever enrolls has to wait for it. */
const domainsAtOnce = 200;
/** More are never open: thousands of domains with everything wrong of each. */
const goneAtOnce = 20_000;

/** The organisation's own service, as the store has it and as it was seen when it was looked at last. Asks nothing outside. */
export async function findingsOfTenant(
	stores: TenantStores & Pick<OrganizationStores, "observations">,
	context: OrganizationContext,
	now: number,
): Promise<JudgedSubject> {
	const serverCertificate = await context.serverCertificate();
	const facts = {
		...(await tenantFacts(stores, context, now)),
		...(await outsideFacts(stores, context.addresses)),
		...(serverCertificate === undefined ? {} : { serverCertificate }),
	};
	return { subject: { kind: "tenant", id: "tenant", name: await context.name() }, findings: judge("tenant", facts) };
}

/** Every verified domain, as it was seen when it was looked at last. `only`: of these. */
export async function findingsOfDomains(
	stores: Pick<OrganizationStores, "domains" | "observations">,
	now: number,
	only?: readonly string[],
): Promise<readonly JudgedSubject[]> {
	const wanted = only === undefined ? undefined : new Set(only);
	const domains = (await stores.domains.list()).filter(({ name, verified }) => verified && wanted?.has(name) !== false);
	return (await domainFacts(stores, domains)).map((domain) => ({
		subject: { kind: "domain", id: domain.name, name: domain.name },
		findings: judge("domain", { now, domain }),
	}));
}

/**
 * Judges the organisation and its domains, and opens and closes their incidents; those of a domain that is gone end. To be called on a clock, after a look
 * outside (`only`: the domains that were looked at), and at once after something was mended.
 */
export async function judgeOrganization(
	work: Work<OrganizationStores>,
	context: OrganizationContext,
	{ now, newId, only }: { readonly now: number; readonly newId: () => string; readonly only?: readonly string[] },
): Promise<HealthChange> {
	const judged = [await findingsOfTenant(work.read, context, now), ...(await findingsOfDomains(work.read, now, only))];
	const opened: IncidentName[] = [];
	const closed: IncidentName[] = [];
	const note = (change: HealthChange) => {
		opened.push(...change.opened);
		closed.push(...change.closed);
	};
	for (let at = 0; at < judged.length; at += domainsAtOnce) {
		const part = judged.slice(at, at + domainsAtOnce);
		if (!(await concerns(work.read, part))) continue;
		note(
			await work.write(async (stores) => {
				// A domain that was taken away meanwhile: nothing of it is to be opened any more.
				const there = await verifiedNames(stores);
				const still = part.filter(({ subject }) => subject.kind !== "domain" || there.has(subject.id));
				return settle(stores, still, { now, newId });
			}),
		);
	}
	note(await closeGone(work, now));
	await work.write(({ observations }) => observations.put(observationKeys.judged, true, now));
	return { opened, closed };
}

async function closeGone(work: Work<Pick<OrganizationStores, "domains" | "incidents">>, now: number): Promise<HealthChange> {
	const filter = { open: true, kind: "domain", limit: goneAtOnce } as const;
	const among = async (stores: Pick<OrganizationStores, "domains" | "incidents">) => {
		const there = await verifiedNames(stores);
		return (await stores.incidents.list(filter)).filter(({ subject }) => !there.has(subject.id));
	};
	if ((await among(work.read)).length === 0) return { opened: [], closed: [] };
	const closed = await work.write(async (stores) => {
		const gone = await among(stores);
		for (const { code, subject } of gone) await stores.incidents.close({ code, subject }, now, "mended");
		return gone.map(({ code, subject }) => ({ code, subject }));
	});
	return { opened: [], closed };
}

async function verifiedNames({ domains }: Pick<OrganizationStores, "domains">): Promise<ReadonlySet<string>> {
	return new Set((await domains.list()).flatMap(({ name, verified }) => (verified ? [name] : [])));
}
