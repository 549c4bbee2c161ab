import type { Randomness } from "../evidence/clock.ts";
import type { DeviceState } from "../evidence/device-state.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { BuiltCommand } from "../protocol/mdm/commands.ts";
import type { CommandResult, ResultStatus } from "../protocol/mdm/result.ts";
import { endEnrollment } from "./end-enrollment.ts";
import { keptErrors, keptResult } from "./kept-result.ts";
import type { CheckInStore, CommandStore, DeviceStore, JobStore, OpenCommand } from "./ports.ts";
import { schedulePush } from "./schedule-push.ts";

/** What the queue needs of the store, all within one unit of work. */
export interface QueueStores {
	readonly commands: CommandStore;
	readonly devices: DeviceStore;
	readonly jobs: JobStore;
	readonly checkIns: CheckInStore;
}

/** After the last command but a NotNow the device does not come again by itself: it is asked to, this much later. */
export const askAgainAfterMs = 10 * 60_000;

const bodyContext = (uuid: string) => `command:${uuid}`;

/** Puts a command at the end of a device's queue; sealed where it holds a secret. */
export async function enqueue(
	stores: { readonly commands: CommandStore },
	deviceId: string,
	command: BuiltCommand,
	options: { readonly now: number; readonly sealer?: Sealer },
): Promise<void> {
	const { sealer } = options;
	if (command.holdsSecret && sealer === undefined) throw new Error("a command that holds a secret needs a sealer");
	const uuid = command.commandUuid.toUpperCase();
	await stores.commands.enqueue({
		uuid,
		deviceId,
		requestType: command.requestType,
		body: command.holdsSecret && sealer !== undefined ? sealer.seal(command.body, bodyContext(uuid)) : command.body,
		sealed: command.holdsSecret,
		state: "queued",
		queuedAt: options.now,
		sentAt: null,
		finishedAt: null,
		result: null,
	});
}

/** A stored command as it goes on the wire. */
function commandBody(sealer: Sealer, command: Pick<OpenCommand, "uuid" | "body" | "sealed">): Uint8Array {
	return command.sealed ? sealer.open(command.body, bodyContext(command.uuid)) : command.body;
}

/**
 * The command to answer a device with, marked as sent; null: answer with an empty body, which ends the connection.
 *
 * A command that was sent and not answered is sent again: only an answer takes it from the queue. One that got NotNow is offered again when the next
 * connection begins, that is on `Idle`, never in the loop that is running: the device would refuse it again, and the loop would not end.
 */
export async function nextCommand(
	stores: Pick<QueueStores, "checkIns" | "commands" | "jobs">,
	deviceId: string,
	options: { readonly after: ResultStatus; readonly now: number; readonly sealer: Sealer; readonly randomness: Randomness },
): Promise<{ readonly commandUuid: string; readonly requestType: string; readonly body: Uint8Array } | null> {
	const { after, now, sealer } = options;
	const command = await stores.checkIns.next(deviceId, after !== "Idle");
	if (command !== undefined) {
		await stores.checkIns.markSent(command.uuid, now);
		return { commandUuid: command.uuid, requestType: command.requestType, body: commandBody(sealer, command) };
	}
	// A device polls by itself only if NotNow was the last thing it said (Apple, MDM protocol reference). What is still open here got a NotNow.
	if (after !== "Idle" && after !== "NotNow" && (await stores.commands.countOpen(deviceId)) > 0) {
		await schedulePush(stores, deviceId, { dueAt: now + askAgainAfterMs, randomness: options.randomness });
	}
	return null;
}

/**
 * For an answer that cannot be read: the command that it is to would be sent again at every connection, be answered so again, and hold up all that
 * stand behind it. It goes behind them, as after a NotNow, and the device is asked to come for the others.
 */
export async function setAside(
	stores: Pick<QueueStores, "checkIns" | "commands" | "jobs">,
	deviceId: string,
	{ now, randomness }: { readonly now: number; readonly randomness: Randomness },
): Promise<void> {
	const command = await stores.checkIns.next(deviceId, true);
	if (command?.state !== "sent") return;
	await stores.commands.setState(command.uuid, { state: "not-now" });
	await schedulePush(stores, deviceId, { dueAt: now + askAgainAfterMs, randomness });
}

/**
 * Writes a device's answer down. `unknown`: this device has no open command of this CommandUUID, so nothing is touched: it was answered before (a
 * device sends a result again after a broken line), was cancelled, never was, or is another device's.
 */
export async function recordResult(
	stores: Pick<QueueStores, "checkIns" | "commands" | "devices">,
	device: { readonly id: string; readonly state: DeviceState },
	result: CommandResult,
	now: number,
): Promise<{ readonly kind: "recorded" | "not-now" | "unknown" | "idle"; readonly requestType: string | null }> {
	if (result.status === "Idle") return { kind: "idle", requestType: null };
	const finished = await stores.checkIns.finish({
		deviceId: device.id,
		uuid: (result.commandUuid ?? "").toUpperCase(),
		state: result.status === "Acknowledged" ? "acknowledged" : result.status === "NotNow" ? "not-now" : "error",
		at: now,
		result: result.status === "Error" || result.status === "CommandFormatError" ? keptErrors(result) : null,
	});
	if (finished === undefined) return { kind: "unknown", requestType: null };
	const { requestType } = finished;
	if (result.status === "NotNow") return { kind: "not-now", requestType };
	if (result.status === "Acknowledged") await follow(stores, device, requestType, result, now);
	return { kind: "recorded", requestType };
}

/** What an acknowledgement changes beside the queue. */
async function follow(
	stores: Pick<QueueStores, "commands" | "devices">,
	device: { readonly id: string; readonly state: DeviceState },
	requestType: string,
	result: CommandResult,
	now: number,
): Promise<void> {
	const kept = keptResult(requestType, result.answer, now);
	if (kept !== null) {
		await stores.devices.setInformation(device.id, requestType, kept.json);
		await stores.devices.update(device.id, kept.change);
	}
	if (requestType === "RemoveProfile" && device.state === "retire-pending") await endEnrollment(stores, device.id, "retired", now);
	if (requestType === "EraseDevice" && device.state === "wipe-pending") await endEnrollment(stores, device.id, "wiped", now);
}
