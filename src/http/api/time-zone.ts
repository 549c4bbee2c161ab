/** Of those that this version of ICU knows; nothing else is ever asked of Intl, which keeps what it has made. */
const known = new Set([...Intl.supportedValuesOf("timeZone"), "UTC"]);

/** The reader's time zone, as the console names it; undefined: the machine's. */
export function timeZoneOf(header: string | readonly string[] | undefined): string | undefined {
	return typeof header === "string" && known.has(header) ? header : undefined;
}
