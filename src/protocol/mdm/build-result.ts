import type { Buffer } from "node:buffer";
import { buildPlist } from "../plist/build.ts";
import type { PlistDict, PlistValue } from "../plist/value.ts";
import { type Enrollment, enrollmentKeys } from "./enrollment.ts";
import type { ErrorLink } from "./result.ts";

/** What a device PUTs to ServerURL; `parseResult` reads them. */

export function buildIdle(enrollment: Enrollment): Buffer {
	return buildPlist({ ...enrollmentKeys(enrollment), Status: "Idle" });
}

/** `answer`: the keys of the response, e.g. `{ QueryResponses: { … } }`. */
export function buildAcknowledged(enrollment: Enrollment, commandUuid: string, answer: PlistDict = {}): Buffer {
	return buildPlist({ ...enrollmentKeys(enrollment), Status: "Acknowledged", CommandUUID: commandUuid, ...answer });
}

export function buildNotNow(enrollment: Enrollment, commandUuid: string): Buffer {
	return buildPlist({ ...enrollmentKeys(enrollment), Status: "NotNow", CommandUUID: commandUuid });
}

export function buildCommandFormatError(enrollment: Enrollment, commandUuid: string): Buffer {
	return buildPlist({ ...enrollmentKeys(enrollment), Status: "CommandFormatError", CommandUUID: commandUuid });
}

export function buildError(enrollment: Enrollment, commandUuid: string, errorChain: readonly ErrorLink[]): Buffer {
	const chain: PlistValue[] = errorChain.map((link) => ({
		ErrorCode: link.code,
		ErrorDomain: link.domain,
		LocalizedDescription: link.localized,
		...(link.usEnglish === undefined ? {} : { USEnglishDescription: link.usEnglish }),
	}));
	return buildPlist({ ...enrollmentKeys(enrollment), Status: "Error", CommandUUID: commandUuid, ErrorChain: chain });
}
