import type { CommandStore, Device } from "../devices/ports.ts";
import { type Attempt, hasComeThrough, type Step } from "../evidence/attempt.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { ContactFact, Facts, IdentityFact, PushCertificateFact, ServerCertificateFact } from "../evidence/facts.ts";
import type { CertificateStore } from "../pki/ports.ts";
import { parseCertificate } from "../protocol/x509/certificate.ts";
import { nameToString } from "../protocol/x509/name.ts";
import { pushCertificateFact } from "../tenant/push-certificate-fact.ts";
import { signInFact } from "./ade-device-health.ts";
import type { AdeFactStores } from "./ade-facts.ts";
import { callerOf } from "./ade-judge.ts";
import { existingFact, type FactStores } from "./gather.ts";
import type { RecordStores } from "./record.ts";

export interface SilenceFactStores extends FactStores, RecordStores, Pick<AdeFactStores, "adeProfiles" | "adeTokens"> {
	readonly commands: CommandStore;
	readonly certificates: CertificateStore;
}

/** What is known once for all tries that are looked at together. */
export interface Surroundings {
	/** The newest tries that enrolled. */
	readonly enrolled: readonly Attempt[];
	readonly pushCertificate: PushCertificateFact | null;
	readonly serverCertificate: ServerCertificateFact;
}

const day = 24 * 3_600_000;
/** Of the newest that enrolled. */
const compared = 50;

export async function surroundingsNow(
	stores: Pick<SilenceFactStores, "attempts" | "pushCertificates">,
	serverCertificate: ServerCertificateFact,
): Promise<Surroundings> {
	return {
		enrolled: await stores.attempts.list({ state: "enrolled", limit: compared }),
		pushCertificate: await pushCertificateFact(stores),
		serverCertificate,
	};
}

/** What a try that fell silent is judged by. Whatever its step does not make knowable stays absent. */
export async function silenceFacts(
	stores: SilenceFactStores,
	attempt: Attempt,
	{ enrolled, pushCertificate, serverCertificate }: Surroundings,
	now: number,
): Promise<Facts> {
	const steps = await stores.attempts.steps(attempt.id);
	const since = attempt.awaitsSince ?? attempt.updatedAt;
	const device = attempt.deviceId === null ? undefined : await stores.devices.byId(attempt.deviceId);
	const own = device?.attemptId === attempt.id ? device : undefined;
	return {
		now,
		pushCertificate,
		serverCertificate,
		silence: {
			awaits: attempt.awaits,
			since,
			authenticated: steps.some(({ name }) => name === "authenticated"),
			// Whoever still waits for its first answer proves little.
			others: enrolled.filter(({ id, awaits, updatedAt }) => id !== attempt.id && hasComeThrough(awaits) && updatedAt > since - day).length,
			ownDevices: attempt.userId === null ? null : (await stores.devices.ofUser(attempt.userId)).length,
		},
		contact:
			own === undefined || own.state === "pending" || isEnded(own.state)
				? null
				: await contactFact(stores, own, steps, attempt.awaits === "answer"),
		...(attempt.awaits === "answer" && own !== undefined ? await identity(stores, own, now) : {}),
		...(own === undefined ? {} : { topic: { presented: own.topic, current: pushCertificate?.topic ?? null } }),
		...(attempt.awaits === "identity" ? { challenge: challengeAt(steps, since) } : {}),
		...(attempt.awaits === "installation" ? await existing(stores, attempt) : {}),
		...(attempt.awaits === "setup-sign-in" ? await atSignIn(stores, attempt, steps) : {}),
	};
}

/** `followed`: the first contact is long past, and the push that counts is one since the last. */
async function contactFact(
	stores: Pick<SilenceFactStores, "commands">,
	device: Device,
	steps: readonly Step[],
	followed: boolean,
): Promise<ContactFact> {
	const { id, enrolledAt, lastSeenAt, lastPushAt, pushDeadAt } = device;
	const since = followed ? (lastSeenAt ?? enrolledAt) : enrolledAt;
	const pushed = followed ? undefined : steps.findLast(({ name, at }) => name === "push-sent" && at >= enrolledAt)?.at;
	const commands = await stores.commands.ofDevice(id, 50);
	const release = commands.find(
		({ requestType, state, queuedAt }) => requestType === "DeviceConfigured" && state !== "cancelled" && queuedAt >= enrolledAt,
	);
	const released = {
		queued: "waiting",
		"not-now": "waiting",
		sent: "sent",
		acknowledged: "answered",
		error: "failed",
		cancelled: null,
	} as const;
	return {
		managedAt: enrolledAt,
		pushedAt: pushed ?? (lastPushAt !== null && lastPushAt >= since ? lastPushAt : null),
		tokenVoidAt: pushDeadAt,
		seenAt: lastSeenAt,
		release: release === undefined ? null : released[release.state],
	};
}

/** The certificate that the device signs with, as it stands by now: nothing was presented. */
async function identity(stores: Pick<SilenceFactStores, "certificates">, device: Device, now: number): Promise<Pick<Facts, "identity">> {
	const { fingerprint } = device;
	const issued = await stores.certificates.byFingerprint(fingerprint);
	if (issued === undefined) return {};
	const state: IdentityFact["state"] = issued.revokedAt !== null ? "revoked" : issued.notAfter <= now ? "expired" : "trusted";
	const subject = nameToString(parseCertificate(issued.certificate).subject);
	return { identity: { state, fingerprint, subject, notAfter: issued.notAfter } };
}

/** How old the profile was when its phone was heard last. Nothing was presented: what is presented is judged and on record. */
function challengeAt(steps: readonly Step[], at: number): NonNullable<Facts["challenge"]> {
	const given = steps.findLast(({ name }) => name === "profile-downloaded");
	const expiresAt = given?.evidence["expiresAt"];
	const ends = typeof expiresAt === "number" ? expiresAt : null;
	return {
		state: given === undefined ? "missing" : ends !== null && ends <= at ? "expired" : "valid",
		issuedAt: given?.at ?? null,
		expiresAt: ends,
		usedAt: null,
	};
}

/** Only a try whose phone has spoken before knows which phone it is. */
async function existing(stores: FactStores, { device, userId }: Attempt): Promise<Pick<Facts, "existing">> {
	const { udid, serial, product, osVersion } = device;
	if (udid === null) return {};
	return { existing: await existingFact(stores, { udid, serial, product, osVersion, macAllowed: false }, userId) };
}

async function atSignIn(stores: SilenceFactStores, attempt: Attempt, steps: readonly Step[]): Promise<Pick<Facts, "adeSignIn">> {
	const caller = await callerOf(stores, attempt);
	if (caller === undefined) return {};
	const { profile, way } = caller.asked;
	return { adeSignIn: { ...(await signInFact(stores, { profile, attempt, steps })), way } };
}
