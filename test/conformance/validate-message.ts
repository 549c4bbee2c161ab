import { existsSync } from "node:fs";
import { parseCommand } from "../../src/protocol/mdm/commands.ts";
import { parsePlist } from "../../src/protocol/plist/parse.ts";
import { isPlistDict, type PlistDict, type PlistValue } from "../../src/protocol/plist/value.ts";
import { type AppleSchema, appleSchemas, commandSchema, loadSchema } from "./apple-schema.ts";
import { type Situation, type Violation, validate } from "./validate.ts";

/** Messages with what stands around them and has no schema: the envelope of commands and results, and the payloads within a profile. */

/** A check-in message, by its MessageType. */
export function validateCheckIn(bytes: Uint8Array, situation: Situation): Violation[] {
	const dict = dictOf(parsePlist(bytes));
	const messageType = dict["MessageType"];
	if (typeof messageType !== "string") return [{ path: "MessageType", rule: "missing" }];
	const path = `mdm/checkin/${messageType.toLowerCase()}.yaml`;
	if (!existsSync(new URL(path, appleSchemas.folder))) return [{ path: "MessageType", rule: "rangelist" }];
	return validate(dict, loadSchema(path), situation);
}

/** `{CommandUUID, Command: {RequestType, …}}` */
export function validateCommand(bytes: Uint8Array, situation: Situation): Violation[] {
	const { requestType, command } = parseCommand(bytes);
	const violations: Violation[] = Object.keys(dictOf(parsePlist(bytes)))
		.filter((key) => key !== "CommandUUID" && key !== "Command")
		.map((key) => ({ path: key, rule: "unknown-key" }));
	const { RequestType: _, ...keys } = command;
	return [...violations, ...validate(keys, commandSchema(requestType), situation)];
}

const ENVELOPE = [
	"CommandUUID",
	"RequestType",
	"Status",
	"UDID",
	"EnrollmentID",
	"EnrollmentUserID",
	"UserID",
	"UserShortName",
	"NotOnConsole",
];

/** What a device answers to a command that it acknowledged. */
export function validateResult(bytes: Uint8Array, requestType: string, situation: Situation): Violation[] {
	const keys = Object.fromEntries(Object.entries(dictOf(parsePlist(bytes))).filter(([key]) => !ENVELOPE.includes(key)));
	return validate(keys, commandSchema(requestType), situation, "responsekeys");
}

/** A profile: the top, then each payload by the common keys and those of its type. */
export function validateProfile(profile: PlistValue, situation: Situation): Violation[] {
	const top = dictOf(profile);
	const violations = validate(top, loadSchema("mdm/profiles/TopLevel.yaml"), situation);
	const content = top["PayloadContent"];
	const seen = new Set<string>();
	for (const [index, payload] of (Array.isArray(content) ? content : []).entries()) {
		const at = `PayloadContent[${index}]`;
		const type = isPlistDict(payload) ? payload["PayloadType"] : undefined;
		const path = typeof type === "string" && !type.includes("/") ? `mdm/profiles/${type}.yaml` : undefined;
		if (typeof type !== "string" || path === undefined || !existsSync(new URL(path, appleSchemas.folder))) {
			violations.push({ path: `${at}.PayloadType`, rule: "rangelist" });
			continue;
		}
		const schema = loadSchema(path);
		if (seen.has(type) && schema.payload.supportedOS?.[situation.platform]?.multiple === false)
			violations.push({ path: at, rule: "multiple" });
		seen.add(type);
		for (const violation of validate(payload, withCommonKeys(schema), situation)) {
			violations.push({ ...violation, path: violation.path === "" ? at : `${at}.${violation.path}` });
		}
	}
	return violations;
}

function withCommonKeys(schema: AppleSchema): AppleSchema {
	const own = schema.payloadkeys ?? [];
	const common = (loadSchema("mdm/profiles/CommonPayloadKeys.yaml").payloadkeys ?? []).filter(
		(key) => !own.some(({ key: name }) => name === key.key),
	);
	return { ...schema, payloadkeys: [...common, ...own] };
}

function dictOf(value: PlistValue): PlistDict {
	if (!isPlistDict(value)) throw new Error("not a dictionary");
	return value;
}
