import { releaseWhenDone } from "../devices/await-configuration.ts";
import type { CheckInStore, CommandStore, Device, DeviceStore, JobStore } from "../devices/ports.ts";
import { nextCommand, recordResult } from "../devices/queue.ts";
import { hasComeThrough } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import { deviceOf } from "../protocol/mdm/enrollment.ts";
import type { CommandResult } from "../protocol/mdm/result.ts";
import { noteBack } from "./note-back.ts";
import { noteConfigured } from "./note-configured.ts";
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
type Speaking = Pick<Device, "id" | "state" | "attemptId" | "awaitingConfiguration" | "lastSeenAt">;

/** Whoever was heard of so lately has not fallen silent (config: two days at least), and costs no look at its try. Milliseconds. */
const lately = 24 * 3_600_000;

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
		if (now - (device.lastSeenAt ?? 0) > lately) await noteBack(stores, device, now);
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

/** The first answer after an enrollment ends the try: the push reached the device. */
async function noteConnected(stores: ConnectStores, device: Speaking, now: number): Promise<void> {
	if (device.attemptId === null || device.state !== "managed") return;
	const attempt = await stores.attempts.byId(device.attemptId);
	if (attempt === undefined || (attempt.state === "enrolled" && hasComeThrough(attempt.awaits))) return;
	// A phone can enroll twice by one try, with two profiles of it: its answer to the first enrollment is none to the second.
	const last = (await stores.attempts.steps(attempt.id)).findLast(({ name }) => name === "managed" || name === "connected");
	if (last?.name === "connected") return;
	await recordStep(stores, attempt, "connected", now, device.awaitingConfiguration ? { awaiting: true } : {});
}
