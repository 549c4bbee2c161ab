import { Buffer } from "node:buffer";
import { type RequestOptions, request } from "node:https";
import { isIP } from "node:net";
import type { SecureContext } from "node:tls";
import { LookFault } from "./connection-fault.ts";
import { bareHost, onlyThese, type Resolved } from "./resolve-host.ts";
import { trusting } from "./trusting.ts";

export interface BoundedFetch {
	readonly url: URL;
	/** Where to connect, looked up and judged before. */
	readonly addresses: readonly [Resolved, ...Resolved[]];
	readonly port: number;
	readonly roots: readonly string[];
	readonly headers: Readonly<Record<string, string>>;
	readonly mostBytes: number;
	readonly signal: AbortSignal;
}

export interface Fetched {
	readonly status: number;
	readonly contentType: string | null;
	readonly location: string | null;
	readonly body: Buffer;
}

/** One GET, to these addresses and no other; redirects are the caller's to follow. @throws LookFault, or Node's error of the connection */
export function fetchBounded({ url, addresses, port, roots, headers, mostBytes, signal }: BoundedFetch): Promise<Fetched> {
	return new Promise((resolve, reject) => {
		const bare = bareHost(url.hostname);
		// Node hands it on to the connection; its types do not know that.
		const options: RequestOptions & { readonly secureContext: SecureContext } = {
			host: bare,
			lookup: onlyThese(addresses),
			port,
			path: `${url.pathname}${url.search}`,
			headers: { ...headers, host: url.host },
			...(isIP(bare) === 0 ? { servername: bare } : {}),
			secureContext: trusting(roots),
			agent: false,
			signal,
		};
		const sent = request(options);
		let answered = false;
		sent.on("error", reject);
		// Of an answer that changes the protocol (101) Node tells nothing but that it is over.
		sent.on("close", () => {
			if (!answered) reject(new LookFault("broken-off"));
		});
		sent.on("response", (response) => {
			answered = true;
			const parts: Buffer[] = [];
			let length = 0;
			response.on("data", (part: Buffer) => {
				length += part.length;
				if (length > mostBytes) sent.destroy(new LookFault("too-long"));
				else parts.push(part);
			});
			response.on("error", reject);
			response.on("end", () =>
				resolve({
					status: response.statusCode ?? 0,
					contentType: response.headers["content-type"] ?? null,
					location: response.headers.location ?? null,
					body: Buffer.concat(parts),
				}),
			);
		});
		sent.end();
	});
}
