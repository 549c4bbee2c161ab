import { Malformed } from "../malformed.ts";
import { parseTimeText } from "./time-text.ts";

/** Reading what Apple's device service answers: what must be there throws Malformed("ade", …), what is only told is null where it cannot be used. */

export type AnswerFields = Readonly<Record<string, unknown>>;

/** Longer than anything that Apple tells of a device or an organisation; what is longer is cut. */
const longestText = 500;
const longestSerial = 64;

/** The JSON object of an answer. Throws Malformed: `empty`, `not-json` (a web page of a proxy, mostly), `not-an-object`. */
export function answerFields(text: string): AnswerFields {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		throw new Malformed("ade", text.trim() === "" ? "empty" : "not-json");
	}
	if (!isFields(value)) throw new Malformed("ade", "not-an-object");
	return value;
}

export function isFields(value: unknown): value is AnswerFields {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Null for what is empty or no text. A number is taken for its digits: a name of digits only may come as one. */
export function optionalText(value: unknown): string | null {
	if (typeof value === "string") return value === "" ? null : shown(value);
	return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
}

/** Throws Malformed `missing:…` for what is empty or no text. */
export function requiredText(fields: AnswerFields, key: string): string {
	return optionalText(fields[key]) ?? missing(key);
}

/** What is sent back to Apple as it came, so it is never cut: printable ASCII. Throws Malformed `missing:…`, `unusable:…`. */
export function requiredToken(fields: AnswerFields, key: string, longest: number): string {
	const value = fields[key];
	if (value === undefined || value === null || value === "") return missing(key);
	const text = typeof value === "number" ? String(value) : value;
	if (typeof text !== "string" || text.length > longest || !/^[\x20-\x7e]+$/.test(text)) throw new Malformed("ade", `unusable:${key}`);
	return text;
}

/** Epoch milliseconds. */
export function optionalTime(value: unknown): number | null {
	return typeof value === "string" && value !== "" ? parseTimeText(value) : null;
}

/** Upper case; null for what is no serial number. */
export function serialOf(value: unknown): string | null {
	const text = typeof value === "string" ? value.trim() : typeof value === "number" ? String(value) : "";
	return text !== "" && text.length <= longestSerial && /^[\x21-\x7e]+$/.test(text) ? text.toUpperCase() : null;
}

export function missing(key: string): never {
	throw new Malformed("ade", `missing:${key}`);
}

/**
 * Control characters, of which PostgreSQL takes no NUL, and halves of pairs cannot be kept; most texts have nothing but ASCII, and are passed at
 * once.
 */
function shown(text: string): string | null {
	const clean = /[^ -~]/.test(text) ? text.replace(/[^ -~\u00a0-\uffff]+/g, " ").toWellFormed() : text;
	const cut = (clean.length > longestText ? clean.slice(0, longestText).toWellFormed() : clean).trim();
	return cut === "" ? null : cut;
}
