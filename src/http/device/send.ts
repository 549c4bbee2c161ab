import type { ServerResponse } from "node:http";
import type { Log } from "../../evidence/log.ts";
import { StoreUnavailable } from "../../evidence/work.ts";

type Headers = { readonly [name: string]: string };

/** Answers, unless that was done or the device has gone. */
export function send(response: ServerResponse, status: number, body: string | Uint8Array, headers: Headers = {}): void {
	if (response.headersSent || response.destroyed) return;
	response.writeHead(status, { "content-length": typeof body === "string" ? Buffer.byteLength(body) : body.length, ...headers });
	response.end(body);
}

/** What no rule foresaw: a bug, or a store that does not answer. A device comes again with what was not answered with 200. */
export function sendFailure(response: ServerResponse, error: unknown, face: "mdm" | "scep" | "ade" | "well-known", log: Log): void {
	if (error instanceof StoreUnavailable)
		log.warn({ reason: error.message }, `${face}: the store is not available; the device will come again`);
	else log.error({ cause: error instanceof Error ? (error.stack ?? error.name) : "unknown" }, `${face}: a message could not be handled`);
	send(response, 503, "", { "retry-after": "30" });
}
