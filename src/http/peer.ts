import type { IncomingMessage } from "node:http";

/**
 * The address of whoever asks. X-Forwarded-For is believed only from the proxies that a setting names, and then its last address: the ones before it
 * were written by whoever asked.
 */
export function peerOf(trustedProxies: readonly string[]): (request: IncomingMessage) => string {
	const trusted = new Set(trustedProxies);
	return (request) => {
		const socket = plainAddress(request.socket.remoteAddress ?? "");
		if (!trusted.has(socket)) return socket;
		const forwarded = request.headers["x-forwarded-for"];
		const chain = (Array.isArray(forwarded) ? forwarded.join(",") : (forwarded ?? "")).split(",").map((one) => plainAddress(one.trim()));
		return chain.findLast((address) => address !== "" && !trusted.has(address)) ?? socket;
	};
}

/** IPv4 written as IPv6 (`::ffff:10.0.0.1`) is the same address. */
const plainAddress = (address: string) => (address.startsWith("::ffff:") ? address.slice(7) : address);
