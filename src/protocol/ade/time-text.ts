const pattern = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?[ ]?(Z|[+-]\d{2}:?\d{2})?)?$/;
const plainLength = "2018-09-08T16:49:09Z".length;
const longest = 40;
const daysIn = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * An instant as Apple's device service and its tokens write it: ISO 8601, with or without a fraction and a zone (none: UTC), in epoch milliseconds.
 * Null for what is none: empty, another form, a day that does not exist.
 */
export function parseTimeText(text: string): number | null {
	return (isPlain(text) ? plain(text) : null) ?? anyForm(text);
}

function anyForm(text: string): number | null {
	if (text.length > longest) return null;
	const match = pattern.exec(text.trim());
	if (!match) return null;
	const [, year, month, day, hour = "00", minute = "00", second = "00", fraction = "", zone = "Z"] = match;
	const at = plain(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
	return at === null ? null : at + Math.floor(Number(`0.${fraction || "0"}`) * 1000) - offsetOf(zone);
}

function offsetOf(zone: string): number {
	if (zone === "Z") return 0;
	const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
	return (zone.startsWith("-") ? -1 : 1) * minutes * 60_000;
}

/** A page has four of these for each of a thousand devices: reading them with the pattern would take as long as all the rest. */
function isPlain(text: string): boolean {
	return (
		text.length === plainLength &&
		text[4] === "-" &&
		text[7] === "-" &&
		text[10] === "T" &&
		text[13] === ":" &&
		text[16] === ":" &&
		text[19] === "Z"
	);
}

function plain(text: string): number | null {
	const year = 100 * twoDigits(text, 0) + twoDigits(text, 2);
	const month = twoDigits(text, 5);
	const day = twoDigits(text, 8);
	const hour = twoDigits(text, 11);
	const minute = twoDigits(text, 14);
	const second = twoDigits(text, 17);
	// Before the year 100 Date.UTC means the twentieth century.
	if (!(year >= 100 && day >= 1 && day <= (daysIn[month - 1] ?? 0) && hour < 24 && minute < 60 && second < 60)) return null;
	if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0))) return null;
	return Date.UTC(year, month - 1, day, hour, minute, second);
}

function twoDigits(text: string, at: number): number {
	const tens = text.charCodeAt(at) - 48;
	const ones = text.charCodeAt(at + 1) - 48;
	return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? 10 * tens + ones : Number.NaN;
}
