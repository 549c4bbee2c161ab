import { canonicalDomain } from "../evidence/domain-name.ts";

// Pasted from chats and mails: zero-width characters and direction marks, which nobody sees in the field.
const invisible = /[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\u00ad]/g;

/** Longer names are not looked up, counted or kept. */
export const upnLimit = 256;

/**
 * A user principal name as it is kept and compared: no outer space, half-width (a Japanese keyboard leaves `ｔａｒｏ＠ｃｏｎｔｏｓｏ．ｃｏｍ`), lower
 * case, the suffix in the one spelling of a domain. Never fails: what is no name stays recognisable, and finds nobody.
 */
export function normaliseUpn(typed: string): string {
	const plain = typed.replace(invisible, "").normalize("NFKC").trim().toLowerCase();
	const at = plain.lastIndexOf("@");
	if (at < 0) return plain;
	const suffix = canonicalDomain(plain.slice(at + 1)) ?? plain.slice(at + 1).trim();
	return `${plain.slice(0, at).trim()}@${suffix}`;
}

/** What stands behind the last @ of a normalised name; empty when there is none. */
export function upnSuffix(upn: string): string {
	const at = upn.lastIndexOf("@");
	return at < 0 ? "" : upn.slice(at + 1);
}

/** What stands before the last @ of a normalised name. */
export function upnLocalPart(upn: string): string {
	const at = upn.lastIndexOf("@");
	return at < 0 ? upn : upn.slice(0, at);
}

export type UpnFault = "no-suffix" | "suffix-not-a-domain" | "local-part-empty" | "local-part-characters" | "too-long";

/** Why a normalised name cannot be a user's, or null when it can. Stricter than RFC 5321, as directories are: no quotes, no outer or double dots. */
export function upnFault(upn: string): UpnFault | null {
	const local = upnLocalPart(upn);
	if (!upn.includes("@")) return "no-suffix";
	if (upn.length > upnLimit || local.length > 64) return "too-long";
	if (local === "") return "local-part-empty";
	if (!/^[\p{L}\p{N}\p{M}'!#$%&*+/=?^_`{|}~-]+(\.[\p{L}\p{N}\p{M}'!#$%&*+/=?^_`{|}~-]+)*$/u.test(local)) return "local-part-characters";
	return canonicalDomain(upnSuffix(upn)) === null ? "suffix-not-a-domain" : null;
}
