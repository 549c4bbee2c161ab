import { Buffer } from "node:buffer";
import type { ServerTokenProblem } from "./read-server-token.ts";

export type OpenedTokenFile =
	| { readonly ok: true; readonly cms: Uint8Array }
	| {
			readonly ok: false;
			readonly problem: Extract<ServerTokenProblem, { kind: "empty" | "not-a-token" | "is-certificate" | "cut-short" }>;
	  };

/** Apple's have 4 KB. */
const longest = 256 * 1024;

/**
 * Finds the CMS in what somebody gives for a server token: DER as it is, or text with base64 in it. Whether it is CMS is not looked at, only that it
 * begins as DER does. One pass.
 */
export function openTokenFile(bytes: Uint8Array): OpenedTokenFile {
	if (bytes.length > longest) return refuse("not-a-token");
	if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80) return { ok: true, cms: bytes };
	const lines = textOf(bytes)
		.split(/\r\n?|\n/)
		// Quoted in a mail, indented in a ticket.
		.map((line) => line.replace(/^[\s>]+/, "").trimEnd());
	if (lines.every((line) => line === "")) return refuse("empty");
	if (lines.some((line) => /^-----BEGIN (?:X509 |TRUSTED )?CERTIFICATE-----/.test(line))) return refuse("is-certificate");
	return decode(lines);
}

/** Windows' editors save as UTF-16, and so do some ticket systems. */
function textOf(bytes: Uint8Array): string {
	const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-8";
	return new TextDecoder(encoding).decode(bytes);
}

/**
 * The base64 begins with the line that begins with `MI`, as every SEQUENCE with a long or indefinite length does; no line of a header consists of
 * base64's characters only. It ends with its padding, or with the first line that is something else.
 */
function decode(lines: readonly string[]): OpenedTokenFile {
	let base64 = "";
	let announced = false;
	for (const line of lines) {
		const dense = line.replace(/\s+/g, "");
		if (dense === "") continue;
		const isBase64 = /^[A-Za-z0-9+/]+={0,2}$/.test(dense);
		if (base64 === "" && !(isBase64 && dense.startsWith("MI"))) {
			announced ||= /^-----BEGIN (?:PKCS7|CMS)-----|^Content-Type:.*pkcs7-mime|smime\.p7m/i.test(line);
			continue;
		}
		if (!isBase64) break;
		base64 += dense;
		if (dense.endsWith("=")) break;
	}
	if (base64 === "") return refuse(announced ? "cut-short" : "not-a-token");
	// A last group of one character is half an octet: only a text that was cut has such, and the CMS in it then ends too soon.
	return { ok: true, cms: Buffer.from(base64, "base64") };
}

function refuse(kind: "empty" | "not-a-token" | "is-certificate" | "cut-short"): OpenedTokenFile {
	return { ok: false, problem: { kind } };
}
