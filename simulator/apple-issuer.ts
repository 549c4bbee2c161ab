import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { oids } from "../src/protocol/der/oids.ts";
import * as write from "../src/protocol/der/writer.ts";
import { buildCertificate } from "../src/protocol/x509/build-certificate.ts";
import {
	authorityKeyIdentifier,
	basicConstraints,
	type Extension,
	extKeyUsage,
	keyIdentifierOf,
	keyUsage,
	subjectAltName,
	subjectKeyIdentifier,
} from "../src/protocol/x509/extension.ts";
import { buildName } from "../src/protocol/x509/name.ts";
import { derToPem } from "../src/protocol/x509/pem.ts";
import { parseRequest, verifyRequest } from "../src/protocol/x509/request.ts";

/** What to put into a push certificate, good or wrong. */
export interface PushCertificateRequest {
	/** As the service made it; its signature is checked as Apple's portal does. */
	readonly csrDer: Uint8Array;
	/** The part after `com.apple.mgmt.External.`; the same again makes a renewal, another one a replacement. */
	readonly topicUid: string;
	/** Apple's portal remembers who asked; the certificate does not say. */
	readonly appleId?: string;
	/** Epoch milliseconds. */
	readonly notBefore: number;
	readonly notAfter: number;
	/** `wrong.prefix.` instead of `com.apple.mgmt.`. */
	readonly topicPrefixWrong?: boolean;
	/** No UID in the subject at all. */
	readonly withoutUid?: boolean;
}

export interface StandInIssuer {
	/** For the setting that lets the service trust this issuer beside Apple's own. */
	readonly certificatePem: string;
	/** PKCS#8, to make the same issuer again after a restart: no secret worth the name. */
	readonly keyPem: string;
	readonly publicKey: KeyObject;
	/** @returns PEM, as the portal's download is. Throws RangeError for a request whose signature is wrong. */
	issuePushCertificate(request: PushCertificateRequest): string;
}

/** Apple's marker of a production push certificate; its value is NULL. */
const productionPush = "1.2.840.113635.100.6.3.2";
const year = 365 * 24 * 3600_000;

/**
 * A stand-in for the authority behind identity.apple.com/pushcert. Its name says that it is one, so that its certificates are never taken for
 * Apple's. The certificates look like Apple's: UID (the topic), CN `APSP:<uuid>`, C; client authentication only.
 */
export function createStandInIssuer(options: { readonly now: number; readonly keyPem?: string }): StandInIssuer {
	const privateKey =
		options.keyPem === undefined ? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey : createPrivateKey(options.keyPem);
	const publicKey = createPublicKey(privateKey);
	const spki = publicKey.export({ format: "der", type: "spki" });
	const keyId = keyIdentifierOf(spki);
	const name = buildName([
		{ type: oids.countryName, value: "JP" },
		{ type: oids.organizationName, value: "Genkan simulator" },
		{ type: oids.commonName, value: "Stand-in for Apple's push certificate authority" },
	]);
	const signer = { key: privateKey, hash: "sha256" } as const;
	const own = buildCertificate(
		{
			subject: name,
			issuer: name,
			serial: serial(),
			notBefore: options.now - 5 * year,
			notAfter: options.now + 15 * year,
			spki,
			extensions: [basicConstraints({ ca: true, pathLength: 0 }), keyUsage(["keyCertSign", "cRLSign"]), subjectKeyIdentifier(keyId)],
		},
		signer,
	);
	return {
		certificatePem: derToPem(own, "CERTIFICATE"),
		keyPem: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
		publicKey,
		issuePushCertificate(request) {
			const csr = parseRequest(request.csrDer);
			if (!verifyRequest(csr)) throw new RangeError("the request's signature is wrong");
			const uid = `${request.topicPrefixWrong === true ? "wrong.prefix." : "com.apple.mgmt.External."}${request.topicUid}`;
			const subject = buildName([
				...(request.withoutUid === true ? [] : [{ type: oids.userId, value: uid }]),
				{ type: oids.commonName, value: `APSP:${request.topicUid}` },
				{ type: oids.countryName, value: "US" },
			]);
			const extensions: Extension[] = [
				basicConstraints({ ca: false }),
				keyUsage(["digitalSignature"]),
				extKeyUsage([oids.clientAuth]),
				subjectKeyIdentifier(keyIdentifierOf(csr.spki)),
				authorityKeyIdentifier(keyId),
				{ oid: productionPush, critical: false, value: write.nullValue() },
			];
			const template = {
				subject,
				issuer: name,
				serial: serial(),
				notBefore: request.notBefore,
				notAfter: request.notAfter,
				spki: csr.spki,
			};
			return derToPem(buildCertificate({ ...template, extensions }, signer), "CERTIFICATE");
		},
	};
}

/** A throw-away server certificate for `localhost` and 127.0.0.1, signed by itself: it is its own CA file. */
export function createServerCertificate(options: { readonly now: number }): { readonly certificatePem: string; readonly keyPem: string } {
	const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
	const spki = publicKey.export({ format: "der", type: "spki" });
	const name = buildName([{ type: oids.commonName, value: "Genkan simulator" }]);
	const certificate = buildCertificate(
		{
			subject: name,
			issuer: name,
			serial: serial(),
			notBefore: options.now - year,
			notAfter: options.now + year,
			spki,
			extensions: [
				basicConstraints({ ca: true, pathLength: 0 }),
				keyUsage(["digitalSignature", "keyCertSign"]),
				extKeyUsage([oids.serverAuth]),
				subjectAltName({ dns: ["localhost"], ip: ["127.0.0.1"] }),
				subjectKeyIdentifier(keyIdentifierOf(spki)),
				// Whoever trusts several of these finds the right one by it: they all have one name.
				authorityKeyIdentifier(keyIdentifierOf(spki)),
			],
		},
		{ key: privateKey, hash: "sha256" },
	);
	return { certificatePem: derToPem(certificate, "CERTIFICATE"), keyPem: privateKey.export({ format: "pem", type: "pkcs8" }).toString() };
}

/** Positive, and never zero. */
function serial(): Uint8Array {
	const bytes = randomBytes(16);
	bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
	return bytes;
}
