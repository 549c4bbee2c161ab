import { deviceName } from "../evidence/device-name.ts";
import type { DeviceState } from "../evidence/device-state.ts";
import type { CountedDevice, LimitFact } from "../evidence/facts.ts";
import { type PolicyOfUserStores, policyOfUser } from "./policy-of-user.ts";

/** What counting needs of a device's record. */
export interface CountableDevice {
	readonly id: string;
	readonly name: string | null;
	readonly label: string | null;
	readonly serial: string | null;
	readonly product: string | null;
	readonly state: DeviceState;
	readonly enrolledAt: number;
	readonly lastSeenAt: number | null;
}

export interface LimitStores extends PolicyOfUserStores {
	readonly users: { byId(id: string): Promise<{ readonly enrollmentManager: boolean } | undefined> };
	/** Every record of this user that is not ended. */
	readonly devices: { ofUser(userId: string): Promise<readonly CountableDevice[]> };
}

const hour = 3_600_000;
const day = 24 * hour;

// Intune's counting: managed, in contact within the last 90 days, and not registering for more than 24 hours. A device that is being retired or wiped
// is given up: its user may enroll the next one at once, and need not wait for an old phone to be switched on.
const contactWithin = 90 * day;
const pendingWithin = 24 * hour;

/**
 * A device that has been silent this long is probably not used, and is the one to remove: after the same time without contact Intune holds a device
 * for non-compliant by default (compliance status validity period, 30 days).
 */
const staleAfter = 30 * day;

/**
 * How many devices a user may have, and which are counted: those longest out of contact first. No limit binds an enrollment manager, nor a device
 * without user (null).
 */
export async function limitFact(stores: LimitStores, userId: string | null, now: number): Promise<LimitFact> {
	const { policy, group } = await policyOfUser(stores, "device-limit", userId);
	const user = userId === null ? undefined : await stores.users.byId(userId);
	const devices = userId === null ? [] : await stores.devices.ofUser(userId);
	const counted = countedDevices(devices, now);
	const applies = user !== undefined && !user.enrollmentManager;
	return { policy: policy.name, priority: policy.priority, group, limit: policy.settings.limit, applies, counted };
}

/** Which of these records count against a limit, those longest out of contact first. Pure. */
export function countedDevices(devices: readonly CountableDevice[], now: number): CountedDevice[] {
	return devices
		.filter((device) => counts(device, now))
		.sort((a, b) => lastContact(a) - lastContact(b) || (a.id < b.id ? -1 : 1))
		.map((device) => ({
			id: device.id,
			name: deviceName(device),
			serial: device.serial,
			product: device.product,
			lastSeenAt: device.lastSeenAt,
			stale: now - lastContact(device) >= staleAfter,
		}));
}

function counts(device: CountableDevice, now: number): boolean {
	if (device.state === "pending") return now - device.enrolledAt <= pendingWithin;
	return device.state === "managed" && now - lastContact(device) <= contactWithin;
}

/** A device that enrolled and has not been back since was in contact then. */
function lastContact(device: CountableDevice): number {
	return device.lastSeenAt ?? device.enrolledAt;
}
