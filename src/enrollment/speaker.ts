import type { Code } from "../checks/index.ts";
import type { Device, DeviceStore } from "../devices/ports.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { Work } from "../evidence/work.ts";
import type { CertificateStore, IssuedCertificate } from "../pki/ports.ts";
import type { CheckIn } from "../protocol/mdm/check-in.ts";
import { decide } from "./decide.ts";
import { type IssuedIdentity, identityFact, type SignedBy } from "./identify.ts";
import { type RecordStores, recordFault } from "./record.ts";

/** What tells whose a signed message is. */
export interface SignerStores extends RecordStores {
	readonly certificates: CertificateStore;
}

export interface SpeakerStores extends SignerStores {
	readonly devices: DeviceStore;
}

export interface SpeakerContext {
	readonly clock: Clock;
	readonly randomness: Randomness;
}

/** What a message of a device comes to; the face says what it looks like on the wire. */
export type DeviceOutcome =
	| { readonly kind: "accepted" }
	| { readonly kind: "command"; readonly body: Uint8Array }
	| { readonly kind: "refused"; readonly code: Code; readonly reference: string | null }
	/** A message of a kind that this service does not offer. */
	| { readonly kind: "not-offered"; readonly what: NotOffered };

export type NotOffered = Exclude<CheckIn["messageType"], "Authenticate" | "TokenUpdate" | "CheckOut"> | "user channel";

export interface Sender {
	readonly by: SignedBy;
	readonly peer: string;
	/** The try that the address names (CheckInURL carries it). Anybody can write an address: it decides nothing, it only says where to record. */
	readonly reference: string | null;
	/** SHA-256 of the signature's value, hexadecimal: the very same message again is a replay, however it is encoded. */
	readonly signatureHash: string;
}

/** The enrolled device that this message is from, or the refusal. Moves the pin when the device shows its renewed identity for the first time. */
export async function speaker(
	stores: SpeakerStores,
	context: SpeakerContext,
	udid: string,
	sender: Sender,
	step: "token-update" | "connect",
	what: string,
): Promise<{ readonly device: Device } | { readonly device: undefined; readonly outcome: DeviceOutcome }> {
	const now = context.clock.now();
	const issued = await issuedCertificate(stores, sender.by);
	const device = await live(stores, udid);
	const identity = identityFact(sender.by, await identityOf(stores, issued), udid, device?.fingerprint ?? null, false, now);
	const decision = decide(step, { now, identity });
	if (decision.verdict === "refuse" || device === undefined) {
		return {
			device: undefined,
			outcome: await strange(
				stores,
				context,
				decision.verdict === "refuse" ? decision.code : "identity-of-another-device",
				what,
				sender,
				issued,
			),
		};
	}
	if (issued !== undefined && issued.fingerprint !== device.fingerprint) await movePin(stores, device, issued, now);
	return { device };
}

/** A refusal that belongs to no try of its own: it is a fault on record, with the try of the certificate where there is one. */
async function strange(
	stores: SpeakerStores,
	context: SpeakerContext,
	code: Code,
	what: string,
	sender: Sender,
	issued: IssuedCertificate | undefined,
): Promise<DeviceOutcome> {
	const attempt = await attemptOf(stores, issued);
	await recordFault(stores, faultOf(sender, code, what, attempt), context.clock, context.randomness);
	return { kind: "refused", code, reference: attempt?.reference ?? null };
}

export function faultOf(sender: Sender, code: Code | "not-offered", what: string, attempt: Attempt | undefined) {
	const reason = "reason" in sender.by ? sender.by.reason : sender.by.state;
	return {
		face: "mdm",
		peer: sender.peer,
		code,
		detail: `${what}: ${reason}`,
		...(attempt === undefined ? {} : { attemptId: attempt.id }),
	} as const;
}

/** A message of a kind that this service does not offer: the device is told so, and it is on record. */
export async function notOffered(
	work: Work<SignerStores>,
	context: SpeakerContext,
	what: NotOffered,
	sender: Sender,
): Promise<DeviceOutcome> {
	await work.write(async (stores) => {
		const attempt = await attemptOf(stores, await issuedCertificate(stores, sender.by));
		await recordFault(stores, faultOf(sender, "not-offered", what, attempt), context.clock, context.randomness);
	});
	return { kind: "not-offered", what };
}

export async function live(stores: SpeakerStores, udid: string): Promise<Device | undefined> {
	const device = await stores.devices.byUdid(udid);
	return device === undefined || isEnded(device.state) ? undefined : device;
}

export const issuedCertificate = (stores: SignerStores, by: SignedBy): Promise<IssuedCertificate | undefined> =>
	by.state === "ours" ? stores.certificates.byFingerprint(by.fingerprint) : Promise.resolve(undefined);

export const attemptOf = (stores: SignerStores, issued: IssuedCertificate | undefined): Promise<Attempt | undefined> =>
	issued?.attemptId == null ? Promise.resolve(undefined) : stores.attempts.byId(issued.attemptId);

export async function identityOf(stores: SpeakerStores, issued: IssuedCertificate | undefined): Promise<IssuedIdentity | undefined> {
	if (issued === undefined) return undefined;
	const device = issued.deviceId === null ? undefined : await stores.devices.byId(issued.deviceId);
	// An enrollment that ended without CheckOut (a wipe, a retirement) takes its identity along: it must not begin the next one.
	const ended = device !== undefined && isEnded(device.state);
	return { revoked: issued.revokedAt !== null || ended, boundTo: device?.udid ?? null };
}

export async function revokeOld(stores: SpeakerStores, fingerprint: string, now: number): Promise<void> {
	const old = await stores.certificates.byFingerprint(fingerprint);
	if (old !== undefined && old.revokedAt === null) await stores.certificates.revoke(old.serial, now, "superseded");
}

/** The renewed identity is in use: from now on only it speaks for the device. */
async function movePin(stores: SpeakerStores, device: Device, issued: IssuedCertificate, now: number): Promise<void> {
	await revokeOld(stores, device.fingerprint, now);
	await stores.devices.update(device.id, { fingerprint: issued.fingerprint });
	if (device.attemptId !== null)
		await stores.attempts.addStep(device.attemptId, { name: "identity-renewed", at: now, evidence: { serial: issued.serial } });
}
