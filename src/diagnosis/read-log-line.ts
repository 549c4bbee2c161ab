import { printable } from "../texts/texts.ts";
import { domainKey } from "./signatures.ts";

/** An error of Apple's, as a log names it. */
export interface LoggedError {
	readonly domain: string;
	readonly code: number;
}

/** `code` null: the line ends with the domain, and its number may stand on one of the next. */
export interface NamedError {
	readonly domain: string;
	readonly code: number | null;
}

const lettersBefore = /[a-z]+$/i;
const domainPattern = /^[a-z]{1,40}ErrorDomain(?![a-z])/i;

/**
 * What stands between a domain and its number: ` Code=4001`, `: 4001`, ` (4001)`, `>, code 4001`, `","code":4001`, `\nCode : 4001` with the newline
 * written out, as `\n`, syslog's `#012` or a unified log's `\^J`.
 */
const numberPattern = /^(?:[\s"'’”>)\]}([{<,;:=/|–-]|\\n|\\\^J|#012|(?:error|code|number|no|nr)\b\.?){0,40}?(-?\d{1,6})(?!\d)/i;

const managementDomain = /(?<![a-z])D?MC[a-z]+ErrorDomain/i;

const nothingMore = /^[\s"'’”>)\]}.,;]*$/;

/** What installs profiles and manages: of every other process the faults of its connections say nothing about an enrollment. */
const management =
	/profiled|mdmd|teslad|cloudconfigurationd|remotemanagementd|managedconfiguration|devicemanagement|\bsetup\b|^\s*(?:domain|desc)\s*:/i;

/**
 * The error that a line names at this place; undefined: its domain is longer than it looked, is not known, or no number belongs to it.
 *
 * @param at where a known domain may begin; `D` before it belongs to it
 * @param known domains as `domainKey` writes them
 */
export function errorAt(line: string, at: number, known: ReadonlySet<string>): NamedError | undefined {
	const begins = at - (lettersBefore.exec(line.slice(Math.max(0, at - 40), at))?.[0].length ?? 0);
	const text = line.slice(begins, begins + 160).normalize("NFKC");
	const domain = domainPattern.exec(text)?.[0];
	if (domain === undefined || !known.has(domainKey(domain))) return undefined;
	// Of most lines that is all: apps write of their connections without end.
	if (!managementDomain.test(domain) && !management.test(line) && !managementDomain.test(line)) return undefined;
	const rest = text.slice(domain.length, domain.length + 80);
	const digits = numberPattern.exec(rest)?.[1];
	if (digits !== undefined) return { domain, code: Number(digits) };
	return nothingMore.test(rest) ? { domain, code: null } : undefined;
}

/** `Code   : 23001`, where an error is written one property a line. */
export function codeLine(text: string): { readonly code: number; readonly text: string } | undefined {
	const [whole, digits] = /(?<![a-z])code\s*[:=]\s*(-?\d{1,6})(?!\d)/i.exec(text.normalize("NFKC")) ?? [];
	return whole === undefined ? undefined : { code: Number(digits), text: whole };
}

const timePatterns = [
	/\d{4}[-/]\d\d[-/]\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?(?:Z\b|[+-]\d\d:?\d\d))?/,
	/(?:[A-Z][a-z]{2} )?[A-Z][a-z]{2} {1,2}\d{1,2} \d\d:\d\d:\d\d(?:\.\d+)?(?: \d{4}\b)?/,
	/\b\d{1,2}:\d\d:\d\d(?:\.\d+)?(?:[+-]\d{4})?/,
] as const;

/** The time at which a line says that it was written, word for word; null where it begins with none. */
export function timeOf(beginning: string): string | null {
	for (const pattern of timePatterns) {
		const found = pattern.exec(beginning)?.[0];
		if (found !== undefined) return found;
	}
	return null;
}

const shown = 300;
const shownBefore = 100;

/**
 * What is shown of a line: all of it, or what stands around the match where it is long. Nothing in it can steer a terminal.
 *
 * @param text the line, or a window of it
 * @param at where the match begins
 * @param open whether the line goes on before and after the window
 */
export function excerpt(text: string, at: number, open: { readonly before: boolean; readonly after: boolean }): string {
	const from = text.length <= shown || at < shown / 2 ? 0 : at - shownBefore;
	const to = Math.min(text.length, from + shown);
	const cut = text.slice(from, to).replaceAll(/\s+/g, " ").trim();
	return `${open.before || from > 0 ? "…" : ""}${printable(cut)}${open.after || to < text.length ? "…" : ""}`;
}
