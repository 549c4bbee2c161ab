import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

export interface OperatorGuardOptions {
	/** null: none was set. */
	readonly token: string | null;
	/**
	 * Whether a proxy may stand before this service. Then strangers come from loopback as well, and coming from there proves nothing.
	 */
	readonly behindProxy: boolean;
}

/** Whether this request is an operator's. One that is not has been answered. */
export type OperatorGuard = (request: IncomingMessage, response: ServerResponse) => boolean;

const loopback = /^(?:::1|(?:::ffff:)?127(?:\.\d{1,3}){3})$/;
/**
 * Whoever is on this machine calls it so. What is passed on from elsewhere without a trace (a forwarded port, a balancer of connections, a browser here
 * that was led to this machine by name) asks for the name that it was given.
 */
const hostHere = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;
/** A proxy that nobody told us of leaves one of these, most of the time. */
const ofProxies = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"] as const;

/** Keeps what is for operators (health, metrics) from everybody else: whoever shows the token, or, where none is set, whoever is on this machine. */
export function operatorGuard({ token, behindProxy }: OperatorGuardOptions): OperatorGuard {
	const wanted = token === null ? null : digest(token);
	return (request, response) => {
		if (wanted !== null) {
			const shown = /^Bearer ([\x21-\x7e]{1,1024})$/i.exec(request.headers.authorization ?? "")?.[1];
			if (shown !== undefined && timingSafeEqual(digest(shown), wanted)) return true;
			return refuse(response, 401, { "www-authenticate": "Bearer" });
		}
		const here =
			loopback.test(request.socket.remoteAddress ?? "") &&
			hostHere.test(request.headers.host ?? "") &&
			!ofProxies.some((name) => name in request.headers);
		return (here && !behindProxy) || refuse(response, 403, {});
	};
}

function refuse(response: ServerResponse, status: 401 | 403, headers: Readonly<Record<string, string>>): false {
	response.writeHead(status, { ...headers, "content-type": "application/json", "cache-control": "no-store" });
	response.end(`${JSON.stringify({ error: status === 401 ? "token needed" : "not from here" })}\n`);
	return false;
}

/** Of one length, whatever was shown: comparing takes the same time. */
function digest(text: string): Uint8Array {
	return createHash("sha256").update(text).digest();
}
