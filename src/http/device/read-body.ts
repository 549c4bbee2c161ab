import type { IncomingMessage } from "node:http";

export type Body = { readonly ok: true; readonly bytes: Buffer } | { readonly ok: false; readonly reason: "too-large" | "aborted" };

/**
 * Reads a request's body up to a limit. Past it the rest is neither kept nor waited for: the caller answers 413 and closes the connection.
 *
 * @param limit bytes
 */
export function readBody(request: IncomingMessage, limit: number): Promise<Body> {
	const declared = Number(request.headers["content-length"] ?? 0);
	if (declared > limit) return Promise.resolve({ ok: false, reason: "too-large" });
	return new Promise((resolve) => {
		const parts: Buffer[] = [];
		let length = 0;
		const finish = (body: Body) => {
			request.off("data", onData);
			resolve(body);
		};
		const onData = (part: Buffer) => {
			length += part.length;
			if (length > limit) finish({ ok: false, reason: "too-large" });
			else parts.push(part);
		};
		request.on("data", onData);
		request.once("end", () =>
			finish({ ok: true, bytes: parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts, length) }),
		);
		request.once("error", () => finish({ ok: false, reason: "aborted" }));
		request.once("close", () => finish({ ok: false, reason: "aborted" }));
	});
}
