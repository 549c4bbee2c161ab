import { setImmediate } from "node:timers/promises";
import type { AdeTokenStore } from "../ade/ports.ts";
import type { ServerCertificateFact } from "../evidence/facts.ts";
import type { PushCertificateStore } from "../tenant/ports.ts";
import type { IdentityStores } from "./identities-fact.ts";

export const expiryKinds = ["push-certificate", "ade-token", "authority", "server-certificate", "identities"] as const;

/** Something that ends by itself and must be renewed before. */
export interface Expiry {
	readonly kind: (typeof expiryKinds)[number];
	/** What a person calls it; null: there is one only. */
	readonly name: string | null;
	/** Of a token: its id. */
	readonly id: string | null;
	/** Of several: the first of them. */
	readonly at: number;
	/** How many; of one thing 1. */
	readonly count: number;
	/** There may be more than were counted. */
	readonly more: boolean;
	/** The service renews it by itself, as long as all goes well. */
	readonly byItself: boolean;
}

export interface ExpiryStores extends IdentityStores {
	readonly pushCertificates: Pick<PushCertificateStore, "current">;
	readonly adeTokens: Pick<AdeTokenStore, "list">;
}

const day = 24 * 3600_000;
/** In which an identity should have been renewed already. */
const ahead = 30;
const slice = 2;
const counted = 1_000;

/** What ends, the first first. What has ended already is told as well. */
export async function expiriesOf(stores: ExpiryStores, certificate: ServerCertificateFact, now: number): Promise<readonly Expiry[]> {
	const push = await stores.pushCertificates.current();
	const one = { id: null, name: null, count: 1, more: false, byItself: false };
	const identities = await identitiesAhead(stores, now);
	const all: readonly Expiry[] = [
		...(push === undefined ? [] : [{ ...one, kind: "push-certificate" as const, name: push.appleId, at: push.notAfter }]),
		...(await stores.adeTokens.list()).map(({ id, name, expiresAt }) => ({ ...one, kind: "ade-token" as const, id, name, at: expiresAt })),
		{ ...one, kind: "authority", at: certificate.authorityNotAfter },
		// Of our own authority, a start issues a new one.
		{ ...one, kind: "server-certificate", name: certificate.name, at: certificate.notAfter, byItself: certificate.ofOwnAuthority },
		...(identities === null ? [] : [{ ...one, ...identities, kind: "identities" as const, byItself: true }]),
	];
	return all.toSorted((a, b) => a.at - b.at);
}

/** Managed devices in the last days of their certificates. Counted in parts: those that were renewed in time end in these days as well. */
async function identitiesAhead({ certificates, devices }: IdentityStores, now: number) {
	const ids: string[] = [];
	for (let from = 0; from < ahead && ids.length < counted; from += slice) {
		await setImmediate();
		const found = await certificates.devicesWithIdentityEndingBefore(now + (from + slice) * day, counted - ids.length, now + from * day);
		ids.push(...found);
	}
	const device = ids[0] === undefined ? undefined : await devices.byId(ids[0]);
	const identity = device === undefined ? undefined : await certificates.byFingerprint(device.fingerprint);
	return identity === undefined ? null : { at: identity.notAfter, count: ids.length, more: ids.length === counted };
}
