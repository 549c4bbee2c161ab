import type { Randomness } from "../evidence/clock.ts";
import {
	type BuiltCommand,
	deviceInformation,
	installedApplicationList,
	profileList,
	securityInfo,
	setDeviceName,
} from "../protocol/mdm/commands.ts";
import { newUuid } from "./new-uuid.ts";
import type { Command, CommandStore, DeviceStore, JobStore } from "./ports.ts";
import { enqueue } from "./queue.ts";
import { schedulePush } from "./schedule-push.ts";

interface Stores {
	readonly devices: DeviceStore;
	readonly commands: CommandStore;
	readonly jobs: JobStore;
}

/**
 * What a newly managed device is asked first, once an enrollment, and the push that brings it: a device does not poll by itself after it installed
 * the profile (Apple, MDM protocol reference). `name`: the name that its enrollment profile gives it. Safe to call on every TokenUpdate: what was
 * asked since this enrollment began is not asked again.
 */
export async function queueAfterEnrollment(
	stores: Stores,
	deviceId: string,
	options: { readonly now: number; readonly randomness: Randomness; readonly name?: string | null },
): Promise<void> {
	const device = await stores.devices.byId(deviceId);
	if (device === undefined) return;
	const asked = (await stores.commands.ofDevice(deviceId, 50)).filter((command) => belongsTo(command, device.enrolledAt));
	const uuid = () => newUuid(options.randomness);
	const { name } = options;
	const first: readonly BuiltCommand[] = [
		// Before the question for it.
		...(name === undefined || name === null ? [] : [setDeviceName(uuid(), name)]),
		deviceInformation(uuid()),
		securityInfo(uuid()),
		profileList(uuid()),
		// Which applications a person has on a phone of their own is not an employer's business.
		installedApplicationList(uuid(), { managedAppsOnly: device.ownership === "personal" }),
	];
	for (const command of first) {
		if (asked.some(({ requestType }) => requestType === command.requestType)) continue;
		await enqueue(stores, deviceId, command, { now: options.now });
	}
	await schedulePush(stores, deviceId, { dueAt: options.now, randomness: options.randomness });
}

/** What a new device is told and asked above. */
export const firstRequests: ReadonlySet<string> = new Set([
	"Settings",
	"DeviceInformation",
	"SecurityInfo",
	"ProfileList",
	"InstalledApplicationList",
]);

function belongsTo(command: Command, enrolledAt: number): boolean {
	return command.state !== "cancelled" && command.queuedAt >= enrolledAt;
}
