import type { AdeTokenStore } from "../ade/ports.ts";
import type { DeviceStore } from "../devices/ports.ts";
import type { GroupStore, LicenceStore, UserStore } from "../directory/ports.ts";
import type { Journey } from "../evidence/attempt.ts";
import type { Facts } from "../evidence/facts.ts";
import type { PlanFact, TenantFact } from "../evidence/tenant-fact.ts";
import type { ServiceKeyStore } from "../pki/ports.ts";
import { parseCertificate } from "../protocol/x509/certificate.ts";
import { authorityFact } from "../tenant/authority.ts";
import { enrollmentGroup } from "../tenant/enrollment-group.ts";
import type { PushIssuers } from "../tenant/inspect-push-certificate.ts";
import { maintenanceFact } from "../tenant/maintenance.ts";
import { organization, plainName, unusualCharacters } from "../tenant/organization.ts";
import { type PoliciesFactStores, policiesFact } from "../tenant/policies-fact.ts";
import type { CorporateIdentifierStore, PushCertificateStore, SettingStore } from "../tenant/ports.ts";
import { pushCertificateFact } from "../tenant/push-certificate-fact.ts";
import { type IdentityStores, identitiesFact } from "./identities-fact.ts";

export interface TenantStores extends PoliciesFactStores, IdentityStores {
	readonly settings: Pick<SettingStore, "get">;
	readonly pushCertificates: Pick<PushCertificateStore, "current" | "list">;
	readonly devices: Pick<DeviceStore, "byId" | "otherTopicBefore">;
	readonly groups: Pick<GroupStore, "named" | "hasMember">;
	readonly licences: Pick<LicenceStore, "plans" | "countWaiting">;
	readonly users: Pick<UserStore, "hasManager">;
	readonly corporateIdentifiers: Pick<CorporateIdentifierStore, "count">;
	readonly adeTokens: Pick<AdeTokenStore, "count">;
	readonly serviceKeys: Pick<ServiceKeyStore, "get">;
}

export interface TenantContext {
	readonly pushIssuers: PushIssuers;
}

/** What the store knows of the organisation as a whole. However many people and devices it has, only what a rule needs of them is counted. */
export async function tenantFacts(stores: TenantStores, { pushIssuers }: TenantContext, now: number): Promise<Facts> {
	// Its key lies sealed and is opened for Apple only: one that does not fit shows by the connection that fails.
	const pushCertificate = await pushCertificateFact(stores, { issuers: pushIssuers });
	const topic = pushCertificate?.topic ?? null;
	return {
		now,
		maintenance: await maintenanceFact(stores, now),
		authority: await authorityFact(stores),
		pushCertificate,
		topic: { presented: topic === null ? "" : ((await silentTopic(stores, topic)) ?? topic), current: topic },
		tenant: await tenantFact(stores, now),
	};
}

/** The topic of devices that hear no push any more, because the certificate was replaced after they had enrolled. */
async function silentTopic({ pushCertificates, devices }: TenantStores, topic: string): Promise<string | undefined> {
	const newestFirst = await pushCertificates.list();
	const firstOther = newestFirst.findIndex((one) => one.topic !== topic);
	// Always the same: no device can have another, and none is looked for.
	if (firstOther <= 0) return undefined;
	const replacedAt = newestFirst[firstOther - 1]?.uploadedAt ?? 0;
	return devices.otherTopicBefore(topic, replacedAt + 1);
}

async function tenantFact(stores: TenantStores, now: number): Promise<TenantFact> {
	const { name } = await organization(stores);
	const authority = await stores.serviceKeys.get("ca");
	const group = await enrollmentGroup(stores);
	const identifiers = await stores.corporateIdentifiers.count();
	const adeTokens = await stores.adeTokens.count();
	const ways: readonly Journey[] = adeTokens > 0 ? ["web", "ade-sign-in", "ade-userless"] : ["web"];
	return {
		organization: { name, unusual: unusualCharacters(name), plain: plainName(name) },
		authorityNotAfter: authority === undefined ? null : parseCertificate(authority.certificate).notAfter,
		identities: await identitiesFact(stores, now),
		plans: await plansFact(stores),
		enrollmentGroup: group === null ? null : { name: group.name, hasMembers: await stores.groups.hasMember([group.id], []) },
		policies: await policiesFact(stores),
		corporate: { identifiers, adeTokens, ...(identifiers + adeTokens > 0 ? {} : { managers: await stores.users.hasManager() }) },
		ways,
	};
}

async function plansFact({ licences }: TenantStores): Promise<PlanFact[]> {
	const facts: PlanFact[] = [];
	for (const { plan, name, authority, seats, consumed } of await licences.plans()) {
		// Nobody waits where a seat is free: it would have been given.
		facts.push({ plan, name, authority, seats, consumed, waiting: consumed < seats ? 0 : await licences.countWaiting(plan) });
	}
	return facts;
}
