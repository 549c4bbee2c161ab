import { refused } from "../evidence/outcome.ts";
import { deviceInformation, setDeviceName } from "../protocol/mdm/commands.ts";
import { type ActionContext, type ActionOutcome, type ActionProblem, type ActionStores, notManaged, send } from "./actions.ts";
import { newUuid } from "./new-uuid.ts";
import type { Device } from "./ports.ts";
import { enqueue } from "./queue.ts";

/** iOS shows no more of it, and a list has no room for more. */
const longestDeviceName = 63;

export type RenameProblem =
	| ActionProblem
	/** Empty, too long, or with characters that no name has. */
	| { readonly kind: "device-name-unfit"; readonly limit: number };

/**
 * Gives a device another name. A supervised one is told to bear it, and then asked what it is called (Apple mdm/commands/settings.yaml: DeviceName is for
 * supervised devices only). The name of any other is its owner's to choose: there the new name stands on its record alone, before the device's own;
 * empty, it is taken away again. `commandUuid` null: nothing had to be sent.
 */
export async function renameDevice(
	stores: ActionStores,
	deviceId: string,
	context: ActionContext,
	typed: string,
): Promise<ActionOutcome<RenameProblem>> {
	const device = await stores.devices.byId(deviceId);
	if (device === undefined) return refused({ kind: "device-not-found" });
	if (device.state !== "managed") return notManaged(device);
	const name = typed.normalize("NFC").trim();
	const supervised = isSupervised(device);
	if ((supervised && name === "") || !fits(name)) return refused({ kind: "device-name-unfit", limit: longestDeviceName });
	if (!supervised) {
		await stores.devices.update(deviceId, { label: name === "" ? null : name });
		return { ok: true, commandUuid: null };
	}
	await stores.devices.update(deviceId, { name, label: null });
	const sent = await send(stores, device, setDeviceName(newUuid(context.randomness), name), context);
	// What it says next stands, whether it obeyed or not.
	await enqueue(stores, deviceId, deviceInformation(newUuid(context.randomness)), { now: context.now });
	return sent;
}

/** Control characters, and those that turn the text around them to the other direction (Unicode, UAX #9), have no place in a name. */
function fits(name: string): boolean {
	return Array.from(name).length <= longestDeviceName && !/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(name);
}

/** As the device said it last. */
export function isSupervised({ information }: Pick<Device, "information">): boolean {
	const told: unknown = JSON.parse(information["DeviceInformation"] ?? "null");
	return typeof told === "object" && told !== null && "isSupervised" in told && told.isSupervised === true;
}
