import { createPublicKey, type KeyObject } from "node:crypto";
import type { PushCertificateFact } from "../evidence/facts.ts";
import { oids } from "../protocol/der/oids.ts";
import { Malformed } from "../protocol/malformed.ts";
import { type Certificate, parseCertificate, publicKeyOf } from "../protocol/x509/certificate.ts";
import { attributeOf, type Name, nameToString, sameName } from "../protocol/x509/name.ts";
import { pemToDer } from "../protocol/x509/pem.ts";
import { isSignedBy } from "../protocol/x509/verify.ts";

export type PushCertificateFault = PushCertificateFact["faults"][number];

export const topicPrefix = "com.apple.mgmt.";

/** Whom a push certificate may come from. */
export interface PushIssuers {
	/** Only for a stand-in of Apple: the certificate of an authority that is trusted beside Apple's own. */
	readonly standInPem?: string | null;
}

export interface InspectedPushCertificate {
	readonly certificate: Certificate | null;
	readonly topic: string | null;
	/** For people. */
	readonly issuer: string | null;
	readonly faults: readonly PushCertificateFault[];
}

/**
 * What is wrong with a push certificate beside its dates; every fault at once. Without `key` the key is not judged, without `issuers` the issuer is not.
 *
 * The issuer is judged by name: Apple changes the intermediate that issues push certificates now and then and sends none along, so a signature cannot
 * be checked against a fixed list. This finds a mistaken file; whether the certificate is genuine APNs says on the first push.
 */
export function inspectPushCertificate(
	pem: string,
	against: { readonly key?: KeyObject; readonly issuers?: PushIssuers },
): InspectedPushCertificate {
	const certificate = readPushCertificate(pem);
	if (certificate === null) return { certificate, topic: null, issuer: null, faults: ["unparsable"] };
	const topic = attributeOf(certificate.subject, oids.userId) ?? null;
	const faults: PushCertificateFault[] = [];
	if (against.key !== undefined && !belongTogether(certificate, against.key)) faults.push("key-mismatch");
	if (against.issuers !== undefined && !isIssuedBy(certificate, against.issuers)) faults.push("wrong-issuer");
	if (topic === null || !topic.startsWith(topicPrefix)) faults.push("wrong-topic");
	return { certificate, topic, issuer: nameToString(certificate.issuer), faults };
}

/** The first certificate of a PEM file; null: there is none that can be read. */
export function readPushCertificate(pem: string): Certificate | null {
	try {
		const [der] = pemToDer(pem, "CERTIFICATE");
		return der === undefined ? null : parseCertificate(der);
	} catch (error) {
		if (error instanceof Malformed) return null;
		throw error;
	}
}

/** Whether the certificate is for this private key. */
export function belongTogether(certificate: Certificate, key: KeyObject): boolean {
	return publicKeyOf(certificate)?.equals(createPublicKey(key)) === true;
}

function isIssuedBy(certificate: Certificate, issuers: PushIssuers): boolean {
	if (isApple(certificate.issuer)) return true;
	const standIn = issuers.standInPem == null ? null : readPushCertificate(issuers.standInPem);
	return standIn !== null && sameName(certificate.issuer, standIn.subject) && isSignedBy(certificate, standIn);
}

/** `CN=Apple Application Integration 2 Certification Authority,OU=Apple Certification Authority,O=Apple Inc.,C=US`, and its kin. */
function isApple(name: Name): boolean {
	return attributeOf(name, oids.organizationName) === "Apple Inc." && (attributeOf(name, oids.commonName) ?? "").startsWith("Apple ");
}
