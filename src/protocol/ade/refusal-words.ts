const longestBody = 10_000;
const longestSaid = 200;
const deepest = 4;

/** Where JSON bodies hold the code, the likeliest first. */
const keys = ["code", "error", "errorCode", "error_code", "errors", "status", "message", "error_description"];

/**
 * What a refusal's body says: `code`, the one word or sentence that counts, and `said`, what is kept of it: printable ASCII, 200 characters at most,
 * without anything that could be a key or a token, should a proxy between repeat what it was sent. Both empty for a body that says nothing.
 */
export function refusalWords(body: string): { readonly code: string; readonly said: string } {
	const text = body.slice(0, longestBody).trim();
	const found = /^[{["]/.test(text) ? inJson(text) : text.startsWith("<") ? titleOf(text) : text;
	const said = found
		.replace(/[A-Za-z0-9+/=_%-]{24,}/g, (run) => (/^[A-Z_]+$/.test(run) ? run : "…"))
		.replaceAll("…", "...")
		.replace(/[^\x20-\x7e]+/g, " ")
		.replace(/ {2,}/g, " ")
		.trim()
		.slice(0, longestSaid)
		.trim();
	return { code: said, said };
}

function inJson(text: string): string {
	try {
		return wordIn(JSON.parse(text), 0) ?? "";
	} catch {
		// A bare code with a quotation mark too many is one all the same.
		return text.replaceAll('"', "");
	}
}

function wordIn(value: unknown, depth: number): string | null {
	if (typeof value === "string") return value.trim() === "" ? null : value.trim();
	if (typeof value !== "object" || value === null || depth > deepest) return null;
	const parts: readonly unknown[] = Array.isArray(value) ? value.slice(0, 1) : keys.map((key) => (value as Record<string, unknown>)[key]);
	for (const part of parts) {
		const word = wordIn(part, depth + 1);
		if (word !== null) return word;
	}
	return null;
}

/** Of a web page only its title: the rest is for people's eyes. */
function titleOf(html: string): string {
	const lower = html.toLowerCase();
	const start = lower.indexOf("<title>");
	const end = lower.indexOf("</title>", start);
	return start < 0 || end < 0 ? "" : html.slice(start + "<title>".length, end);
}
