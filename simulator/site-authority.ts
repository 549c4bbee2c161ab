import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { isIP } from "node:net";
import { oids } from "../src/protocol/der/oids.ts";
import { buildCertificate } from "../src/protocol/x509/build-certificate.ts";
import {
	authorityKeyIdentifier,
	basicConstraints,
	extKeyUsage,
	keyIdentifierOf,
	keyUsage,
	subjectAltName,
	subjectKeyIdentifier,
} from "../src/protocol/x509/extension.ts";
import { buildName, type Name } from "../src/protocol/x509/name.ts";
import { derToPem } from "../src/protocol/x509/pem.ts";

export interface SiteCertificate {
	/** PEM with what is sent along. */
	readonly certificate: string;
	readonly key: string;
}

/** A stand-in for a public authority that issues certificates to web sites. */
export interface SiteAuthority {
	/** PEM of its root, to be believed. */
	readonly root: string;
	/** `withoutChain`: the authority between is not sent along. */
	issue(
		names: readonly string[],
		change?: { readonly notBefore?: number; readonly notAfter?: number; readonly withoutChain?: boolean },
	): SiteCertificate;
}

interface Issuer {
	readonly name: Name;
	readonly key: KeyObject;
	readonly keyId: Uint8Array;
}

const day = 86_400_000;

export function createSiteAuthority(now: number): SiteAuthority {
	const root = authority("Stand-in for a public root", null);
	const between = authority("Stand-in for a public authority", root.issuer);

	function authority(commonName: string, by: Issuer | null): { readonly issuer: Issuer; readonly pem: string } {
		const { key, spki } = newKey();
		const name = buildName([{ type: oids.commonName, value: commonName }]);
		const keyId = keyIdentifierOf(spki);
		const issuer = { name, key, keyId };
		const extensions = [basicConstraints({ ca: true }), keyUsage(["keyCertSign", "cRLSign"]), subjectKeyIdentifier(keyId)];
		const der = built({ subject: name, spki, by: by ?? issuer, notBefore: now - 365 * day, notAfter: now + 3650 * day, extensions });
		return { issuer, pem: derToPem(der, "CERTIFICATE") };
	}

	return {
		root: root.pem,
		issue(names, { notBefore = now - 10 * day, notAfter = now + 80 * day, withoutChain = false } = {}) {
			const { key, spki } = newKey();
			const der = built({
				subject: buildName([{ type: oids.commonName, value: (names[0] ?? "").slice(0, 64) }]),
				spki,
				by: between.issuer,
				notBefore,
				notAfter,
				extensions: [
					basicConstraints({ ca: false }),
					keyUsage(["digitalSignature"]),
					extKeyUsage([oids.serverAuth]),
					subjectAltName({ dns: names.filter((name) => isIP(name) === 0), ip: names.filter((name) => isIP(name) !== 0) }),
				],
			});
			const chain = withoutChain ? "" : between.pem;
			return { certificate: derToPem(der, "CERTIFICATE") + chain, key: key.export({ format: "pem", type: "pkcs8" }).toString() };
		},
	};
}

function newKey(): { readonly key: KeyObject; readonly spki: Buffer } {
	const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
	return { key: privateKey, spki: createPublicKey(privateKey).export({ format: "der", type: "spki" }) };
}

function built({
	subject,
	spki,
	by,
	notBefore,
	notAfter,
	extensions,
}: {
	readonly subject: Name;
	readonly spki: Uint8Array;
	readonly by: Issuer;
	readonly notBefore: number;
	readonly notAfter: number;
	readonly extensions: Parameters<typeof buildCertificate>[0]["extensions"];
}): Uint8Array {
	return buildCertificate(
		{
			subject,
			issuer: by.name,
			serial: Buffer.concat([Buffer.of(1), randomBytes(8)]),
			notBefore,
			notAfter,
			spki,
			extensions: [...extensions, authorityKeyIdentifier(by.keyId)],
		},
		{ key: by.key, hash: "sha256" },
	);
}
