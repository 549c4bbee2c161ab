import { endEnrollment } from "../devices/end-enrollment.ts";
import type { CommandStore, Device } from "../devices/ports.ts";
import type { Attempt, DeviceDescription } from "../evidence/attempt.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { Facts } from "../evidence/facts.ts";
import type { IssuedCertificate } from "../pki/ports.ts";
import type { Authenticate } from "../protocol/mdm/check-in.ts";
import { isAde } from "./ade-door.ts";
import { type AdeFactStores, askedDeviceFact } from "./ade-facts.ts";
import { callerOf } from "./ade-judge.ts";
import { attemptOfPhone, attemptOfStranger } from "./attempt-of-phone.ts";
import { decide } from "./decide.ts";
import { type FactStores, gather } from "./gather.ts";
import { identityFact } from "./identify.ts";
import { newId, recordDecision, recordFault, recordStep, storedDecision } from "./record.ts";
import {
	attemptOf,
	type DeviceOutcome,
	faultOf,
	identityOf,
	issuedCertificate,
	live,
	revokeOld,
	type Sender,
	type SpeakerContext,
	type SpeakerStores,
} from "./speaker.ts";

export interface AuthenticateStores extends FactStores, SpeakerStores, AdeFactStores {
	readonly commands: CommandStore;
}

export interface AuthenticateContext extends SpeakerContext {
	readonly admitMacs: boolean;
}

/**
 * The first message of a device: only here serial, product and system are known for sure, so everything is judged again. Admitted, it begins the
 * enrollment and pins it to the certificate; what an earlier enrollment of the device left is cleared.
 */
export async function authenticate(
	stores: AuthenticateStores,
	context: AuthenticateContext,
	message: Authenticate,
	udid: string,
	sender: Sender,
): Promise<DeviceOutcome> {
	const { clock, randomness } = context;
	const now = clock.now();
	const issued = await issuedCertificate(stores, sender.by);
	const own = await attemptOf(stores, issued);
	const enrolled = await live(stores, udid);
	// What Setup Assistant described is proven; a message without the serial number takes nothing away from it.
	const described = own !== undefined && isAde(own.journey) ? own.device : null;
	const device = {
		udid,
		serial: message.serialNumber ?? described?.serial ?? null,
		product: message.productName ?? message.model ?? null,
		osVersion: message.osVersion ?? null,
	};
	const mayBegin = own !== undefined && (own.userId !== null || own.journey === "ade-userless");
	const shown = identityFact(sender.by, await identityOf(stores, issued), udid, enrolled?.fingerprint ?? null, mayBegin, now);
	// The profile was given to the phone that described itself, and its challenge is worth nothing in another one's hands.
	const carried = shown.state === "trusted" && described !== null && !isSamePhone(described, device);
	const identity = carried ? { ...shown, state: "another-device" as const } : shown;
	const trusted = identity.state === "trusted";
	const attempt =
		trusted && own !== undefined && issued !== undefined
			? await attemptOfPhone(stores, context, own, issued, enrolled, device)
			: await attemptOfStranger(stores, context, sender, device);
	// Before anything is judged: a replay is not a new try, whatever has changed since.
	if (trusted && enrolled !== undefined && enrolled.state !== "pending" && (await isReplay(stores, attempt, sender))) {
		return { kind: "accepted" };
	}
	const ade = isAde(attempt.journey);
	const subject = {
		journey: attempt.journey,
		userless: attempt.journey === "ade-userless",
		topic: message.topic,
		device: { ...device, macAllowed: context.admitMacs },
		...(attempt.upn === null ? {} : { upn: attempt.upn }),
	};
	const facts: Facts = { ...(await gather(stores, subject, now)), ...(ade ? await atApple(stores, attempt, now) : {}), identity };
	const step = ade ? "ade-authenticate" : "authenticate";
	const decision = decide(step, facts);
	// A stranger's word must not take the place of what the phone proved, or the stranger would be that phone the next time.
	const told = { ...attempt, device: ade && !trusted ? attempt.device : device };
	if (decision.verdict === "refuse" || issued === undefined) {
		await stores.attempts.update(attempt.id, { device: told.device, updatedAt: now });
		await recordDecision(stores, told, step, decision, now);
		const code = decision.verdict === "refuse" ? decision.code : "identity-not-trusted";
		if (!trusted) await recordFault(stores, faultOf(sender, code, "Authenticate", attempt), clock, randomness);
		return { kind: "refused", code, reference: attempt.reference };
	}
	const deviceId = await beginEnrollment(stores, context, message, udid, told, issued, enrolled, facts, now);
	await stores.certificates.bind(issued.serial, deviceId);
	const admitted = await recordDecision(stores, told, step, decision, now);
	const { serial, product, osVersion } = device;
	const seen = { serial, product, osVersion, build: message.buildVersion ?? null, message: sender.signatureHash };
	await recordStep(stores, admitted, "authenticated", now, seen, {
		device,
		deviceId,
		decision: storedDecision(step, now, decision),
	});
	return { kind: "accepted" };
}

const isSamePhone = (one: DeviceDescription, other: DeviceDescription): boolean =>
	one.udid?.toUpperCase() === other.udid?.toUpperCase() && one.serial?.toUpperCase() === other.serial?.toUpperCase();

/** What Apple says of the device now. Which profile it asked with was judged when it asked. */
async function atApple(stores: AuthenticateStores, attempt: Attempt, now: number): Promise<Pick<Facts, "adeDevice">> {
	const caller = await callerOf(stores, attempt);
	const { serial } = attempt.device;
	if (caller === undefined || serial === null) return {};
	const fact = await askedDeviceFact(stores, caller.asked, serial, now);
	if (fact === null) return { adeDevice: null };
	const { asked: _, ...device } = fact;
	return { adeDevice: device };
}

/** A captured Authenticate, sent again, would clear the device's push token and its waiting orders: it is answered and changes nothing. */
async function isReplay(stores: AuthenticateStores, attempt: Attempt, sender: Sender): Promise<boolean> {
	const steps = await stores.attempts.steps(attempt.id);
	return steps.some(({ name, evidence }) => name === "authenticated" && evidence["message"] === sender.signatureHash);
}

/** The device's record as it is from Authenticate on: pinned to this certificate, without tokens, with nothing of an earlier enrollment. */
async function beginEnrollment(
	stores: AuthenticateStores,
	{ clock, randomness }: AuthenticateContext,
	message: Authenticate,
	udid: string,
	attempt: Attempt,
	issued: IssuedCertificate,
	enrolled: Device | undefined,
	facts: Facts,
	now: number,
): Promise<string> {
	const about = {
		serial: attempt.device.serial,
		imei: message.imei ?? null,
		product: attempt.device.product,
		osVersion: attempt.device.osVersion,
		buildVersion: message.buildVersion ?? null,
		userId: attempt.userId,
		ownership: facts.corporate == null ? "personal" : "company",
		state: "pending",
		topic: message.topic,
		fingerprint: issued.fingerprint,
		pushToken: null,
		pushMagic: null,
		unlockToken: null,
		awaitingConfiguration: false,
		attemptId: attempt.id,
		enrolledAt: now,
		lastSeenAt: now,
		lastPushAt: null,
		pushDeadAt: null,
	} as const;
	// The record of the same serial under another UDID (a repaired phone) would count twice against the limit.
	const sameSerial = about.serial === null ? undefined : await stores.devices.bySerial(about.serial);
	if (sameSerial !== undefined && sameSerial.id !== enrolled?.id && !isEnded(sameSerial.state)) {
		await endEnrollment(stores, sameSerial.id, "replaced", now);
	}
	if (enrolled !== undefined) {
		await stores.commands.cancelAll(enrolled.id, now);
		if (enrolled.fingerprint !== issued.fingerprint) await revokeOld(stores, enrolled.fingerprint, now);
		await stores.devices.update(enrolled.id, about);
		return enrolled.id;
	}
	const id = newId(clock, randomness);
	await stores.devices.insert({ id, udid, name: message.deviceName ?? null, label: null, information: {}, ...about });
	return id;
}
