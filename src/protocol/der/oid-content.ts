import { Malformed } from "../malformed.ts";

/**
 * 2.25 identifiers carry a UUID of 128 bits, the longest arc that exists: 19 octets. Without a limit an arc of 100 KB would cost quadratic time
 * to print.
 */
const longestArc = 19;
const longestOid = 256;

/** The content octets of an OBJECT IDENTIFIER as dotted decimal (X.690 section 8.19). */
export function decodeOid(content: Uint8Array, offset = -1): string {
	const last = content[content.length - 1];
	if (last === undefined || last >= 0x80) throw new Malformed("der", "oid", offset);
	if (content.length > longestOid) throw new Malformed("der", "oid-too-long", offset);
	let text = "";
	let value = 0;
	// BigInt costs ten times a number, and a signed message names fifteen identifiers: only arcs beyond 53 bits, which are seven octets, need it.
	let large = 0n;
	let octets = 0;
	for (const octet of content) {
		if (octets === 0 && octet === 0x80) throw new Malformed("der", "oid", offset);
		octets++;
		if (octets > longestArc) throw new Malformed("der", "oid-too-long", offset);
		if (octets === 8) large = BigInt(value);
		if (octets < 8) value = value * 128 + (octet & 0x7f);
		else large = (large << 7n) | BigInt(octet & 0x7f);
		if (octet >= 0x80) continue;
		if (text !== "") text += `.${octets < 8 ? value : large}`;
		else if (octets < 8) text = value < 80 ? `${value < 40 ? 0 : 1}.${value % 40}` : `2.${value - 80}`;
		else text = `2.${large - 80n}`;
		value = 0;
		octets = 0;
	}
	return text;
}

/** The reverse; throws RangeError on what is no identifier, since those come from our own code. */
export function encodeOid(dotted: string): Uint8Array {
	if (!/^[012](\.(0|[1-9]\d{0,38}))+$/.test(dotted)) throw new RangeError("not an object identifier");
	const [root = 0n, second = 0n, ...more] = dotted.split(".").map(BigInt);
	if (root < 2n && second > 39n) throw new RangeError("not an object identifier");
	const octets: number[] = [];
	for (const arc of [root * 40n + second, ...more]) {
		const groups = [Number(arc & 0x7fn)];
		for (let rest = arc >> 7n; rest > 0n; rest >>= 7n) groups.push(Number(rest & 0x7fn) | 0x80);
		octets.push(...groups.reverse());
	}
	return Uint8Array.from(octets);
}
