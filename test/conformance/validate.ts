import { isPlistDict, type PlistDict, PlistReal, type PlistValue } from "../../src/protocol/plist/value.ts";
import type { AppleSchema, SchemaKey, SchemaType, Support, SupportedOs } from "./apple-schema.ts";

/** For whom a value is valid: the schema says other things of a Mac, of iOS 12, of a user enrollment. */
export interface Situation {
	readonly platform: "iOS" | "macOS" | "tvOS" | "visionOS" | "watchOS";
	readonly osVersion: string;
	readonly enrollment: "device" | "user";
	readonly channel: "device" | "user";
	/** Left out: not judged. */
	readonly supervised?: boolean;
	readonly sharedIpad?: boolean;
}

export interface Violation {
	/** `PayloadContent.Subject[0][1]`; empty for the whole. */
	readonly path: string;
	readonly rule: "missing" | "unknown-key" | "not-supported" | "type" | "rangelist" | "range" | "format" | "repetition" | "multiple";
}

/** Everything in which `value` departs from the schema. `part`: what the server sends, or what a device answers to a command. */
export function validate(
	value: PlistValue | undefined,
	schema: AppleSchema,
	situation: Situation,
	part: "payloadkeys" | "responsekeys" = "payloadkeys",
): Violation[] {
	const support = schema.payload.supportedOS ?? {};
	if (!applies(support, situation)) return [{ path: "", rule: "not-supported" }];
	if (value === undefined || !isPlistDict(value)) return [{ path: "", rule: "type" }];
	return dictionary(value, schema[part] ?? [], support, situation, "");
}

/** A key's own supportedOS over what it inherits, value by value. */
function inherit(outer: SupportedOs, own: SupportedOs | undefined): SupportedOs {
	if (own === undefined) return outer;
	const merged: { [platform: string]: Support } = { ...outer };
	for (const [platform, support] of Object.entries(own)) {
		const base = outer[platform] ?? {};
		merged[platform] = {
			...base,
			...support,
			...(support.sharedipad === undefined ? {} : { sharedipad: { ...base.sharedipad, ...support.sharedipad } }),
			...(support.userenrollment === undefined ? {} : { userenrollment: { ...base.userenrollment, ...support.userenrollment } }),
		};
	}
	return merged;
}

function applies(support: SupportedOs, situation: Situation): boolean {
	const here = support[situation.platform];
	if (here === undefined || here.introduced === "n/a") return false;
	if (here.introduced !== undefined && older(situation.osVersion, here.introduced)) return false;
	if (here.removed !== undefined && !older(situation.osVersion, here.removed)) return false;
	if (situation.channel === "device" ? here.devicechannel === false : here.userchannel === false) return false;
	if (here.supervised === true && situation.supervised === false) return false;
	if (!allowed(here.userenrollment?.mode, situation.enrollment === "user")) return false;
	return allowed(here.sharedipad?.mode, situation.sharedIpad === true);
}

function allowed(mode: string | undefined, inEffect: boolean): boolean {
	return !(mode === "forbidden" && inEffect) && !(mode === "required" && !inEffect);
}

function older(version: string, than: string): boolean {
	const [left, right] = [version.split("."), than.split(".")];
	for (let index = 0; index < Math.max(left.length, right.length); index++) {
		const difference = Number(left[index] ?? 0) - Number(right[index] ?? 0);
		if (difference !== 0) return difference < 0;
	}
	return false;
}

function dictionary(dict: PlistDict, keys: readonly SchemaKey[], outer: SupportedOs, situation: Situation, path: string): Violation[] {
	const violations: Violation[] = [];
	const named = new Map(keys.filter((key) => !isAny(key)).map((key) => [key.key, key]));
	for (const key of named.values()) {
		const required = key.presence === "required" && applies(inherit(outer, key.supportedOS), situation);
		if (required && dict[key.key] === undefined) violations.push({ path: join(path, key.key), rule: "missing" });
	}
	const any = keys.find(isAny);
	for (const [name, value] of Object.entries(dict)) {
		const key = named.get(name) ?? any;
		if (key === undefined) violations.push({ path: join(path, name), rule: "unknown-key" });
		else violations.push(...keyValue(value, key, outer, situation, join(path, name)));
	}
	return violations;
}

/** `ANY`, `ANY restriction name`: the schema's word for keys that it cannot list. */
function isAny(key: SchemaKey): boolean {
	return key.key === "ANY" || key.key.startsWith("ANY ");
}

function join(path: string, key: string): string {
	return path === "" ? key : `${path}.${key}`;
}

function keyValue(value: PlistValue, key: SchemaKey, outer: SupportedOs, situation: Situation, path: string): Violation[] {
	const support = inherit(outer, key.supportedOS);
	if (!applies(support, situation)) return [{ path, rule: "not-supported" }];
	if (key.type === "<any>") return [];
	if (!hasType(value, key.type)) return [{ path, rule: "type" }];
	if (Array.isArray(value)) return array(value, key.subkeys ?? [], support, situation, path);
	if (isPlistDict(value)) return key.subkeys === undefined ? [] : dictionary(value, key.subkeys, support, situation, path);
	return scalar(value, key, support, situation, path);
}

function hasType(value: PlistValue, type: SchemaType): boolean {
	switch (type) {
		case "<string>":
			return typeof value === "string";
		case "<integer>":
			return typeof value === "number" || typeof value === "bigint";
		case "<real>":
			return value instanceof PlistReal;
		case "<boolean>":
			return typeof value === "boolean";
		case "<date>":
			return value instanceof Date;
		case "<data>":
			return value instanceof Uint8Array;
		case "<array>":
			return Array.isArray(value);
		case "<dictionary>":
			return isPlistDict(value);
		case "<any>":
			return true;
		default:
			throw new Error(`the schema has a type ${String(type)} that this validator does not know`);
	}
}

/** One subkey is the type of every item; several (`Settings`) are alternatives, of which the nearest is taken. */
function array(
	items: readonly PlistValue[],
	alternatives: readonly SchemaKey[],
	support: SupportedOs,
	situation: Situation,
	path: string,
): Violation[] {
	if (alternatives.length === 0) return [];
	const violations: Violation[] = [];
	const bounds = alternatives.length === 1 ? alternatives[0]?.repetition : undefined;
	if (items.length < (bounds?.min ?? 0) || items.length > (bounds?.max ?? Number.POSITIVE_INFINITY))
		violations.push({ path, rule: "repetition" });
	for (const [index, item] of items.entries()) {
		const found = alternatives.map((key) => keyValue(item, key, support, situation, `${path}[${index}]`));
		violations.push(...nearest(items[index], alternatives, found));
	}
	return violations;
}

function nearest(item: PlistValue | undefined, alternatives: readonly SchemaKey[], found: readonly Violation[][]): Violation[] {
	// Where the items name themselves (Settings: Item), the named alternative is the one that counts, also where it is not supported.
	const named = alternatives.findIndex((key) =>
		key.subkeys?.some(
			(subkey) =>
				subkey.key === "Item" && item !== undefined && isPlistDict(item) && subkey.rangelist?.some((one) => one === item["Item"]) === true,
		),
	);
	return found[named] ?? found.toSorted((one, other) => one.length - other.length)[0] ?? [];
}

function scalar(value: PlistValue, key: SchemaKey, support: SupportedOs, situation: Situation, path: string): Violation[] {
	const plain = value instanceof PlistReal ? value.real : typeof value === "bigint" ? Number(value) : value;
	// The values that an item may have can be listed as subkeys, each with its own supportedOS (DeviceInformation: Queries).
	if (key.subkeys !== undefined) {
		const chosen = key.subkeys.find((subkey) => subkey.key === plain);
		if (chosen === undefined) return [{ path, rule: "rangelist" }];
		return applies(inherit(support, chosen.supportedOS), situation) ? [] : [{ path, rule: "not-supported" }];
	}
	const violations: Violation[] = [];
	if (key.rangelist !== undefined && !key.rangelist.some((one) => one === plain)) violations.push({ path, rule: "rangelist" });
	if (typeof plain === "number" && (plain < (key.range?.min ?? plain) || plain > (key.range?.max ?? plain)))
		violations.push({ path, rule: "range" });
	if (typeof plain === "string" && !fitsFormat(plain, key)) violations.push({ path, rule: "format" });
	return violations;
}

function fitsFormat(text: string, key: SchemaKey): boolean {
	// One `format` in Apple's files is prose; the others are anchored.
	if (key.format?.startsWith("^") && !new RegExp(key.format).test(text)) return false;
	const kind = key.valuetype ?? key.subtype?.replace(/[<>]/g, "");
	if (kind === "url") return URL.canParse(text);
	if (kind === "uuid") return /^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/.test(text);
	return kind !== "hostname" || /^[^\s/]+$/.test(text);
}
