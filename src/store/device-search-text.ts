import { searchText } from "./search.ts";

/** An index holds it, and PostgreSQL's take no more than 2,700 bytes. */
const longest = 600;

/** What a device is found by. The name last: it is the device's own to choose, and may be long. */
export function deviceSearchText({
	serial,
	udid,
	imei,
	product,
	upn,
	label,
	name,
}: Readonly<Record<"serial" | "udid" | "imei" | "product" | "upn" | "label" | "name", string | null>>): string {
	return searchText([serial, udid, imei, product, upn, label, name]).slice(0, longest);
}
