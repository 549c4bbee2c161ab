import type { CheckInStore, CommandStore, Device, DeviceStore, JobStore } from "../devices/ports.ts";
import { commandBody, nextCommand, recordResult } from "../devices/queue.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import type { CommandResult } from "../protocol/mdm/result.ts";
import { type DeviceOutcome, notOffered, type Sender, type SpeakerStores, speaker } from "./speaker.ts";

export interface ConnectStores extends SpeakerStores {
	readonly checkIns: CheckInStore;
	readonly commands: CommandStore;
	readonly devices: DeviceStore;
	readonly jobs: JobStore;
}

const accepted: DeviceOutcome = { kind: "accepted" };

/** The command loop: Idle and answers come in, the next command or nothing goes out. One unit of work a message, durable before the answer. */
export function createConnectService(deps: {
	readonly work: Work<ConnectStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly sealer: Sealer;
}): (message: CommandResult, sender: Sender) => Promise<DeviceOutcome> {
	const { work, clock, randomness, sealer } = deps;
	const context = { clock, randomness };

	/** Far the most frequent message: an enrolled device with nothing to do. Three statements; undefined where it is not that simple. */
	async function idle(stores: ConnectStores, udid: string, sender: Sender): Promise<DeviceOutcome | undefined> {
		if (sender.by.state !== "ours") return undefined;
		const enrollment = await stores.checkIns.enrollmentByFingerprint(sender.by.fingerprint);
		const now = clock.now();
		// Anything but a good pin of this very device is judged, and written down, by the rules (enrollment/speaker.ts).
		if (
			enrollment === undefined ||
			enrollment.udid !== udid ||
			enrollment.serial === null ||
			enrollment.revoked ||
			now >= sender.by.notAfter
		)
			return undefined;
		if (enrollment.state === "pending") return undefined;
		await stores.checkIns.touch(enrollment.deviceId, now);
		const command = await stores.checkIns.next(enrollment.deviceId, false);
		if (command === undefined) return accepted;
		await stores.checkIns.markSent(command.uuid, now);
		return { kind: "command", body: commandBody(sealer, command) };
	}

	async function answered(stores: ConnectStores, message: CommandResult, udid: string, sender: Sender): Promise<DeviceOutcome> {
		const known = await speaker(stores, context, udid, sender, "connect", message.status);
		if (known.device === undefined) return known.outcome;
		const { device } = known;
		const now = clock.now();
		await stores.checkIns.touch(device.id, now);
		await recordResult(stores, device, message, now);
		await noteConnected(stores, device, now);
		const options = { after: message.status, now, sealer, randomness };
		const command = await nextCommand(stores, device.id, options);
		return command === null ? accepted : { kind: "command", body: command.body };
	}

	/** The first connection after the enrollment ends the try: the push reached the device. */
	async function noteConnected(stores: ConnectStores, device: Device, now: number): Promise<void> {
		if (device.attemptId === null || device.state !== "managed") return;
		const steps = await stores.attempts.steps(device.attemptId);
		if (steps.some(({ name }) => name === "connected")) return;
		await stores.attempts.addStep(device.attemptId, { name: "connected", at: now, evidence: {} });
	}

	return async (message, sender) => {
		const { enrollment } = message;
		const udid = enrollment.udid ?? enrollment.enrollmentId;
		if (udid === undefined || enrollment.userId !== undefined) return notOffered(work, context, "user channel", sender);
		return work.write(async (stores) => {
			const quick = message.status === "Idle" ? await idle(stores, udid, sender) : undefined;
			return quick ?? answered(stores, message, udid, sender);
		});
	};
}
