import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/**
 * A port of 127.0.0.1 for a server that must know its address before it listens, or that stops and listens there again. Systems give the ports from
 * 32768 (Linux) or 49152 (IANA) to whoever asks for any, and to every connection that goes out: this one is from below, so nobody gets it meanwhile.
 */
export async function freePort(): Promise<number> {
	for (;;) {
		// From 11000: below are some that browsers and `fetch` refuse to call.
		const port = randomInt(11_000, 32_000);
		const probe = createServer();
		const free = await new Promise<boolean>((resolve) => {
			probe.once("error", () => resolve(false));
			probe.listen(port, "127.0.0.1", () => resolve(true));
		});
		await new Promise((resolve) => probe.close(resolve));
		if (free) return port;
	}
}
