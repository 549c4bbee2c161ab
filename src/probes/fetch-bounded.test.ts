import assert from "node:assert/strict";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { createServer } from "node:tls";
import { createServerCertificate } from "../../simulator/apple-issuer.ts";
import { fetchBounded } from "./fetch-bounded.ts";

/** A server that answers whatever is asked with these bytes, and then ends, or says nothing more. */
async function answering(t: TestContext, bytes: string, then: "ends" | "silent") {
	const own = createServerCertificate({ now: Date.now() });
	const server = createServer({ cert: own.certificatePem, key: own.keyPem }, (socket) => {
		socket.on("error", () => undefined);
		socket.once("data", () => (then === "ends" ? socket.end(bytes) : socket.write(bytes)));
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => server.close());
	return () =>
		fetchBounded({
			url: new URL("https://localhost/"),
			addresses: [{ address: "127.0.0.1", family: 4 }],
			port: (server.address() as AddressInfo).port,
			roots: [own.certificatePem],
			headers: {},
			mostBytes: 100,
			signal: AbortSignal.timeout(60_000),
		});
}

test("an answer that its server ends is taken whole, and what is no answer ends the look", async (t) => {
	const whole = await (await answering(t, "HTTP/1.1 200 OK\r\n\r\nall of it", "ends"))();
	assert.deepEqual([whole.status, whole.body.toString()], [200, "all of it"]);
	const other = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n";
	await assert.rejects(await answering(t, other, "silent"), /broken-off/);
	await assert.rejects(await answering(t, "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf", "ends"));
});
