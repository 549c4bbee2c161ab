import { readdirSync, readFileSync } from "node:fs";
import { parse } from "yaml";
import { sharedFolder } from "./shared-folder.ts";

/** Apple's YAML schema of a check-in, a command, an error document or a payload, as docs/schema.md beside it defines. */

type Mode = "allowed" | "required" | "forbidden" | "ignored";

export interface Support {
	readonly introduced?: string;
	readonly removed?: string;
	readonly multiple?: boolean;
	readonly devicechannel?: boolean;
	readonly userchannel?: boolean;
	readonly supervised?: boolean;
	readonly requiresdep?: boolean;
	readonly sharedipad?: { readonly mode?: Mode; readonly devicechannel?: boolean; readonly userchannel?: boolean };
	readonly userenrollment?: { readonly mode?: Mode };
}

export interface SupportedOs {
	readonly [platform: string]: Support;
}

export type SchemaType = "<string>" | "<integer>" | "<real>" | "<boolean>" | "<date>" | "<data>" | "<array>" | "<dictionary>" | "<any>";

export interface SchemaKey {
	readonly key: string;
	readonly type: SchemaType;
	readonly presence?: "required" | "optional";
	readonly supportedOS?: SupportedOs;
	readonly rangelist?: readonly (string | number | boolean)[];
	readonly range?: { readonly min?: number; readonly max?: number };
	readonly format?: string;
	readonly subtype?: string;
	readonly valuetype?: string;
	readonly repetition?: { readonly min?: number; readonly max?: number };
	readonly subkeys?: readonly SchemaKey[];
}

export interface AppleSchema {
	readonly payload: {
		readonly payloadtype?: string;
		readonly requesttype?: string;
		readonly supportedOS?: SupportedOs;
	};
	readonly payloadkeys?: readonly SchemaKey[];
	readonly responsekeys?: readonly SchemaKey[];
}

export const appleSchemas = sharedFolder("apple-device-management");

const loaded = new Map<string, AppleSchema>();

/** `path` within Apple's repository: `mdm/checkin/authenticate.yaml`. */
export function loadSchema(path: string): AppleSchema {
	const known = loaded.get(path);
	if (known !== undefined) return known;
	const schema = corrected(path, parse(readFileSync(new URL(path, appleSchemas.folder), "utf8")) as AppleSchema);
	loaded.set(path, schema);
	return schema;
}

/** The schema of a command by its RequestType; throws where Apple has none. */
export function commandSchema(requestType: string): AppleSchema {
	for (const name of readdirSync(new URL("mdm/commands/", appleSchemas.folder))) {
		const path = `mdm/commands/${name}`;
		const text = readFileSync(new URL(path, appleSchemas.folder), "utf8");
		if (new RegExp(`^  requesttype: ${requestType}$`, "m").test(text)) return loadSchema(path);
	}
	throw new Error(`Apple has no command ${requestType}`);
}

/** The two places where the YAML cannot say what its own text and errata say. */
function corrected(path: string, schema: AppleSchema): AppleSchema {
	if (path.endsWith("/TopLevel.yaml")) {
		// The text of ConsentText: keys are languages, values are the agreements. The subkeys put a dictionary named ConsentTextItem between.
		return withKeys(schema, (key) =>
			key.key === "ConsentText" ? { ...key, subkeys: [{ key: "ANY", type: "<string>", presence: "optional" }] } : key,
		);
	}
	if (path.endsWith("/com.apple.security.scep.yaml")) {
		// docs/errata.md, iOS 17: these may be a string or an array of strings, "the schema does not support polymorphic types".
		const names = ["rfc822Name", "dNSName", "uniformResourceIdentifier"];
		return withKeys(schema, (key) => (names.includes(key.key) ? { ...key, type: "<any>" } : key));
	}
	return schema;
}

function withKeys(schema: AppleSchema, change: (key: SchemaKey) => SchemaKey): AppleSchema {
	const walk = (key: SchemaKey): SchemaKey => change(key.subkeys === undefined ? key : { ...key, subkeys: key.subkeys.map(walk) });
	return { ...schema, payloadkeys: (schema.payloadkeys ?? []).map(walk) };
}
