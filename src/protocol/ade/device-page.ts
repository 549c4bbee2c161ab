import {
	type AnswerFields,
	answerFields,
	isFields,
	missing,
	optionalText,
	optionalTime,
	requiredToken,
	serialOf,
} from "./answer-fields.ts";
import type { AppleDevice, DevicePage, ProfileStatus } from "./device.ts";

/** Apple says: a cursor has 1000 characters at most. */
const longestCursor = 1000;

const profileStatuses: ReadonlySet<unknown> = new Set<ProfileStatus>(["empty", "assigned", "pushed", "removed"]);
const ops: ReadonlySet<unknown> = new Set(["added", "modified", "deleted"]);

/**
 * The answer of `/server/devices` and `/devices/sync`. Throws Malformed("ade") on what is none: no JSON object, no list of devices, no cursor that
 * can be sent back. A record without a serial number is counted and left out; whatever else in it is not understood is null.
 */
export function parseDevicePage(text: string): DevicePage {
	const fields = answerFields(text);
	const records = fields["devices"];
	if (!Array.isArray(records)) return missing("devices");
	const devices: AppleDevice[] = [];
	for (const record of records as readonly unknown[]) {
		const serial = isFields(record) ? serialOf(record["serial_number"]) : null;
		if (isFields(record) && serial !== null) devices.push(readDevice(serial, record));
	}
	return {
		devices,
		unreadable: records.length - devices.length,
		cursor: requiredToken(fields, "cursor", longestCursor),
		moreToFollow: fields["more_to_follow"] === true,
		fetchedUntil: optionalTime(fields["fetched_until"]),
	};
}

/** The answer of `/devices`, by serial number. Those that Apple does not let this server see are left out. Throws Malformed("ade"). */
export function parseDeviceDetails(text: string): ReadonlyMap<string, AppleDevice> {
	const records = answerFields(text)["devices"];
	if (!isFields(records)) return missing("devices");
	const devices = new Map<string, AppleDevice>();
	for (const [key, record] of Object.entries(records)) {
		const serial = serialOf(key);
		if (serial === null || !isFields(record)) continue;
		const status = record["response_status"];
		if (status === undefined || status === "SUCCESS") devices.set(serial, readDevice(serial, record));
	}
	return devices;
}

function readDevice(serial: string, record: AnswerFields): AppleDevice {
	const status = record["profile_status"];
	const op = record["op_type"];
	return {
		serial,
		model: optionalText(record["model"]),
		description: optionalText(record["description"]),
		color: optionalText(record["color"]),
		assetTag: optionalText(record["asset_tag"]),
		family: optionalText(record["device_family"]),
		os: optionalText(record["os"]),
		profileStatus: profileStatuses.has(status) ? (status as ProfileStatus) : "empty",
		profileUuid: optionalText(record["profile_uuid"]),
		profileAssignedAt: optionalTime(record["profile_assign_time"]),
		profilePushedAt: optionalTime(record["profile_push_time"]),
		serverAssignedAt: optionalTime(record["device_assigned_date"]),
		serverAssignedBy: optionalText(record["device_assigned_by"]),
		op: ops.has(op) ? (op as AppleDevice["op"]) : null,
		opAt: optionalTime(record["op_date"]),
		migrationDeadlineAt: optionalTime(record["mdm_migration_deadline"]),
	};
}
