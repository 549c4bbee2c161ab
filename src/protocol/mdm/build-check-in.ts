import type { Buffer } from "node:buffer";
import { buildPlist } from "../plist/build.ts";
import type { PlistDict, PlistValue } from "../plist/value.ts";
import type { CheckIn, UnknownCheckIn } from "./check-in.ts";
import { enrollmentKeys } from "./enrollment.ts";

const KEYS: { readonly [field: string]: string } = {
	topic: "Topic",
	osVersion: "OSVersion",
	buildVersion: "BuildVersion",
	productName: "ProductName",
	serialNumber: "SerialNumber",
	imei: "IMEI",
	meid: "MEID",
	deviceName: "DeviceName",
	model: "Model",
	modelName: "ModelName",
	token: "Token",
	pushMagic: "PushMagic",
	unlockToken: "UnlockToken",
	awaitingConfiguration: "AwaitingConfiguration",
	userShortName: "UserShortName",
	userLongName: "UserLongName",
	notOnConsole: "NotOnConsole",
	endpoint: "Endpoint",
	data: "Data",
	tokenServiceType: "TokenServiceType",
	tokenParameters: "TokenParameters",
	bootstrapToken: "BootstrapToken",
	digestResponse: "DigestResponse",
};

/** The check-in message as a device sends it: `parseCheckIn` of it gives the same message back. */
export function buildCheckIn(message: Exclude<CheckIn, UnknownCheckIn>): Buffer {
	const dict: PlistDict = { MessageType: message.messageType, ...enrollmentKeys(message.enrollment) };
	for (const [field, value] of Object.entries(message) as [string, PlistValue | undefined][]) {
		const key = KEYS[field];
		if (key !== undefined && value !== undefined) dict[key] = value;
	}
	return buildPlist(dict);
}
