import type { Position } from "../evidence/position.ts";
/** Small facts of the tenant under a name: authority, organization name, maintenance, enrollment group, minimum portal app. JSON text. */
export interface SettingStore {
	get(name: string): Promise<string | undefined>;
	set(name: string, value: string, at: number): Promise<void>;
	delete(name: string): Promise<void>;
}

/** A policy as stored; `settings` is JSON of the kind's own shape (tenant/policies.ts). */
export interface StoredPolicy {
	readonly id: string;
	readonly kind: "platform-restriction" | "device-limit" | "enrollment-type";
	readonly name: string;
	/** 1 is the highest; null: the default policy, of which each kind has exactly one. */
	readonly priority: number | null;
	readonly settings: string;
	readonly groupIds: readonly string[];
	readonly createdAt: number;
	readonly updatedAt: number;
}

export interface PolicyStore {
	/** By priority, the default last. */
	list(kind: StoredPolicy["kind"]): Promise<StoredPolicy[]>;
	upsert(policy: StoredPolicy): Promise<void>;
	delete(id: string): Promise<boolean>;
}

export interface CorporateIdentifier {
	/** Upper case, without spaces and periods. */
	readonly serial: string;
	readonly details: string;
	readonly importedAt: number;
}

export interface CorporateIdentifierStore {
	bySerial(serial: string): Promise<CorporateIdentifier | undefined>;
	upsert(identifier: CorporateIdentifier): Promise<void>;
	delete(serial: string): Promise<boolean>;
	count(): Promise<number>;
	list(limit: number): Promise<CorporateIdentifier[]>;
	/** By serial, those after `after`. `search`: part of the serial, or of the details without regard to case. */
	page(filter: { readonly search?: string; readonly after?: string; readonly limit: number }): Promise<CorporateIdentifier[]>;
	/** Those of these that are there. */
	among(serials: readonly string[]): Promise<CorporateIdentifier[]>;
}

export interface BlockedDevice {
	readonly serial: string;
	readonly reason: string;
	readonly at: number;
}

export interface BlockedDeviceStore {
	bySerial(serial: string): Promise<BlockedDevice | undefined>;
	upsert(device: BlockedDevice): Promise<void>;
	delete(serial: string): Promise<boolean>;
	list(limit: number): Promise<BlockedDevice[]>;
	/** Those blocked last first; the id of a position is the serial number. `search`: part of it, or of the reason. */
	page(filter: { readonly search?: string; readonly after?: Position; readonly limit: number }): Promise<BlockedDevice[]>;
}

export interface Terms {
	readonly id: string;
	readonly version: number;
	readonly title: { readonly en: string; readonly ja: string };
	readonly body: { readonly en: string; readonly ja: string };
	readonly updatedAt: number;
}

export interface TermsAcceptance {
	readonly userId: string;
	readonly termsId: string;
	readonly version: number;
	/** false: declined. */
	readonly accepted: boolean;
	readonly at: number;
}

export interface TermsStore {
	/** Those that every user must accept. */
	list(): Promise<Terms[]>;
	upsert(terms: Terms): Promise<void>;
	/** Nobody has to accept them any more; who accepted them stays on record. */
	delete(id: string): Promise<boolean>;
	/** The newest answer of this user for each terms. */
	acceptances(userId: string): Promise<TermsAcceptance[]>;
	/** How many users' newest answer to this version is yes, and no. */
	answers(id: string, version: number): Promise<{ readonly accepted: number; readonly declined: number }>;
	record(acceptance: TermsAcceptance): Promise<void>;
}

export interface Domain {
	/** Lower case. */
	readonly name: string;
	readonly verified: boolean;
	readonly addedAt: number;
}

export interface DomainStore {
	list(): Promise<Domain[]>;
	upsert(domain: Domain): Promise<void>;
	delete(name: string): Promise<boolean>;
}

/** One Apple MDM push certificate that was uploaded. At most one is current. */
export interface PushCertificate {
	readonly id: string;
	readonly pem: string;
	/** PKCS#8, sealed. */
	readonly key: Uint8Array;
	readonly topic: string | null;
	/** Hexadecimal. */
	readonly serial: string;
	readonly notBefore: number;
	readonly notAfter: number;
	readonly appleId: string | null;
	readonly uploadedAt: number;
	readonly current: boolean;
	/** APNs' last answer about the certificate: null when good or none came. */
	readonly refusedReason: string | null;
	readonly refusedAt: number | null;
}

/** A key made for a certificate signing request that Apple has not answered yet. */
export interface PendingPushKey {
	readonly id: string;
	readonly key: Uint8Array;
	readonly csr: string;
	readonly createdAt: number;
}

export interface PushCertificateStore {
	current(): Promise<PushCertificate | undefined>;
	/** Newest first. */
	list(): Promise<PushCertificate[]>;
	/** Makes it the current one; the others become history. */
	install(certificate: PushCertificate): Promise<void>;
	recordAnswer(id: string, refused: { reason: string; at: number } | null): Promise<void>;
	pendingKeys(): Promise<PendingPushKey[]>;
	addPendingKey(key: PendingPushKey): Promise<void>;
	deletePendingKey(id: string): Promise<void>;
}
