import assert from "node:assert/strict";
import { request } from "node:http";
import { test } from "node:test";
import { listen } from "./server.ts";

test("a body that takes too long is cut off with 408; of a log that is handed in only after its own, longer time", async (t) => {
	const patience = {
		requestTimeout: 100,
		headersTimeout: 100,
		handshakeTimeout: 100,
		connectionsCheckingInterval: 10,
		uploadTimeout: 60_000,
	};
	const listening = await listen(
		(asked, response) => {
			asked.on("error", () => undefined);
			asked.resume().on("end", () => response.end());
		},
		{ host: "127.0.0.1", port: 0 },
		null,
		patience,
	);
	t.after(() => listening.close(0));
	const begin = (path: string) => {
		const asked = request({ port: listening.port, host: "127.0.0.1", method: "POST", path, headers: { "content-length": "10" } });
		asked.write("begin");
		const status = new Promise<number | undefined>((resolve, reject) => {
			asked.on("error", reject);
			asked.on("response", (response) => resolve(response.resume().statusCode));
		});
		return { asked, status };
	};
	const upload = begin("/enroll/report?lang=ja");
	const others = ["/enroll/sign-in", "/mdm", "/enroll/report/x"].map(begin);
	assert.deepEqual(await Promise.all(others.map(({ status }) => status)), [408, 408, 408]);
	upload.asked.end("ended");
	assert.equal(await upload.status, 200);
});
