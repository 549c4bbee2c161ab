import type { Change, DeviceState } from "./device.ts";
import type { ServerState } from "./server-state.ts";

/** Serial numbers and UUIDs need no escape; everything else of a device may. */
const text = (value: string): string => JSON.stringify(value);

const heads = new WeakMap<DeviceState["make"], Map<number, string>>();

/** What is the same for all devices of a kind: written once for each version of the protocol. */
function headOf(make: DeviceState["make"], version: number): string {
	let byVersion = heads.get(make);
	if (byVersion === undefined) {
		byVersion = new Map();
		heads.set(make, byVersion);
	}
	let head = byVersion.get(version);
	if (head === undefined) {
		// `iPadOS` is known from protocol version 7 on, family and system from 2.
		const os = make.os === "iPadOS" && version < 7 ? "iOS" : make.os;
		head = `,"model":${text(make.model)},"description":${text(make.description)},"color":${text(make.color)}`;
		if (version >= 2) head += `,"device_family":${text(make.family)},"os":${text(os)}`;
		byVersion.set(version, head);
	}
	return head;
}

let lastMs = Number.NaN;
let lastTime = "";

/** As Apple writes times: to the second. Devices that were added or assigned together have the same one. */
export function appleTime(ms: number): string {
	if (ms !== lastMs) {
		lastTime = `${new Date(ms).toISOString().slice(0, 19)}Z`;
		lastMs = ms;
	}
	return lastTime;
}

/** A device as the listings and /devices of this server give it. `change` is there in a sync only. */
export function deviceJson(device: DeviceState, server: ServerState, version: number, change?: Change): string {
	// What the next server does with a device that has left is not this server's to know.
	const ours = device.server === server && change?.op !== "deleted";
	let json = `{"serial_number":"${device.serial}"${headOf(device.make, version)}`;
	if (device.assetTag !== null) json += `,"asset_tag":${text(device.assetTag)}`;
	json += `,"profile_status":"${ours ? device.status : "empty"}"`;
	if (ours && device.profile !== null) {
		json += `,"profile_uuid":"${device.profile.uuid}"`;
		if (device.profileAssignedAt !== null) json += `,"profile_assign_time":"${appleTime(device.profileAssignedAt)}"`;
		if (device.profilePushedAt !== null) json += `,"profile_push_time":"${appleTime(device.profilePushedAt)}"`;
	}
	if (ours) json += `,"device_assigned_date":"${appleTime(device.assignedAt)}","device_assigned_by":${text(server.adminId)}`;
	if (version >= 8 && device.migrationDeadlineAt !== null) {
		json += `,"mdm_migration_deadline":"${appleTime(device.migrationDeadlineAt)}"`;
	}
	if (change !== undefined) json += `,"op_type":"${change.op}","op_date":"${appleTime(change.at)}"`;
	return `${json}}`;
}
