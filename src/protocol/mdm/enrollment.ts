import { Malformed } from "../malformed.ts";
import type { PlistDict } from "../plist/value.ts";
import { optionalText } from "./fields.ts";

/**
 * Who speaks. A device enrollment says UDID; a user enrollment says EnrollmentID and never the UDID (Apple mdm/checkin/authenticate.yaml,
 * supportedOS.iOS.userenrollment). A message of the user channel carries a user as well (UserID, or EnrollmentUserID under user enrollment).
 */
export interface Enrollment {
	readonly udid?: string | undefined;
	readonly enrollmentId?: string | undefined;
	readonly userId?: string | undefined;
}

/** Longer than a UDID (40), a serial UDID (25) or a UUID (36). */
const LONGEST_IDENTIFIER = 128;

/** Who speaks, as far as the message says it. */
export function readEnrollment(dict: PlistDict): Enrollment {
	const udid = optionalText(dict, "UDID", LONGEST_IDENTIFIER);
	const enrollmentId = optionalText(dict, "EnrollmentID", LONGEST_IDENTIFIER);
	const userId = optionalText(dict, "UserID", LONGEST_IDENTIFIER) ?? optionalText(dict, "EnrollmentUserID", LONGEST_IDENTIFIER);
	return {
		...(udid === undefined ? {} : { udid }),
		...(enrollmentId === undefined ? {} : { enrollmentId }),
		...(userId === undefined ? {} : { userId }),
	};
}

/** The same, for messages that mean nothing without it. */
export function requireEnrollment(dict: PlistDict): Enrollment {
	const enrollment = readEnrollment(dict);
	if (enrollment.udid === undefined && enrollment.enrollmentId === undefined) throw new Malformed("mdm", "missing:UDID");
	return enrollment;
}

/** The device, of a message that `requireEnrollment` let through. */
export function deviceOf({ udid, enrollmentId }: Enrollment): string {
	const device = udid ?? enrollmentId;
	if (device === undefined) throw new Error("a message of nobody: requireEnrollment refuses it");
	return device;
}

/** The keys that `readEnrollment` reads. */
export function enrollmentKeys(enrollment: Enrollment): PlistDict {
	const keys: PlistDict = {};
	if (enrollment.udid !== undefined) keys["UDID"] = enrollment.udid;
	if (enrollment.enrollmentId !== undefined) keys["EnrollmentID"] = enrollment.enrollmentId;
	if (enrollment.userId !== undefined) keys[enrollment.udid === undefined ? "EnrollmentUserID" : "UserID"] = enrollment.userId;
	return keys;
}
