import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { oids } from "../src/protocol/der/oids.ts";
import { buildCertificate } from "../src/protocol/x509/build-certificate.ts";
import {
	authorityKeyIdentifier,
	basicConstraints,
	extKeyUsage,
	keyIdentifierOf,
	keyUsage,
	subjectKeyIdentifier,
} from "../src/protocol/x509/extension.ts";
import { buildName } from "../src/protocol/x509/name.ts";
import { derToPem } from "../src/protocol/x509/pem.ts";
import type { Hash } from "../src/protocol/x509/signature.ts";
import type { Identity } from "./line.ts";

export interface DeviceIdentityRequest {
	readonly udid: string;
	readonly serial: string;
	/** One that many phones may share, so that a fleet does not wait for its keys. Without it: RSA of 1024 bits, as a phone's is. */
	readonly key?: KeyObject;
	readonly hash?: Hash;
	/** Epoch milliseconds; by default three years from now on. */
	readonly notBefore?: number;
	readonly notAfter?: number;
}

export interface DeviceIssuer {
	/** For the setting that lets the service trust it beside Apple. */
	readonly certificatePem: string;
	/** PKCS#8, to make the same issuer again after a restart: no secret worth the name. */
	readonly keyPem: string;
	/** What a phone gets when it is activated. */
	identityFor(device: DeviceIdentityRequest): Identity;
}

const year = 365 * 24 * 3600_000;

/** As Apple's own: what a forger would call his. */
const appleDeviceCaName = [
	{ type: oids.countryName, value: "US" },
	{ type: oids.organizationName, value: "Apple Inc." },
	{ type: oids.organizationalUnitName, value: "Apple iPhone" },
	{ type: oids.commonName, value: "Apple iPhone Device CA" },
];

const standInName = [
	{ type: oids.countryName, value: "JP" },
	{ type: oids.organizationName, value: "Genkan simulator" },
	{ type: oids.commonName, value: "Stand-in for Apple's device authority" },
];

/** A stand-in for Apple iPhone Device CA. Its name says that it is one, unless a forger's is asked for. Certificates look like those of phones. */
export function createDeviceIssuer(options: {
	readonly now: number;
	readonly keyPem?: string;
	/** `apple`: Apple's name with a key of its own, which nobody may believe. */
	readonly name?: "stand-in" | "apple";
}): DeviceIssuer {
	const { now } = options;
	const privateKey =
		options.keyPem === undefined ? generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey : createPrivateKey(options.keyPem);
	const spki = spkiOf(privateKey);
	const keyId = keyIdentifierOf(spki);
	const name = buildName(options.name === "apple" ? appleDeviceCaName : standInName);
	const own = buildCertificate(
		{
			subject: name,
			issuer: name,
			serial: serialNumber(),
			notBefore: now - 5 * year,
			notAfter: now + 15 * year,
			spki,
			extensions: [basicConstraints({ ca: true, pathLength: 0 }), keyUsage(["keyCertSign", "cRLSign"]), subjectKeyIdentifier(keyId)],
		},
		{ key: privateKey, hash: "sha256" },
	);
	return {
		certificatePem: derToPem(own, "CERTIFICATE"),
		keyPem: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
		identityFor({ udid, serial, key, hash = "sha256", notBefore = now, notAfter = now + 3 * year }) {
			const own = key ?? generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
			const ownSpki = spkiOf(own);
			const certificate = buildCertificate(
				{
					// Apple's has a UUID that says nothing; this one says which phone, for whoever reads a dump.
					subject: buildName([{ type: oids.commonName, value: `${serial} ${udid}`.slice(0, 64) }]),
					issuer: name,
					serial: serialNumber(),
					notBefore,
					notAfter,
					spki: ownSpki,
					extensions: [
						authorityKeyIdentifier(keyId),
						subjectKeyIdentifier(keyIdentifierOf(ownSpki)),
						{ ...basicConstraints({ ca: false }), critical: true },
						keyUsage(["digitalSignature", "keyEncipherment"]),
						{ ...extKeyUsage([oids.serverAuth, oids.clientAuth]), critical: true },
					],
				},
				{ key: privateKey, hash },
			);
			return { certificate, key: own };
		},
	};
}

function spkiOf(key: KeyObject): Uint8Array {
	return createPublicKey(key).export({ format: "der", type: "spki" });
}

function serialNumber(): Uint8Array {
	const bytes = randomBytes(10);
	bytes[0] = ((bytes[0] ?? 0) & 0x3f) | 0x40;
	return bytes;
}
