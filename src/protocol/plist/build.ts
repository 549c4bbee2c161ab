import { Buffer } from "node:buffer";
import { PlistReal, type PlistValue } from "./value.ts";
import { escapeXml } from "./xml-text.ts";

/** As Apple writes it, line ends included: the parser skips exactly this text in one comparison. */
export const APPLE_HEADER =
	'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n';

/** Deeper is a cycle or a bug: our profiles nest 7 deep. */
const MAX_DEPTH = 64;
const MIN_INTEGER = -(2n ** 63n);
const MAX_INTEGER = 2n ** 64n - 1n;

/**
 * A property list as XML, UTF-8, with Apple's header; deterministic. Dates lose their milliseconds, which the format cannot hold. Throws a plain
 * Error on a value that has no property list form (undefined, a fraction that is not a PlistReal, control characters): such a value is our own bug,
 * since outside text passes `plistText` first.
 */
export function buildPlist(value: PlistValue): Buffer {
	return Buffer.from(`${APPLE_HEADER}<plist version="1.0">\n${element(value, 0)}</plist>\n`, "utf8");
}

function element(value: PlistValue, depth: number): string {
	if (typeof value === "string") return `<string>${escapeXml(value)}</string>\n`;
	if (typeof value === "boolean") return value ? "<true/>\n" : "<false/>\n";
	if (typeof value === "number") {
		if (!Number.isSafeInteger(value)) throw new Error("a number in a property list is a safe integer; use bigint or PlistReal");
		return `<integer>${value}</integer>\n`;
	}
	if (typeof value === "bigint") {
		if (value < MIN_INTEGER || value > MAX_INTEGER) throw new Error("a property list holds integers of 64 bits");
		return `<integer>${value}</integer>\n`;
	}
	if (typeof value !== "object" || value === null) throw new Error(`a property list cannot hold ${value === null ? "null" : typeof value}`);
	return container(value, depth);
}

function container(value: Exclude<PlistValue, string | number | bigint | boolean>, depth: number): string {
	if (depth > MAX_DEPTH) throw new Error("a property list nested too deep");
	if (Array.isArray(value)) {
		if (value.length === 0) return "<array/>\n";
		let items = "<array>\n";
		for (const item of value) items += element(item, depth + 1);
		return `${items}</array>\n`;
	}
	if (value instanceof Uint8Array) {
		const bytes = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
		return `<data>${bytes.toString("base64")}</data>\n`;
	}
	if (value instanceof Date) return `<date>${dateText(value)}</date>\n`;
	if (value instanceof PlistReal) return `<real>${realText(value.real)}</real>\n`;
	let entries = "";
	for (const key of Object.keys(value)) {
		entries += `<key>${escapeXml(key)}</key>\n${element(value[key] as PlistValue, depth + 1)}`;
	}
	return entries === "" ? "<dict/>\n" : `<dict>\n${entries}</dict>\n`;
}

function dateText(date: Date): string {
	const text = date.toISOString();
	if (text.length !== 24) throw new Error("a property list holds dates of the years 0 to 9999");
	return `${text.slice(0, 19)}Z`;
}

/** CoreFoundation's words for what is not finite. */
function realText(real: number): string {
	if (Number.isNaN(real)) return "nan";
	if (Number.isFinite(real)) return Object.is(real, -0) ? "-0" : String(real);
	return real > 0 ? "+infinity" : "-infinity";
}
