import type { Randomness } from "../evidence/clock.ts";
import { type DeviceState, isEnded } from "../evidence/device-state.ts";
import { type Outcome, refused } from "../evidence/outcome.ts";
import type { Sealer } from "../evidence/sealer.ts";
import { type BuiltCommand, deviceInformation, deviceLock, eraseDevice, removeProfile } from "../protocol/mdm/commands.ts";
import { endEnrollment } from "./end-enrollment.ts";
import { newUuid } from "./new-uuid.ts";
import { type Command, type CommandStore, type Device, type DeviceStore, type JobStore, openCommandStates } from "./ports.ts";
import { enqueue } from "./queue.ts";
import { schedulePush } from "./schedule-push.ts";

export interface ActionStores {
	readonly devices: DeviceStore;
	readonly commands: CommandStore;
	readonly jobs: JobStore;
}

export interface ActionContext {
	readonly now: number;
	readonly randomness: Randomness;
	/** For a command that holds a secret. */
	readonly sealer?: Sealer;
}

export type ActionProblem =
	| { readonly kind: "device-not-found" }
	/** It is not enrolled completely, or not any more. */
	| { readonly kind: "device-not-managed"; readonly state: DeviceState }
	/** It is being retired or wiped, and was told so. */
	| { readonly kind: "already-pending"; readonly state: DeviceState };

/** `commandUuid` null: nothing had to be sent. */
export type ActionOutcome<Problem extends { readonly kind: string } = ActionProblem> = Outcome<
	{ readonly commandUuid: string | null },
	Problem
>;

/** Locks the screen now. The message is shown on the lock screen of a device that has a passcode. */
export async function lockDevice(
	stores: ActionStores,
	deviceId: string,
	context: ActionContext,
	shown: { readonly message?: string; readonly phoneNumber?: string } = {},
): Promise<ActionOutcome> {
	const device = await stores.devices.byId(deviceId);
	if (device === undefined) return refused({ kind: "device-not-found" });
	if (device.state !== "managed") return notManaged(device);
	return send(stores, device, deviceLock(newUuid(context.randomness), shown), context);
}

/** Asks the device to come and say how it is. A question that it has not answered yet is not asked twice; the push goes out in any case. */
export async function syncDevice(stores: ActionStores, deviceId: string, context: ActionContext): Promise<ActionOutcome> {
	const device = await stores.devices.byId(deviceId);
	if (device === undefined) return refused({ kind: "device-not-found" });
	if (device.state !== "managed") return notManaged(device);
	const [asked] = await openOf(stores, deviceId, "DeviceInformation");
	if (asked === undefined) return send(stores, device, deviceInformation(newUuid(context.randomness)), context);
	await schedulePush(stores, deviceId, { dueAt: context.now, randomness: context.randomness });
	return { ok: true, commandUuid: asked.uuid };
}

/**
 * Takes the device out of management by removing the enrollment profile, which takes everything along that came with it; the rest of the device is not
 * touched. It does not count as its user's from now on, and is `retired` when it obeyed or checked out. One that cannot be called (it never got as far as
 * its push token, or Apple calls that token void) is told nothing: its record ends at once.
 */
export async function retireDevice(
	stores: ActionStores,
	deviceId: string,
	context: ActionContext,
	options: { readonly profileIdentifier: string },
): Promise<ActionOutcome> {
	const device = await stores.devices.byId(deviceId);
	if (device === undefined) return refused({ kind: "device-not-found" });
	if (device.state === "wipe-pending") return refused({ kind: "already-pending", state: device.state });
	if (isEnded(device.state)) return notManaged(device);
	if (device.state === "pending" || !canBeCalled(device)) {
		await endEnrollment(stores, deviceId, "retired", context.now);
		return { ok: true, commandUuid: null };
	}
	if ((await openOf(stores, deviceId, "RemoveProfile")).length > 0) return refused({ kind: "already-pending", state: device.state });
	await stores.devices.update(deviceId, { state: "retire-pending" });
	return send(stores, device, removeProfile(newUuid(context.randomness), options.profileIdentifier), context);
}

/** Whether a push can still reach it, as far as is known. */
function canBeCalled({ pushToken, pushDeadAt }: Pick<Device, "pushToken" | "pushDeadAt">): boolean {
	return pushToken !== null && pushDeadAt === null;
}

/** Erases the device. A retirement that it has not obeyed yet gives way: a device that left management can no longer be erased. */
export async function wipeDevice(
	stores: ActionStores,
	deviceId: string,
	context: ActionContext,
	options: { readonly preserveDataPlan?: boolean } = {},
): Promise<ActionOutcome> {
	const device = await stores.devices.byId(deviceId);
	if (device === undefined) return refused({ kind: "device-not-found" });
	if (device.state === "pending" || isEnded(device.state)) return notManaged(device);
	if ((await openOf(stores, deviceId, "EraseDevice")).length > 0) return refused({ kind: "already-pending", state: device.state });
	for (const command of await openOf(stores, deviceId, "RemoveProfile")) {
		await stores.commands.setState(command.uuid, { state: "cancelled", finishedAt: context.now });
	}
	await stores.devices.update(deviceId, { state: "wipe-pending" });
	return send(stores, device, eraseDevice(newUuid(context.randomness), options), context);
}

/** Puts a command into the device's queue, and calls it. */
export async function send(
	stores: ActionStores,
	device: Device,
	command: BuiltCommand,
	context: ActionContext,
): Promise<{ readonly ok: true; readonly commandUuid: string }> {
	const { now, sealer } = context;
	await enqueue(stores, device.id, command, { now, ...(sealer === undefined ? {} : { sealer }) });
	await schedulePush(stores, device.id, { dueAt: context.now, randomness: context.randomness });
	return { ok: true, commandUuid: command.commandUuid };
}

/** Why a device that is not managed obeys no command. */
export function notManaged(device: Device): { readonly ok: false; readonly problem: ActionProblem } {
	const kind = device.state === "retire-pending" || device.state === "wipe-pending" ? "already-pending" : "device-not-managed";
	return refused({ kind, state: device.state });
}

async function openOf(stores: ActionStores, deviceId: string, requestType: string): Promise<Command[]> {
	const commands = await stores.commands.ofDevice(deviceId, 200);
	return commands.filter((command) => command.requestType === requestType && openCommandStates.some((open) => open === command.state));
}
