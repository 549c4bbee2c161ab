import { Malformed } from "../malformed.ts";
import { parsePlist } from "../plist/parse.ts";
import { isPlistDict, type PlistDict } from "../plist/value.ts";

/** What a phone in Setup Assistant says of itself (Apple other/machineinfo.yaml). Null where the key is absent or cannot be used. */
export interface MachineInfo {
	readonly udid: string;
	/** Upper case, as Apple's device service has it. */
	readonly serial: string;
	/** PRODUCT: `iPhone15,2`. */
	readonly product: string | null;
	/** VERSION: the build. */
	readonly buildVersion: string | null;
	/** OS_VERSION, from iOS 17 on. */
	readonly osVersion: string | null;
	readonly supplementalBuildVersion: string | null;
	readonly supplementalOsVersionExtra: string | null;
	readonly imei: string | null;
	readonly meid: string | null;
	/** LANGUAGE: `ja`, `en-JP`; of the screen that the person sees. */
	readonly language: string | null;
	/** MDM_CAN_REQUEST_SOFTWARE_UPDATE: it understands the 403 document `com.apple.softwareupdate.required`. */
	readonly canRequestSoftwareUpdate: boolean;
	/** SOFTWARE_UPDATE_DEVICE_ID, as Apple's list of releases names its models. */
	readonly softwareUpdateDeviceId: string | null;
}

const longestText = 256;
/** Devices have 10 to 12 characters, and 25 or 40. */
const longestSerial = 64;
const longestUdid = 64;
/** A real one has 1 KB. */
const limits = { maxBytes: 64 * 1024, maxDepth: 4, maxNodes: 200 };

/**
 * Reads a MachineInfo. Only what `verifyMachineInfo` has verified is worth reading. Throws Malformed: whatever `parsePlist` throws, `not-a-dictionary`,
 * and for SERIAL and UDID `missing:…`, `unusable:…`.
 */
export function parseMachineInfo(plist: Uint8Array): MachineInfo {
	const dict = parsePlist(plist, limits);
	if (!isPlistDict(dict)) throw new Malformed("ade", "not-a-dictionary");
	return {
		udid: identifier(dict, "UDID", longestUdid),
		serial: identifier(dict, "SERIAL", longestSerial).toUpperCase(),
		product: text(dict, "PRODUCT"),
		buildVersion: text(dict, "VERSION"),
		osVersion: text(dict, "OS_VERSION"),
		supplementalBuildVersion: text(dict, "SUPPLEMENTAL_BUILD_VERSION"),
		supplementalOsVersionExtra: text(dict, "SUPPLEMENTAL_OS_VERSION_EXTRA"),
		imei: text(dict, "IMEI"),
		meid: text(dict, "MEID"),
		language: text(dict, "LANGUAGE"),
		canRequestSoftwareUpdate: dict["MDM_CAN_REQUEST_SOFTWARE_UPDATE"] === true,
		softwareUpdateDeviceId: text(dict, "SOFTWARE_UPDATE_DEVICE_ID"),
	};
}

function identifier(dict: PlistDict, key: string, longest: number): string {
	const value = dict[key];
	const trimmed = typeof value === "string" ? value.trim() : value;
	if (trimmed === undefined || trimmed === "") throw new Malformed("ade", `missing:${key}`);
	if (typeof trimmed !== "string" || trimmed.length > longest || !/^[\x21-\x7e]+$/.test(trimmed)) {
		throw new Malformed("ade", `unusable:${key}`);
	}
	return trimmed;
}

function text(dict: PlistDict, key: string): string | null {
	const value = dict[key];
	return typeof value === "string" && value !== "" && value.length <= longestText ? value.toWellFormed() : null;
}
