import type { SilenceCode } from "../checks/index.ts";
import { releaseWhenDone } from "../devices/await-configuration.ts";
import type { CheckInStore, CommandStore, Device, DeviceStore, JobStore } from "../devices/ports.ts";
import { nextCommand, recordResult } from "../devices/queue.ts";
import { hasComeThrough } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import { deviceOf } from "../protocol/mdm/enrollment.ts";
import type { CommandResult } from "../protocol/mdm/result.ts";
import { pinnedEnrollment } from "./pinned-enrollment.ts";
import { recordStep } from "./record.ts";
import { type DeviceOutcome, notOffered, type Sender, type SpeakerStores, speaker } from "./speaker.ts";

export interface ConnectStores extends SpeakerStores {
	readonly checkIns: CheckInStore;
	readonly commands: CommandStore;
	readonly devices: DeviceStore;
	readonly jobs: JobStore;
}

/** What the conversation needs of the device that speaks. */
type Speaking = Pick<Device, "id" | "state" | "attemptId" | "awaitingConfiguration">;

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

	async function converse(stores: ConnectStores, message: CommandResult, device: Speaking): Promise<DeviceOutcome> {
		const now = clock.now();
		await stores.checkIns.touch(device.id, now);
		if (message.status !== "Idle") {
			const { requestType } = await recordResult(stores, device, message, now);
			await noteConnected(stores, device, now);
			if (requestType === "DeviceConfigured" && message.status === "Acknowledged") await noteConfigured(stores, device, now);
		}
		const next = () => nextCommand(stores, device.id, { after: message.status, now, sealer, randomness });
		let command = await next();
		// In the same connection: its user looks at a screen that does not move.
		if (command === null && device.awaitingConfiguration && (await releaseWhenDone(stores, device.id, { now, randomness })))
			command = await next();
		return command === null ? accepted : { kind: "command", body: command.body };
	}

	/** The phone has left the screen on which it waited. */
	async function noteConfigured(stores: ConnectStores, device: Speaking, now: number): Promise<void> {
		await stores.devices.update(device.id, { awaitingConfiguration: false });
		const attempt = device.attemptId === null ? undefined : await stores.attempts.byId(device.attemptId);
		if (attempt !== undefined) await recordStep(stores, attempt, "configured", now, {});
	}

	/** The first connection after the enrollment ends the try: the push reached the device. So does the first after a long silence. */
	async function noteConnected(stores: ConnectStores, device: Speaking, now: number): Promise<void> {
		if (device.attemptId === null || device.state !== "managed") return;
		const attempt = await stores.attempts.byId(device.attemptId);
		if (attempt === undefined || (attempt.state === "enrolled" && hasComeThrough(attempt.awaits))) return;
		const back = attempt.code === ("device-went-silent" satisfies SilenceCode);
		if (!back && (await stores.attempts.steps(attempt.id)).some(({ name }) => name === "connected")) return;
		await recordStep(stores, attempt, "connected", now, device.awaitingConfiguration ? { awaiting: true } : {});
	}

	return async (message, sender) => {
		const { enrollment } = message;
		if (enrollment.userId !== undefined) return notOffered(work, context, "user channel", sender);
		const udid = deviceOf(enrollment);
		return work.write(async (stores) => {
			const pinned = await pinnedEnrollment(stores, sender.by, clock.now());
			if (pinned?.udid === udid) return converse(stores, message, { ...pinned, id: pinned.deviceId });
			const known = await speaker(stores, context, udid, sender, "connect", message.status);
			return known.device === undefined ? known.outcome : converse(stores, message, known.device);
		});
	};
}
