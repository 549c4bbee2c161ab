/** Of those that this version of ICU knows. */
const known = new Set([...Intl.supportedValuesOf("timeZone"), "UTC"]);
const shape = /^[A-Za-z]{2,14}(?:[/_+-][A-Za-z0-9]{1,14}){0,4}$/;

/**
 * The reader's time zone, as the console names it; undefined: the machine's. Firefox and Safari name zones as IANA does now (Asia/Kolkata), and V8 keeps
 * the names of old (Asia/Calcutta): each is known by the one name that this version has for it, so that nobody makes more of them than there are.
 */
export function timeZoneOf(header: string | readonly string[] | undefined): string | undefined {
	if (typeof header !== "string") return undefined;
	if (known.has(header)) return header;
	if (!shape.test(header)) return undefined;
	try {
		const { timeZone } = new Intl.DateTimeFormat("en", { timeZone: header }).resolvedOptions();
		return known.has(timeZone) ? timeZone : undefined;
	} catch {
		return undefined;
	}
}
