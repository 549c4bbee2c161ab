import type { PlistDict } from "../plist/value.ts";
import { type Enrollment, readEnrollment, requireEnrollment } from "./enrollment.ts";
import { messageDict, optionalData, optionalDict, optionalFlag, optionalText, requiredData, requiredText } from "./fields.ts";

/** Apple mdm/checkin/authenticate.yaml. Names of fields are Apple's keys in camel case; what a device leaves out is absent. */
export interface Authenticate {
	readonly messageType: "Authenticate";
	readonly enrollment: Enrollment;
	readonly topic: string;
	readonly osVersion?: string | undefined;
	readonly buildVersion?: string | undefined;
	/** `iPhone14,5` */
	readonly productName?: string | undefined;
	readonly serialNumber?: string | undefined;
	readonly imei?: string | undefined;
	readonly meid?: string | undefined;
	/** A Mac only sends this and the next two. */
	readonly deviceName?: string | undefined;
	readonly model?: string | undefined;
	readonly modelName?: string | undefined;
}

/** Apple mdm/checkin/tokenupdate.yaml. A device may send it only once: never lose it. */
export interface TokenUpdate {
	readonly messageType: "TokenUpdate";
	readonly enrollment: Enrollment;
	readonly topic: string;
	readonly token: Uint8Array;
	readonly pushMagic: string;
	/** Absent does not mean that an earlier one is void. */
	readonly unlockToken?: Uint8Array | undefined;
	/** Absent is not false: keep what was known. */
	readonly awaitingConfiguration?: boolean | undefined;
	/** Of the user channel (Shared iPad, Mac). */
	readonly userShortName?: string | undefined;
	readonly userLongName?: string | undefined;
	/** A Mac's user channel only. */
	readonly notOnConsole?: boolean | undefined;
}

export interface CheckOut {
	readonly messageType: "CheckOut";
	readonly enrollment: Enrollment;
	readonly topic: string;
}

export interface DeclarativeManagement {
	readonly messageType: "DeclarativeManagement";
	readonly enrollment: Enrollment;
	/** `tokens`, `declaration-items`, `status`, `declaration/<kind>/<identifier>`; anything else is kept as sent. */
	readonly endpoint: string;
	/** JSON. */
	readonly data?: Uint8Array | undefined;
}

export interface GetToken {
	readonly messageType: "GetToken";
	readonly enrollment: Enrollment;
	/** `com.apple.maid`, `com.apple.watch.pairing`; a type that we do not know is to be answered with 400. */
	readonly tokenServiceType: string;
	readonly tokenParameters?: PlistDict | undefined;
}

export interface SetBootstrapToken {
	readonly messageType: "SetBootstrapToken";
	readonly enrollment: Enrollment;
	/** Absent or empty: forget the one that is kept. */
	readonly bootstrapToken?: Uint8Array | undefined;
	readonly awaitingConfiguration?: boolean | undefined;
}

export interface GetBootstrapToken {
	readonly messageType: "GetBootstrapToken";
	readonly enrollment: Enrollment;
	readonly awaitingConfiguration?: boolean | undefined;
}

/** A Mac's user channel; 410 says "do not manage this user". */
export interface UserAuthenticate {
	readonly messageType: "UserAuthenticate";
	readonly enrollment: Enrollment;
	readonly digestResponse?: string | undefined;
}

/** iOS 26, supervised, only while it returns to service. */
export interface ReturnToService {
	readonly messageType: "ReturnToService";
	readonly enrollment: Enrollment;
}

/** A message that Apple made after this was written: not an error of the device. */
export interface UnknownCheckIn {
	readonly messageType: "unknown";
	readonly enrollment: Enrollment;
	readonly name: string;
}

export type CheckIn =
	| Authenticate
	| TokenUpdate
	| CheckOut
	| DeclarativeManagement
	| GetToken
	| SetBootstrapToken
	| GetBootstrapToken
	| UserAuthenticate
	| ReturnToService
	| UnknownCheckIn;

/** Real push tokens have 32 bytes; Apple says not to count on it. */
const LONGEST_TOKEN = 1024;
/** Real unlock tokens have 1 to 3 kB. */
const LONGEST_UNLOCK_TOKEN = 64 * 1024;
const LONGEST_STATUS_REPORT = 1 << 20;

/**
 * A check-in message, from its bytes or its parsed dictionary. Keys that the schema does not name are ignored; those that it names have the right
 * type and a bounded length, or the message is refused: Malformed('plist', …) or Malformed('mdm', 'missing:…' | 'wrong-type:…' | 'too-long:…' |
 * 'not-a-dictionary').
 */
export function parseCheckIn(message: PlistDict | Uint8Array): CheckIn {
	const dict = messageDict(message);
	const messageType = requiredText(dict, "MessageType", 128);
	switch (messageType) {
		case "Authenticate":
			return {
				messageType,
				enrollment: requireEnrollment(dict),
				topic: requiredText(dict, "Topic"),
				...present({
					osVersion: optionalText(dict, "OSVersion"),
					buildVersion: optionalText(dict, "BuildVersion"),
					productName: optionalText(dict, "ProductName"),
					serialNumber: optionalText(dict, "SerialNumber"),
					imei: optionalText(dict, "IMEI"),
					meid: optionalText(dict, "MEID"),
					deviceName: optionalText(dict, "DeviceName"),
					model: optionalText(dict, "Model"),
					modelName: optionalText(dict, "ModelName"),
				}),
			};
		case "TokenUpdate":
			return {
				messageType,
				enrollment: requireEnrollment(dict),
				topic: requiredText(dict, "Topic"),
				token: requiredData(dict, "Token", LONGEST_TOKEN),
				pushMagic: requiredText(dict, "PushMagic"),
				...present({
					unlockToken: optionalData(dict, "UnlockToken", LONGEST_UNLOCK_TOKEN),
					awaitingConfiguration: optionalFlag(dict, "AwaitingConfiguration"),
					userShortName: optionalText(dict, "UserShortName"),
					userLongName: optionalText(dict, "UserLongName"),
					notOnConsole: optionalFlag(dict, "NotOnConsole"),
				}),
			};
		case "CheckOut":
			return { messageType, enrollment: requireEnrollment(dict), topic: requiredText(dict, "Topic") };
		case "DeclarativeManagement":
			return {
				messageType,
				enrollment: requireEnrollment(dict),
				endpoint: requiredText(dict, "Endpoint"),
				...present({ data: optionalData(dict, "Data", LONGEST_STATUS_REPORT) }),
			};
		case "GetToken":
			return {
				messageType,
				enrollment: requireEnrollment(dict),
				tokenServiceType: requiredText(dict, "TokenServiceType"),
				...present({ tokenParameters: optionalDict(dict, "TokenParameters") }),
			};
		case "SetBootstrapToken":
			return {
				messageType,
				enrollment: readEnrollment(dict),
				...present({
					bootstrapToken: optionalData(dict, "BootstrapToken", LONGEST_UNLOCK_TOKEN),
					awaitingConfiguration: optionalFlag(dict, "AwaitingConfiguration"),
				}),
			};
		case "GetBootstrapToken":
			return {
				messageType,
				enrollment: readEnrollment(dict),
				...present({ awaitingConfiguration: optionalFlag(dict, "AwaitingConfiguration") }),
			};
		case "UserAuthenticate":
			return {
				messageType,
				enrollment: requireEnrollment(dict),
				...present({ digestResponse: optionalText(dict, "DigestResponse") }),
			};
		case "ReturnToService":
			return { messageType, enrollment: requireEnrollment(dict) };
		default:
			return { messageType: "unknown", enrollment: readEnrollment(dict), name: messageType };
	}
}

/** The fields that the device sent. */
function present<T extends object>(fields: T): Partial<T> {
	for (const key of Object.keys(fields) as (keyof T)[]) {
		if (fields[key] === undefined) delete fields[key];
	}
	return fields;
}
