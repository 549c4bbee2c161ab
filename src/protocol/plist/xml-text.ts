/** Everything but what a builder can write as it stands: not the three escapes, not the carriage return, not what XML forbids. */
const NOT_PLAIN = /[^\t\n -%'-;=?-\ufffd]/;
/** What XML 1.0 section 2.2 forbids, by UTF-16 unit: the other control characters, U+FFFE and U+FFFF. */
const FORBIDDEN = /[^\t\n\r -\ufffd]/;
const EVERY_FORBIDDEN = /[^\t\n\r -\ufffd]/g;

/** Offset of the first character that XML 1.0 section 2.2 (production Char) forbids, or -1. Lone surrogates are not looked for: decoded UTF-8 has none. */
export function forbiddenCharacter(text: string): number {
	return FORBIDDEN.test(text) ? text.search(FORBIDDEN) : -1;
}

/** Production Char of XML 1.0 section 2.2, for numeric references. */
export function isXmlCharacter(code: number): boolean {
	if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d;
	return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/**
 * Text as element content. A carriage return is written as a reference, or every XML parser reads it back as a line feed (XML 1.0 section 2.11).
 * Throws a plain Error on text that XML cannot carry: that is a bug of the caller, see `plistText`.
 */
export function escapeXml(text: string): string {
	if (!text.isWellFormed()) throw new Error("a property list cannot hold a lone surrogate");
	if (!NOT_PLAIN.test(text)) return text;
	if (FORBIDDEN.test(text)) throw new Error("a property list cannot hold this control character");
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");
}

/**
 * Makes text from outside (a directory, an administrator, a device) fit for a property list: what XML cannot carry becomes U+FFFD. All else stays.
 */
export function plistText(text: string): string {
	return text.toWellFormed().replace(EVERY_FORBIDDEN, "\ufffd");
}
