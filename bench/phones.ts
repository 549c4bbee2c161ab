import { generateKeyPair, type KeyObject } from "node:crypto";
import { promisify } from "node:util";
import type { Domain } from "../src/domain.ts";
import { newId } from "../src/enrollment/record.ts";
import { parseCertificate, fingerprint as sha256 } from "../src/protocol/x509/certificate.ts";
import { storeDevices } from "./rows.ts";

/** An enrolled phone: its rows are in the store, its identity is one that the authority issued. */
export interface Phone {
	readonly udid: string;
	readonly deviceId: string;
	readonly key: KeyObject;
	readonly certificate: Uint8Array;
}

const year = 365 * 86_400_000;
const generate = promisify(generateKeyPair);

export interface Keys {
	readonly key: KeyObject;
	readonly spki: Uint8Array;
}

let pool: Promise<readonly Keys[]> | undefined;

/**
 * RSA-2048 as the profile asks. Sixteen keys do for all phones, since making one takes 100 ms: what the service does with them depends on the
 * certificates, and those are each phone's own.
 */
export function keyPool(): Promise<readonly Keys[]> {
	pool ??= Promise.all(
		Array.from({ length: 16 }, async () => {
			const { publicKey, privateKey } = await generate("rsa", { modulusLength: 2048 });
			return { key: privateKey, spki: publicKey.export({ format: "der", type: "spki" }) };
		}),
	);
	return pool;
}

/** Enrolls this many phones by writing their rows, without the journey. */
export async function enrollPhones(domain: Domain, topic: string, count: number): Promise<Phone[]> {
	const authority = await domain.authority();
	const keys = await keyPool();
	const { clock, randomness } = domain;
	const phones: Phone[] = [];
	// In portions, for the signing waits in the thread pool and each write waits for its group.
	for (let from = 0; from < count; from += 256) {
		const portion = await Promise.all(
			Array.from({ length: Math.min(256, count - from) }, async (_, index) => {
				const pair = keys[index % keys.length];
				if (pair === undefined) throw new Error("no keys");
				const certificate = await authority.issueDeviceIdentity(pair.spki, "phone", clock.now() + year);
				const deviceId = newId(clock, randomness);
				return { udid: `00008110-${deviceId.replaceAll("-", "").slice(-16).toUpperCase()}`, deviceId, key: pair.key, certificate };
			}),
		);
		await storeDevices(
			domain,
			topic,
			portion.map(({ udid, deviceId, certificate }) => {
				const { serial, notBefore, notAfter } = parseCertificate(certificate);
				return { deviceId, udid, certificate: { serial, fingerprint: sha256(certificate), certificate, notBefore, notAfter } };
			}),
		);
		phones.push(...portion);
	}
	return phones;
}
