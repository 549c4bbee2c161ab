import { Malformed } from "../malformed.ts";
import { parsePlist } from "../plist/parse.ts";
import { isPlistDict, type PlistDict } from "../plist/value.ts";

/**
 * Reading keys of a message whose sender is not trusted: wrong types and lengths throw Malformed('mdm', 'missing:Topic' | 'wrong-type:Topic' |
 * 'too-long:Topic'). An empty string counts as absent, since simple clients send blanks for what they do not know.
 */

/** Longer than any identifier, version or name that a device sends, short enough to store without thought. */
const LONGEST_TEXT = 1024;

/** The dictionary at the root of the message. */
export function messageDict(message: PlistDict | Uint8Array): PlistDict {
	const value = message instanceof Uint8Array ? parsePlist(message) : message;
	if (!isPlistDict(value)) throw new Malformed("mdm", "not-a-dictionary");
	return value;
}

export function optionalText(dict: PlistDict, key: string, longest = LONGEST_TEXT): string | undefined {
	const value = dict[key];
	if (value === undefined || value === "") return undefined;
	if (typeof value !== "string") throw new Malformed("mdm", `wrong-type:${key}`);
	if (value.length > longest) throw new Malformed("mdm", `too-long:${key}`);
	return value;
}

export function requiredText(dict: PlistDict, key: string, longest = LONGEST_TEXT): string {
	return optionalText(dict, key, longest) ?? missing(key);
}

export function optionalFlag(dict: PlistDict, key: string): boolean | undefined {
	const value = dict[key];
	if (value === undefined || typeof value === "boolean") return value;
	throw new Malformed("mdm", `wrong-type:${key}`);
}

export function optionalInteger(dict: PlistDict, key: string): number | undefined {
	const value = dict[key];
	if (value === undefined || typeof value === "number") return value;
	throw new Malformed("mdm", `wrong-type:${key}`);
}

/** Empty data is a value of its own: in SetBootstrapToken it means deletion. */
export function optionalData(dict: PlistDict, key: string, longest: number): Uint8Array | undefined {
	const value = dict[key];
	if (value === undefined) return undefined;
	if (!(value instanceof Uint8Array)) throw new Malformed("mdm", `wrong-type:${key}`);
	if (value.length > longest) throw new Malformed("mdm", `too-long:${key}`);
	return value;
}

export function requiredData(dict: PlistDict, key: string, longest: number): Uint8Array {
	const value = optionalData(dict, key, longest);
	return value === undefined || value.length === 0 ? missing(key) : value;
}

export function optionalDict(dict: PlistDict, key: string): PlistDict | undefined {
	const value = dict[key];
	if (value === undefined || isPlistDict(value)) return value;
	throw new Malformed("mdm", `wrong-type:${key}`);
}

function missing(key: string): never {
	throw new Malformed("mdm", `missing:${key}`);
}
