import { readDeviceInformation, readInstalledApplicationList, readProfileList, readSecurityInfo } from "../protocol/mdm/answers.ts";
import type { CommandResult } from "../protocol/mdm/result.ts";
import type { Device, DeviceChange } from "./ports.ts";

const mostText = 256;

/**
 * What is kept of an acknowledgement: the fields that are shown, as JSON, and what they change in the device's row. null: nothing is kept of an answer
 * to this request. The message itself is never stored: it may hold what an employer has no business to know of a personal phone.
 */
export function keptResult(
	requestType: string,
	answer: CommandResult["answer"],
	now: number,
): { readonly json: string; readonly change: DeviceChange } | null {
	switch (requestType) {
		case "DeviceInformation": {
			const { phoneNumber: _, bluetoothMac: __, wifiMac: ___, ...shown } = readDeviceInformation(answer);
			return { json: JSON.stringify({ at: now, ...shown }), change: changeOf(shown) };
		}
		case "SecurityInfo":
			return { json: JSON.stringify({ at: now, ...readSecurityInfo(answer) }), change: {} };
		case "ProfileList":
			return { json: JSON.stringify({ at: now, profiles: readProfileList(answer) }), change: {} };
		case "InstalledApplicationList":
			return { json: JSON.stringify({ at: now, applications: readInstalledApplicationList(answer) }), change: {} };
		default:
			return null;
	}
}

/** Why a command failed, as JSON: the status (`Error` or `CommandFormatError`) and the ErrorChain, cut short. */
export function keptErrors(result: Pick<CommandResult, "status" | "errorChain">): string {
	return JSON.stringify({
		status: result.status,
		errorChain: result.errorChain.map(({ code, domain, localized, usEnglish }) => ({
			code,
			domain: domain.slice(0, mostText),
			localized: localized.slice(0, mostText),
			usEnglish: usEnglish?.slice(0, mostText) ?? null,
		})),
	});
}

/** Name and system change over a device's life; serial number and product are Authenticate's to say. */
function changeOf(shown: {
	deviceName?: string | undefined;
	osVersion?: string | undefined;
	buildVersion?: string | undefined;
}): DeviceChange {
	const change: { -readonly [K in keyof Pick<Device, "name" | "osVersion" | "buildVersion">]?: string } = {};
	if (shown.deviceName !== undefined) change.name = shown.deviceName.slice(0, mostText);
	if (shown.osVersion !== undefined) change.osVersion = shown.osVersion.slice(0, mostText);
	if (shown.buildVersion !== undefined) change.buildVersion = shown.buildVersion.slice(0, mostText);
	return change;
}
