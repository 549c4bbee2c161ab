import { isIP, isIPv6 } from "node:net";

/** Where a name server listens. */
export interface DnsServer {
	readonly address: string;
	readonly port: number;
}

const dnsPort = 53;

/**
 * As `dns.getServers()` writes it, and the setting: `192.0.2.53`, `192.0.2.53:5353`, `2001:db8::53`, `[2001:db8::53]:5353`. null: it is none. A name is
 * none either: who would look it up?
 */
export function readDnsServer(text: string): DnsServer | null {
	const typed = text.trim();
	if (isIP(typed) !== 0) return { address: typed, port: dnsPort };
	const [, inBrackets, plain, digits] = /^(?:\[([^\]]+)\]|([\d.]+))(?::(\d{1,5}))?$/.exec(typed) ?? [];
	const address = inBrackets ?? plain ?? "";
	const port = digits === undefined ? dnsPort : Number(digits);
	const fits = inBrackets === undefined ? isIP(address) === 4 : isIPv6(address);
	return fits && port >= 1 && port <= 65_535 ? { address, port } : null;
}

/** `192.0.2.53`, with its port where it is not the usual one. */
export function dnsServerName({ address, port }: DnsServer): string {
	if (port === dnsPort) return address;
	return isIPv6(address) ? `[${address}]:${port}` : `${address}:${port}`;
}
