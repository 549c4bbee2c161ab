import { type AddedDevice, createDevice, createDevices, type DeviceState } from "./device.ts";
import type { DefinedProfile } from "./profile.ts";
import { noteChange, type ServerState } from "./server-state.ts";

/** What a phone gets from Apple when it is activated. */
export type Activation =
	| { readonly outcome: "profile"; readonly uuid: string; readonly profile: DefinedProfile["body"] }
	/** Apple has no enrollment profile for it: it is set up like a phone that somebody bought. */
	| { readonly outcome: "no-profile" }
	| { readonly outcome: "unreachable" };

/** The devices of all organizations, and to which server each is assigned. */
export interface BusinessManager {
	find(serial: string): DeviceState | undefined;
	add(server: ServerState, added: readonly AddedDevice[] | { readonly count: number; readonly seed: string }): readonly string[];
	/** From wherever they are. Throws RangeError for a serial number that nobody added. */
	assign(server: ServerState, serials: readonly string[]): void;
	unassign(device: DeviceState): void;
	/** Out of the organization, for ever. */
	disown(device: DeviceState): void;
	activate(serial: string): Activation;
}

export function createBusinessManager(now: () => number): BusinessManager {
	const devices = new Map<string, DeviceState>();

	function enter(server: ServerState, device: DeviceState): void {
		device.server = server;
		device.slot = server.listing.push(device) - 1;
		device.assignedAt = now();
		server.deviceCount += 1;
		noteChange(server, device, "added", device.assignedAt);
	}

	function leave(device: DeviceState): void {
		const { server } = device;
		if (server === null) return;
		server.listing[device.slot] = null;
		server.deviceCount -= 1;
		device.server = null;
		// An enrollment profile belongs to a server: it does not go along.
		device.profile = null;
		device.status = "empty";
		device.profileAssignedAt = null;
		device.profilePushedAt = null;
		noteChange(server, device, "deleted", now());
	}

	return {
		find: (serial) => devices.get(serial),
		add(server, added) {
			const made = "count" in added ? createDevices(added.count, added.seed) : added.map(createDevice);
			const known = made.find((device) => devices.has(device.serial) || !/^[A-Z0-9]+$/.test(device.serial));
			if (known !== undefined) throw new RangeError(`${known.serial} was added before, or is no serial number`);
			for (const device of made) {
				devices.set(device.serial, device);
				enter(server, device);
			}
			return made.map((device) => device.serial);
		},
		assign(server, serials) {
			for (const serial of serials) {
				const device = devices.get(serial);
				if (device === undefined) throw new RangeError(`${serial} belongs to nobody`);
				if (device.server === server) continue;
				leave(device);
				enter(server, device);
			}
		},
		unassign: leave,
		disown(device) {
			leave(device);
			devices.delete(device.serial);
		},
		activate(serial) {
			const device = devices.get(serial);
			if (!device?.server || device.profile === null) return { outcome: "no-profile" };
			device.status = "pushed";
			device.profilePushedAt = now();
			noteChange(device.server, device, "modified", device.profilePushedAt);
			return { outcome: "profile", uuid: device.profile.uuid, profile: device.profile.body };
		},
	};
}
