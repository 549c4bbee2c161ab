import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { createAdeStandIn } from "../../simulator/ade/stand-in.ts";
import { createHold } from "../../simulator/hold.ts";
import { openStore } from "../../src/store/open.ts";
import { eventually } from "../eventually.ts";
import { within } from "../within.ts";
import { addProfile, addToken, day, minute } from "./round-fixture.ts";

/** A hundred thousand take half a minute. */
const devices = process.env["CI"] === undefined ? 20_000 : 100_000;
/** Longer than the lease of a round. */
const beyondLease = 5 * minute;

test(`kill -9 in a first sync of ${devices} devices and while they are assigned: each is here once, and each was assigned once`, async (t) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-ade-kill-"));
	const file = join(folder, "genkan.db");
	let kills = 0;
	// All clocks go ahead with each kill, so that nobody has to wait for the lease.
	const clock = { now: () => Date.now() + kills * beyondLease };
	const apple = createAdeStandIn({ now: clock.now, sessions: { lifetime: day } });
	const { url, caPem } = await apple.started();
	let child: ChildProcess | undefined;
	after(async () => {
		child?.kill("SIGKILL");
		await apple.stop();
		rmSync(folder, { recursive: true, force: true });
	});

	const start = () => {
		const script = fileURLToPath(new URL("round-process.ts", import.meta.url));
		child = spawn(process.execPath, [script, file, url, caPem, String(kills * beyondLease)], { stdio: ["ignore", "pipe", "inherit"] });
		return child;
	};
	const kill = async () => {
		const gone = new Promise((resolve) => child?.once("exit", resolve));
		child?.kill("SIGKILL");
		await gone;
		kills++;
	};
	const look = async <T>(at: (store: Awaited<ReturnType<typeof openStore>>) => Promise<T>): Promise<T> => {
		const store = await openStore({ kind: "sqlite", file });
		try {
			return await at(store);
		} finally {
			await store.close();
		}
	};

	const tokenId = await look(async (store) => {
		const token = await addToken(store, apple, clock, "Tokyo");
		await addProfile(store, token, { name: "Office", isDefault: true, now: clock.now() });
		return token.id;
	});
	const server = apple.server("Tokyo") ?? assert.fail();
	const serials = server.addDevices({ count: devices, seed: "K" });
	const fetched = () => look(async (store) => (await store.read.adeTokens.byId(tokenId))?.fetched ?? 0);

	let committed = 0;
	for (const page of [0.2, 0.5, 0.8].map((part) => Math.round((part * devices) / 1000))) {
		const hold = createHold();
		apple.misbehave({ kind: "held", by: hold, path: "/server/devices", after: page - committed / 1000, times: 1 });
		start();
		await within(`page ${page} is asked for`, hold.arrived);
		await kill();
		hold.release();
		apple.behave();
		const now = await fetched();
		assert.ok(now > committed && now < devices, `${now} devices after ${committed}`);
		const rows = await look((store) => store.read.adeDevices.count(tokenId));
		assert.equal(rows, now, "the cursor and the rows before it are committed together");
		committed = now;
	}
	assert.equal(apple.assignCalls.length, 0);

	// Apple did as it was told, and whoever asked is gone before the answer comes; then before it did anything.
	for (const when of ["answered late", "never reached"] as const) {
		const hold = createHold();
		const path = "/profile/devices";
		const calls = apple.assignCalls.length;
		if (when === "answered late") apple.misbehave({ kind: "held", by: hold, path, after: 4, times: 1 });
		else apple.misbehave({ kind: "drop", when: "before", path, after: 3 });
		start();
		if (when === "answered late") await within("the fifth call is made", hold.arrived);
		else await eventually("three more calls were made", () => apple.assignCalls.length >= calls + 3);
		await kill();
		hold.release();
		apple.behave();
	}

	start();
	await eventually("Apple was told of every device", () => server.counts().assigned === devices);
	const assigned = () => look(async (store) => (await store.read.adeDevices.counts(tokenId, clock.now())).assigned);
	await eventually("its answers are written", async () => (await assigned()) === devices);
	await kill();
	const told = apple.assignCalls.flatMap((call) => call.serials);
	assert.equal(told.length, devices, "no serial number was told twice");
	assert.equal(new Set(told).size, devices);
	assert.deepEqual(
		apple.assignCalls.map((call) => call.serials.length).filter((size) => size !== 1000),
		[],
		"in full calls",
	);
	assert.equal(server.counts().assigned, devices);
	await look(async (store) => {
		const token = (await store.read.adeTokens.byId(tokenId)) ?? assert.fail();
		assert.deepEqual([token.mode, token.refusal, token.generation], ["sync", null, 1], "one full fetch, from its first page to its last");
		const counts = await store.read.adeDevices.counts(tokenId, clock.now());
		assert.deepEqual([counts.assigned, counts.removed, await store.read.adeDevices.count(tokenId)], [devices, 0, devices]);
		const some = await store.read.adeDevices.ofToken(tokenId, serials.slice(0, 1000));
		assert.ok(some.every(({ result, assignAt, tries }) => result === "SUCCESS" && assignAt === null && tries === 0));
	});
	t.diagnostic(`${kills} kills`);
});
