import type { IncomingMessage, ServerResponse } from "node:http";

/** Ends requests whose body takes too long: what Node does by `requestTimeout`, for those that are given here. */
export class BodyWatch {
	readonly #timeout: number;
	readonly #timer: NodeJS.Timeout;
	/** Since when; the oldest first. */
	readonly #waiting = new Map<IncomingMessage, number>();

	/** Both in milliseconds. */
	constructor(timeout: number, interval: number) {
		this.#timeout = timeout;
		this.#timer = setInterval(() => this.#look(), interval).unref();
	}

	/** Watches until the body is there or the answer is over. Whoever announces no body is not watched. */
	over(request: IncomingMessage, response: ServerResponse): void {
		const { "content-length": length, "transfer-encoding": coding } = request.headers;
		if ((length === undefined || length === "0") && coding === undefined) return;
		this.#waiting.set(request, performance.now());
		response.once("close", () => this.#waiting.delete(request));
	}

	stop(): void {
		clearInterval(this.#timer);
	}

	#look(): void {
		const since = performance.now() - this.#timeout;
		for (const [request, began] of this.#waiting) {
			if (began > since) return;
			this.#waiting.delete(request);
			if (request.complete) continue;
			// As Node answers; whoever reads the body hears that the line broke.
			request.socket.end("HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n", () => request.socket.destroy());
		}
	}
}
