import { Malformed } from "../malformed.ts";
import { isPlistDict, type PlistDict, type PlistValue } from "../plist/value.ts";
import { type Enrollment, requireEnrollment } from "./enrollment.ts";
import { messageDict, optionalText, requiredText } from "./fields.ts";
import { shownText } from "./shown.ts";

const STATUSES = ["Idle", "Acknowledged", "Error", "CommandFormatError", "NotNow"] as const;

export type ResultStatus = (typeof STATUSES)[number];

/** One link of an ErrorChain; what a device leaves out is 0 or empty. */
export interface ErrorLink {
	readonly code: number;
	readonly domain: string;
	/** In the language of the device. */
	readonly localized: string;
	readonly usEnglish?: string | undefined;
}

/** What a device PUTs to ServerURL. */
export interface CommandResult {
	readonly status: ResultStatus;
	readonly enrollment: Enrollment;
	/** Absent for Idle only. */
	readonly commandUuid?: string | undefined;
	/** Few devices repeat it: look the command up by its UUID. */
	readonly requestType?: string | undefined;
	/** The first is the outermost. */
	readonly errorChain: readonly ErrorLink[];
	/** The whole message, for the readers in answers.ts. */
	readonly answer: PlistDict;
}

const LONGEST_CHAIN = 16;

/**
 * The answer of a device to a command, or its Idle. Throws Malformed('mdm', 'missing:…' | 'wrong-type:…' | 'too-long:…' | 'unknown:Status' |
 * 'not-a-dictionary') or Malformed('plist', …). The ErrorChain is read tolerantly: it is evidence, not protocol.
 */
export function parseResult(message: PlistDict | Uint8Array): CommandResult {
	const answer = messageDict(message);
	const sent = requiredText(answer, "Status", 64);
	const status = STATUSES.find((known) => known === sent);
	if (status === undefined) throw new Malformed("mdm", "unknown:Status");
	const enrollment = requireEnrollment(answer);
	if (status === "Idle") return { status, enrollment, errorChain: [], answer };
	const commandUuid = requiredText(answer, "CommandUUID", 128);
	const requestType = optionalText(answer, "RequestType", 128);
	return {
		status,
		enrollment,
		commandUuid,
		...(requestType === undefined ? {} : { requestType }),
		errorChain: errorChain(answer["ErrorChain"]),
		answer,
	};
}

function errorChain(value: PlistValue | undefined): ErrorLink[] {
	if (!Array.isArray(value)) return [];
	return value
		.filter((link) => isPlistDict(link))
		.slice(0, LONGEST_CHAIN)
		.map((link) => {
			const code = link["ErrorCode"];
			const usEnglish = shownText(link, "USEnglishDescription");
			return {
				code: typeof code === "number" ? code : 0,
				domain: shownText(link, "ErrorDomain") ?? "",
				localized: shownText(link, "LocalizedDescription") ?? "",
				...(usEnglish === undefined ? {} : { usEnglish }),
			};
		});
}
