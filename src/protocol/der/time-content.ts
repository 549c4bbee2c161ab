import { Buffer } from "node:buffer";
import { Malformed } from "../malformed.ts";

const utcTime = /^(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/;
const generalizedTime = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{1,9}))?Z$/;

/** UTCTime (tag 0x17) or GeneralizedTime (0x18) with seconds and `Z`, as DER and RFC 5280 section 4.1.2.5 demand; epoch milliseconds. */
export function decodeTime(tag: number, content: Uint8Array, offset = -1): number {
	const text = content.length > 32 ? "" : Buffer.from(content).toString("latin1");
	const match = (tag === 0x17 ? utcTime : generalizedTime).exec(text);
	if (!match) throw new Malformed("der", "time", offset);
	const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
	const milliseconds = Math.floor(Number(`0.${match[7] ?? "0"}`) * 1000);
	// RFC 5280 section 4.1.2.5.1: 50 and above is the 20th century.
	const fullYear = tag !== 0x17 ? year : year >= 50 ? 1900 + year : 2000 + year;
	const date = new Date(0);
	// Date.UTC would read the years 0 to 99 as 1900 to 1999.
	date.setUTCFullYear(fullYear, month - 1, day);
	date.setUTCHours(hour, minute, second, milliseconds);
	// A Date rolls 30 February over into March.
	const rolled =
		date.getUTCFullYear() !== fullYear ||
		date.getUTCMonth() !== month - 1 ||
		date.getUTCDate() !== day ||
		date.getUTCHours() !== hour ||
		date.getUTCMinutes() !== minute ||
		date.getUTCSeconds() !== second;
	if (rolled) throw new Malformed("der", "time", offset);
	return date.getTime();
}
