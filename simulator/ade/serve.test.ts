import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import type { ServeAnswer, ServeRequest } from "./serve.ts";
import { createTestClient } from "./test-client.ts";
import { testKeyPair } from "./test-stand-in.ts";

test("as a process of its own it makes servers with devices, and says what was asked of them", { timeout: 30_000 }, async (t) => {
	const child = fork(fileURLToPath(new URL("serve.ts", import.meta.url)));
	t.after(() => child.kill());
	const answer = async (): Promise<ServeAnswer> => (await once(child, "message"))[0];
	const ask = (request: ServeRequest): Promise<ServeAnswer> => {
		const answered = answer();
		child.send(request);
		return answered;
	};
	const started = await answer();
	assert.ok(started.did === "started");
	const added = await ask({ do: "add-server", name: "Tokyo", publicKey: testKeyPair().certificatePem, devices: 1500, seed: "A" });
	assert.ok(added.did === "add-server");
	const client = createTestClient(started.url, started.caPem);
	t.after(() => client.close());
	const session = { id: await client.session(testKeyPair().open(added.token), Date.now()) };
	const page = await client.call(session, "POST", "/server/devices", { limit: 1000 });
	const serials = (page.json["devices"] as readonly { serial_number: string }[]).map((row) => row.serial_number);
	const defined = await client.call(session, "POST", "/profile", { profile_name: "x", url: "https://mdm.example.com/" });
	const body = { profile_uuid: defined.json["profile_uuid"], devices: serials };
	await client.call(session, "POST", "/profile/devices", body);
	await client.call(session, "POST", "/profile/devices", { ...body, devices: serials.slice(0, 10) });
	const report = await ask({ do: "report", name: "Tokyo" });
	assert.ok(report.did === "report");
	const { requests, sessionsOpened, counts, assignCalls, assigned } = report;
	assert.deepEqual([requests, sessionsOpened, assignCalls, assigned], [5, 1, 2, { named: 1010, different: 1000 }]);
	assert.deepEqual(counts, { empty: 500, assigned: 1000, pushed: 0, removed: 0 });

	assert.deepEqual(await ask({ do: "misbehave", how: { kind: "error", error: "ACCESS_DENIED" } }), { did: "misbehave" });
	assert.equal((await client.call(session, "GET", "/account")).status, 403);
	assert.deepEqual(await ask({ do: "behave" }), { did: "behave" });
	assert.equal((await client.call(session, "GET", "/account")).status, 200);
	assert.equal((await ask({ do: "report", name: "Osaka" })).did, "error");
	child.disconnect();
	assert.deepEqual(await once(child, "exit"), [0, null]);
});
