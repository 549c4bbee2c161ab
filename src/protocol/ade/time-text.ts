const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?[ ]?(Z|[+-]\d{2}:?\d{2})?)?$/;
const longest = 40;

/**
 * An instant as Apple's device service and its tokens write it: ISO 8601, with or without a fraction and a zone (none: UTC), in epoch milliseconds.
 * Null for what is none: empty, another form, a day that does not exist.
 */
export function parseTimeText(text: string): number | null {
	if (text.length > longest) return null;
	const match = pattern.exec(text.trim());
	if (!match) return null;
	const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
	const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	// Date.parse takes 30 February for 1 March.
	if (Number.isNaN(at) || new Date(at).getUTCDate() !== Number(day)) return null;
	return at + Math.floor(Number(`0.${fraction || "0"}`) * 1000) - offsetOf(zone);
}

function offsetOf(zone: string): number {
	if (zone === "Z") return 0;
	const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
	return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000;
}
