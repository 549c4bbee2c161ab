import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import type { Log } from "../evidence/log.ts";
import { StoreUnavailable } from "../evidence/work.ts";
import { createHealthFace } from "./health-face.ts";
import { operatorGuard } from "./operator-guard.ts";

test("a store that does not answer is 503 and unknown, not a crash and not well; what is written is refused", async (t) => {
	const said: string[] = [];
	const log: Log = { debug() {}, info() {}, warn: (_, message) => void said.push(message), error() {} };
	const face = createHealthFace({
		guard: operatorGuard({ token: null, behindProxy: false }),
		summary: () => Promise.reject(new StoreUnavailable("locked")),
		log,
	});
	const server = createServer((request, response) => void face(request, response));
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => server.close());
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/health`;
	const answer = await fetch(url);
	assert.equal(answer.status, 503);
	assert.deepEqual(await answer.json(), { state: "unknown" });
	assert.deepEqual(said, ["the health of the organisation cannot be told"]);
	const written = await fetch(url, { method: "POST" });
	await written.text();
	assert.deepEqual([written.status, written.headers.get("allow")], [405, "GET, HEAD"]);
});
