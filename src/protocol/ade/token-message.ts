import { isUtf8 } from "node:buffer";
import type { ServerTokenProblem } from "./read-server-token.ts";
import type { ServerToken } from "./server-token.ts";
import { parseTimeText } from "./time-text.ts";

export const messageBegin = "-----BEGIN MESSAGE-----";
export const messageEnd = "-----END MESSAGE-----";

/** Apple's are of 100 characters and less; all of them go into one header. */
const longestField = 1000;

export type TokenMessage =
	| { readonly ok: true; readonly token: ServerToken }
	| {
			readonly ok: false;
			readonly problem: Extract<ServerTokenProblem, { kind: "content-unreadable" | "field-missing" | "expiry-unreadable" }>;
	  };

/** What a server token holds once it is decrypted: a MIME header, and JSON between two lines. Never throws for what the bytes are. */
export function readTokenMessage(content: Uint8Array): TokenMessage {
	const fields = jsonIn(content);
	if (!fields) return { ok: false, problem: { kind: "content-unreadable" } };
	const missing: string[] = [];
	const read = (field: string): string => {
		const value = fields[field];
		const text = typeof value === "string" ? value.trim() : "";
		if (text === "" || text.length > longestField) missing.push(field);
		return text;
	};
	const token = {
		consumerKey: read("consumer_key"),
		consumerSecret: read("consumer_secret"),
		accessToken: read("access_token"),
		accessSecret: read("access_secret"),
	};
	const expiry = read("access_token_expiry");
	const [field] = missing;
	if (field !== undefined) return { ok: false, problem: { kind: "field-missing", field } };
	const expiresAt = parseTimeText(expiry);
	if (expiresAt === null) return { ok: false, problem: { kind: "expiry-unreadable" } };
	return { ok: true, token: { ...token, expiresAt } };
}

function jsonIn(content: Uint8Array): Readonly<Record<string, unknown>> | null {
	if (!isUtf8(content)) return null;
	const text = new TextDecoder().decode(content);
	const begin = text.indexOf(messageBegin);
	const end = text.indexOf(messageEnd, begin + 1);
	if (begin < 0 || end < 0) return null;
	try {
		const value: unknown = JSON.parse(text.slice(begin + messageBegin.length, end));
		return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
	} catch {
		return null;
	}
}
