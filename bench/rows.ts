import { randomBytes } from "node:crypto";
import type { Domain } from "../src/domain.ts";
import { newReference } from "../src/enrollment/reference.ts";
import type { Attempt } from "../src/evidence/attempt.ts";
import { challengeHash } from "../src/pki/challenges.ts";
import type { IssuedCertificate } from "../src/pki/ports.ts";

export interface DeviceRows {
	readonly deviceId: string;
	readonly udid: string;
	readonly certificate: Pick<IssuedCertificate, "serial" | "fingerprint" | "certificate" | "notBefore" | "notAfter">;
}

/** What is looked up later, of one device among many. */
export interface Sample {
	readonly challenge: string;
	readonly reference: string;
	readonly upn: string;
}

/** Everything that an enrollment leaves in the store: the user, the try with its steps, the challenge, the certificate, the device, its answers. */
export async function storeDevices(domain: Domain, topic: string, rows: readonly DeviceRows[]): Promise<Sample[]> {
	const now = domain.clock.now();
	return Promise.all(
		rows.map(({ deviceId, udid, certificate }) =>
			domain.store.write(async (stores) => {
				const userId = `user-${deviceId}`;
				const upn = `${deviceId.slice(-12)}@contoso.example`;
				const challenge = `challenge of ${deviceId}`;
				const serial = `F${deviceId.replaceAll("-", "").slice(-11).toUpperCase()}`;
				await stores.users.upsert({
					id: userId,
					upn,
					displayName: upn,
					passwordHash: null,
					totp: null,
					enabled: true,
					enrollmentManager: false,
					createdAt: now,
					updatedAt: now,
				});
				await stores.licences.assign({ userId, plan: "INTUNE_A", state: "active", assignedAt: now });
				const attempt = (): Attempt => ({
					id: `try-${deviceId}`,
					reference: newReference(domain.randomness),
					journey: "web",
					state: "enrolled",
					code: null,
					userId,
					upn,
					device: { udid, serial, product: "iPhone15,2", osVersion: "18.1" },
					deviceId,
					decision: null,
					awaits: null,
					awaitsSince: null,
					startedAt: now,
					updatedAt: now,
				});
				let tried = attempt();
				// A hundred thousand random references of 1.9e8 collide now and then.
				while (!(await stores.attempts.insert(tried))) tried = attempt();
				for (const name of ["portal-opened", "managed", "connected"] as const)
					await stores.attempts.addStep(tried.id, { name, at: now, evidence: {} });
				await stores.challenges.insert({
					hash: challengeHash(challenge),
					attemptId: tried.id,
					deviceId: null,
					purpose: "enrollment",
					issuedAt: now,
					expiresAt: now + 3_600_000,
					usedAt: now,
					requestHash: null,
					certificateSerial: certificate.serial,
				});
				await stores.certificates.insert({
					...certificate,
					attemptId: tried.id,
					deviceId,
					revokedAt: null,
					revokedReason: null,
					issuedAt: now,
				});
				await stores.devices.insert({
					id: deviceId,
					udid,
					serial,
					imei: null,
					product: "iPhone15,2",
					osVersion: "18.1",
					buildVersion: "22B83",
					name: "iPhone",
					label: null,
					userId,
					ownership: "personal",
					state: "managed",
					topic,
					fingerprint: certificate.fingerprint,
					pushToken: randomBytes(60),
					pushMagic: randomBytes(64),
					unlockToken: randomBytes(2_000),
					awaitingConfiguration: false,
					attemptId: tried.id,
					enrolledAt: now,
					lastSeenAt: null,
					lastPushAt: null,
					pushDeadAt: null,
					information: {},
				});
				return { challenge, reference: tried.reference, upn };
			}),
		),
	);
}
