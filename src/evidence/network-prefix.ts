import { isIPv4, isIPv6 } from "node:net";

/**
 * The network that an address lies in, to tell one site from another without keeping who was there: the first 24 bits of IPv4, the first 48 of IPv6
 * (RFC 6177: what a site is given). null for what is no address.
 */
export function networkPrefix(peer: string): string | null {
	const address = peer.replace(/^::ffff:(?=\d+\.)/i, "").replace(/%.*$/, "");
	if (isIPv4(address)) return `${address.split(".").slice(0, 3).join(".")}.0/24`;
	if (!isIPv6(address)) return null;
	const [head = "", tail] = address.split("::");
	const left = head === "" ? [] : head.split(":");
	const right = tail === undefined || tail === "" ? [] : tail.split(":");
	const groups =
		tail === undefined ? left : [...left, ...Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => "0"), ...right];
	return `${groups
		.slice(0, 3)
		.map((group) => Number.parseInt(group, 16).toString(16))
		.join(":")}::/48`;
}
