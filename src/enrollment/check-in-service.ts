import { queueAfterEnrollment } from "../devices/after-enrollment.ts";
import { scheduleRelease } from "../devices/await-configuration.ts";
import { endEnrollment } from "../devices/end-enrollment.ts";
import type { Device, JobStore } from "../devices/ports.ts";
import { sealPushSecrets } from "../devices/push-secrets.ts";
import { schedulePush } from "../devices/schedule-push.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import type { CheckIn, TokenUpdate } from "../protocol/mdm/check-in.ts";
import { deviceOf } from "../protocol/mdm/enrollment.ts";
import { type AuthenticateStores, authenticate } from "./authenticate.ts";
import { deviceNameOf } from "./device-name-of.ts";
import { noteBack } from "./note-back.ts";
import { noteConfigured } from "./note-configured.ts";
import { recordStep } from "./record.ts";
import { type DeviceOutcome, issuedCertificate, notOffered, revokeOld, type Sender, speaker } from "./speaker.ts";

export interface CheckInStores extends AuthenticateStores {
	readonly jobs: JobStore;
}

const accepted: DeviceOutcome = { kind: "accepted" };

export interface CheckInOptions {
	readonly admitMacs: boolean;
	/** How long a phone is held in Setup Assistant for its first commands, milliseconds. */
	readonly awaitFor: number;
}

/** Authenticate, TokenUpdate, CheckOut: each is one unit of work, durable before the device is answered. */
export function createCheckInService(deps: {
	readonly work: Work<CheckInStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly sealer: Sealer;
	readonly options: CheckInOptions;
}): (message: CheckIn, sender: Sender) => Promise<DeviceOutcome> {
	const { work, clock, randomness, sealer } = deps;
	const context = { clock, randomness, admitMacs: deps.options.admitMacs };

	async function tokenUpdate(stores: CheckInStores, message: TokenUpdate, udid: string, sender: Sender): Promise<DeviceOutcome> {
		const known = await speaker(stores, context, udid, sender, "token-update", "TokenUpdate");
		if (known.device === undefined) return known.outcome;
		const { device } = known;
		const now = clock.now();
		const { token, pushMagic: magic, unlockToken, awaitingConfiguration, topic } = message;
		await stores.devices.update(device.id, {
			...sealPushSecrets(sealer, device.id, { token, magic, ...(unlockToken === undefined ? {} : { unlockToken }) }),
			// Some systems leave the key out of later messages; its absence says nothing.
			...(awaitingConfiguration === undefined ? {} : { awaitingConfiguration }),
			topic,
			lastSeenAt: now,
			...(device.state === "pending" ? { state: "managed", enrolledAt: now } : {}),
		});
		if (device.state !== "pending") {
			await cameAgain(stores, device, message, now);
			return accepted;
		}
		const attempt = device.attemptId === null ? undefined : await stores.attempts.byId(device.attemptId);
		if (attempt !== undefined) {
			await recordStep(stores, attempt, "managed", now, { awaiting: awaitingConfiguration ?? false }, { state: "enrolled", code: null });
		}
		await queueAfterEnrollment(stores, device.id, { now, randomness, name: await deviceNameOf(stores, device) });
		if (awaitingConfiguration === true) await scheduleRelease(stores, device.id, { dueAt: now + deps.options.awaitFor, randomness });
		return accepted;
	}

	/** A token that a managed device sends anew. */
	async function cameAgain(stores: CheckInStores, device: Device, { awaitingConfiguration }: TokenUpdate, now: number): Promise<void> {
		await noteBack(stores, device, now);
		// What was to be pushed while its token was void was given up.
		if (device.pushDeadAt !== null) await schedulePush(stores, device.id, { dueAt: now, randomness });
		// It has left Setup Assistant, whatever became of the answer that should have said so.
		if (device.awaitingConfiguration && awaitingConfiguration === false) await noteConfigured(stores, device, now);
	}

	async function checkOut(stores: CheckInStores, udid: string, sender: Sender): Promise<DeviceOutcome> {
		if (await hasEnded(stores, udid, sender)) return accepted;
		const known = await speaker(stores, context, udid, sender, "connect", "CheckOut");
		if (known.device === undefined) return known.outcome;
		const now = clock.now();
		const { device } = known;
		await endEnrollment(stores, device.id, device.state === "retire-pending" ? "retired" : "unenrolled", now);
		await revokeOld(stores, device.fingerprint, now);
		const attempt = device.attemptId === null ? undefined : await stores.attempts.byId(device.attemptId);
		if (attempt !== undefined) await recordStep(stores, attempt, "checked-out", now, {});
		return accepted;
	}

	/** The answer to RemoveProfile or EraseDevice may come first, and has then ended the enrollment (devices/queue.ts). */
	async function hasEnded(stores: CheckInStores, udid: string, sender: Sender): Promise<boolean> {
		const issued = await issuedCertificate(stores, sender.by);
		const device = issued?.deviceId == null ? undefined : await stores.devices.byId(issued.deviceId);
		return device !== undefined && device.udid === udid && isEnded(device.state);
	}

	return (message, sender) => {
		const { enrollment } = message;
		// A user's channel of a shared device: this service manages devices only.
		if (enrollment.userId !== undefined && message.messageType !== "unknown") return notOffered(work, context, "user channel", sender);
		switch (message.messageType) {
			case "Authenticate":
				return work.write((stores) => authenticate(stores, context, message, deviceOf(enrollment), sender));
			case "TokenUpdate":
				return work.write((stores) => tokenUpdate(stores, message, deviceOf(enrollment), sender));
			case "CheckOut":
				return work.write((stores) => checkOut(stores, deviceOf(enrollment), sender));
			case "DeclarativeManagement":
			case "GetToken":
			case "SetBootstrapToken":
			case "GetBootstrapToken":
			case "UserAuthenticate":
			case "ReturnToService":
			case "unknown":
				return notOffered(work, context, message.messageType, sender);
		}
	};
}
