import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import { oids } from "../protocol/der/oids.ts";
import { buildCertificateAsync } from "../protocol/x509/build-certificate.ts";
import { type Certificate, parseCertificate } from "../protocol/x509/certificate.ts";
import {
	authorityKeyIdentifier,
	basicConstraints,
	type Extension,
	extKeyUsage,
	keyIdentifierOf,
	keyUsage,
	subjectAltName,
	subjectKeyIdentifier,
} from "../protocol/x509/extension.ts";
import { buildName, type Name } from "../protocol/x509/name.ts";
import type { ServiceKey, ServiceKeyStore } from "./ports.ts";

export interface KeyStores {
	readonly serviceKeys: ServiceKeyStore;
}

/** A certificate of the service and its key. */
export interface Identity {
	readonly certificate: Certificate;
	readonly key: KeyObject;
}

/** The service's own certificate authority and what it signs for the service itself. */
export interface CertificateAuthority {
	/** RSA-3072, self-signed. */
	readonly ca: Identity;
	/** RSA-2048: opens SCEP requests and signs the answers, so that the CA's key does only what a CA's key must. */
	readonly registration: Identity;
	/** RSA-2048: signs profiles. It must stay the same while devices are enrolled, or they refuse an updated profile. */
	readonly profileSigner: Identity;
	/** Issues a device's identity: our subject, never the requested one. Resolves to DER. */
	issueDeviceIdentity(spki: Uint8Array, subject: string, notAfter: number): Promise<Uint8Array>;
	/** Issues the service's own TLS certificate for these names (P-256). */
	issueServer(names: readonly string[]): Promise<Identity>;
}

const day = 86_400_000;
/** Clocks of phones differ; a certificate must not be of tomorrow. */
const backdate = day;
const caLifetime = 20 * 365 * day;
/** Apple's limit for a TLS server certificate from a root that a user or an MDM added is 825 days (support.apple.com/103769). */
const serverLifetime = 820 * day;

const newRsaKey = (bits: number) => promisify(generateKeyPair)("rsa", { modulusLength: bits });

/**
 * Loads the authority, or makes it at the first start.
 *
 * RSA throughout the chain of a device: SCEP needs RSA to encrypt to the server (RFC 8894 2.1 calls only for RSA), and every iOS accepts RSA-3072 with
 * SHA-256 as a root; P-256 would save 3 ms per certificate and exclude SCEP clients that encrypt to every certificate they are given.
 *
 * @param organization shown in the names of the certificates
 */
export async function openAuthority(deps: {
	readonly work: Work<KeyStores>;
	readonly sealer: Sealer;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly organization: string;
}): Promise<CertificateAuthority> {
	const { work, sealer, clock, randomness, organization } = deps;

	async function kept(name: string, make: () => Promise<{ certificate: Uint8Array; key: KeyObject }>): Promise<Identity> {
		const context = `service key ${name}`;
		const stored = (await work.read.serviceKeys.get(name)) ?? (await made());
		const key = createPrivateKey({ key: sealer.open(stored.key, context), format: "der", type: "pkcs8" });
		return { certificate: parseCertificate(stored.certificate), key };

		/** Two processes may come to this at once, the service and a command: whoever writes first has made it for both. */
		async function made(): Promise<ServiceKey> {
			const { certificate, key } = await make();
			const sealed = sealer.seal(key.export({ format: "der", type: "pkcs8" }), context);
			const own: ServiceKey = { name, certificate, key: sealed, createdAt: clock.now() };
			return work.write(async ({ serviceKeys }) => {
				const first = await serviceKeys.get(name);
				if (first === undefined) await serviceKeys.put(own);
				return first ?? own;
			});
		}
	}

	/** 127 random bits, positive: unique without a counter (CA/Browser Forum asks for 64). */
	const newSerial = () => {
		const serial = randomness.bytes(16);
		serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
		return serial;
	};

	const ca = await kept("ca", async () => {
		const { publicKey, privateKey } = await newRsaKey(3072);
		const spki = publicKey.export({ format: "der", type: "spki" });
		const subject = nameOf(`${organization} Genkan CA`, organization);
		const now = clock.now();
		const certificate = await buildCertificateAsync(
			{
				subject,
				issuer: subject,
				serial: newSerial(),
				notBefore: now - backdate,
				notAfter: now + caLifetime,
				spki,
				extensions: [
					basicConstraints({ ca: true, pathLength: 0 }),
					keyUsage(["keyCertSign", "cRLSign", "digitalSignature"]),
					subjectKeyIdentifier(keyIdentifierOf(spki)),
				],
			},
			{ key: privateKey, hash: "sha256" },
		);
		return { certificate, key: privateKey };
	});
	const caSpki = createPublicKey(ca.key).export({ format: "der", type: "spki" });

	const issue = (subject: Name, spki: Uint8Array, notAfter: number, extensions: readonly Extension[]) =>
		buildCertificateAsync(
			{
				subject,
				issuer: ca.certificate.subject,
				serial: newSerial(),
				notBefore: clock.now() - backdate,
				notAfter: Math.min(notAfter, ca.certificate.notAfter),
				spki,
				extensions: [
					basicConstraints({ ca: false }),
					...extensions,
					subjectKeyIdentifier(keyIdentifierOf(spki)),
					authorityKeyIdentifier(keyIdentifierOf(caSpki)),
				],
			},
			{ key: ca.key, hash: "sha256" },
		);

	const issueOwn = (name: string, commonName: string, usage: Extension) =>
		kept(name, async () => {
			const { publicKey, privateKey } = await newRsaKey(2048);
			const spki = publicKey.export({ format: "der", type: "spki" });
			const certificate = await issue(nameOf(commonName, organization), spki, ca.certificate.notAfter, [usage]);
			return { certificate, key: privateKey };
		});

	return {
		ca,
		registration: await issueOwn("scep-ra", `${organization} Genkan SCEP`, keyUsage(["digitalSignature", "keyEncipherment"])),
		profileSigner: await issueOwn("profile-signer", `${organization} Genkan`, keyUsage(["digitalSignature"])),
		issueDeviceIdentity: (spki, subject, notAfter) =>
			issue(nameOf(subject, organization), spki, notAfter, [
				keyUsage(["digitalSignature", "keyEncipherment"]),
				extKeyUsage([oids.clientAuth]),
			]),
		async issueServer(names) {
			const { publicKey, privateKey } = await promisify(generateKeyPair)("ec", { namedCurve: "prime256v1" });
			const spki = publicKey.export({ format: "der", type: "spki" });
			const isIp = (name: string) => /^[\d.]+$|:/.test(name);
			const certificate = await issue(nameOf(names[0] ?? "localhost", organization), spki, clock.now() + serverLifetime, [
				keyUsage(["digitalSignature"]),
				extKeyUsage([oids.serverAuth]),
				subjectAltName({ dns: names.filter((name) => !isIp(name)), ip: names.filter(isIp) }),
			]);
			return { certificate: parseCertificate(certificate), key: privateKey };
		},
	};
}

const nameOf = (commonName: string, organization: string): Name =>
	buildName([
		{ type: oids.organizationName, value: organization.slice(0, 64) },
		{ type: oids.commonName, value: commonName.slice(0, 64) },
	]);
