import { Buffer } from "node:buffer";
import { isIP, isIPv6 } from "node:net";
import { oids } from "../der/oids.ts";
import { DerReader, tags } from "../der/reader.ts";
import { decodeString } from "../der/string-content.ts";
import * as write from "../der/writer.ts";
import { Malformed } from "../malformed.ts";

/** GeneralNames (RFC 5280 section 4.2.1.6) by kind; the kinds that nothing here uses are passed over. */
export interface GeneralNames {
	readonly dns: readonly string[];
	readonly email: readonly string[];
	readonly uri: readonly string[];
	/** Dotted, or the short form of RFC 5952. */
	readonly ip: readonly string[];
	/** userPrincipalName, as Microsoft writes it into an otherName: Apple's SCEP payload calls it `ntPrincipalName`. */
	readonly upn: readonly string[];
}

/** Reads the value of a SubjectAltName extension. */
export function parseGeneralNames(value: Uint8Array): GeneralNames {
	const names = { dns: [] as string[], email: [] as string[], uri: [] as string[], ip: [] as string[], upn: [] as string[] };
	const outer = new DerReader(value);
	const reader = outer.sequence();
	outer.end();
	while (!reader.atEnd()) {
		const element = reader.element();
		const { tag, content, offset } = element;
		if (tag === 0x81) names.email.push(decodeString(tags.ia5String, content, offset));
		else if (tag === 0x82) names.dns.push(decodeString(tags.ia5String, content, offset));
		else if (tag === 0x86) names.uri.push(decodeString(tags.ia5String, content, offset));
		else if (tag === 0x87) names.ip.push(addressFrom(content, offset));
		else if (tag === 0xa0) {
			const other = DerReader.inside(element);
			const type = other.oid();
			const inner = other.explicit(0);
			other.end();
			if (type === oids.userPrincipalName) names.upn.push(inner.string());
		} else if ((tag & 0xc0) !== 0x80) throw new Malformed("x509", "general-name", offset);
	}
	return names;
}

/** GeneralNames, as DER. Throws RangeError for text that is not ASCII and for what is no address. */
export function encodeGeneralNames(names: Partial<GeneralNames>): Buffer {
	return write.sequence(
		...(names.upn ?? []).map((name) =>
			write.implicit(0, write.sequence(write.oid(oids.userPrincipalName), write.explicit(0, write.utf8String(name)))),
		),
		...(names.email ?? []).map((name) => write.implicit(1, write.ia5String(name))),
		...(names.dns ?? []).map((name) => write.implicit(2, write.ia5String(name))),
		...(names.uri ?? []).map((name) => write.implicit(6, write.ia5String(name))),
		...(names.ip ?? []).map((address) => write.contextPrimitive(7, octetsOf(address))),
	);
}

function addressFrom(octets: Uint8Array, offset: number): string {
	if (octets.length === 4) return octets.join(".");
	if (octets.length !== 16) throw new Malformed("x509", "ip-address", offset);
	const groups = Array.from({ length: 8 }, (_, i) => (((octets[2 * i] ?? 0) << 8) | (octets[2 * i + 1] ?? 0)).toString(16));
	return shortForm(groups.join(":"));
}

function octetsOf(address: string): Buffer {
	if (isIP(address) === 4) return Buffer.from(address.split(".").map(Number));
	if (!isIPv6(address) || address.includes("%")) throw new RangeError("not an IP address");
	const [head = "", tail = ""] = shortForm(address).split("::");
	const groupsOf = (text: string): string[] => (text === "" ? [] : text.split(":"));
	const before = groupsOf(head);
	const after = groupsOf(tail);
	const groups = [...before, ...new Array<string>(8 - before.length - after.length).fill("0"), ...after];
	return Buffer.from(groups.map((group) => group.padStart(4, "0")).join(""), "hex");
}

/** A URL's host is written so by its own standard; it saves a second implementation of where `::` goes. */
function shortForm(address: string): string {
	return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}
