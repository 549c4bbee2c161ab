import assert from "node:assert/strict";
import { test } from "node:test";
import { createAdeRounds } from "../../src/jobs/ade-rounds.ts";
import { openStore } from "../../src/store/open.ts";
import { withPostgres } from "../postgres.ts";
import { minute, openRounds } from "./round-fixture.ts";

test("two services on one PostgreSQL share the rounds: each token is synced once, each device assigned once", async (t) => {
	const server = await withPostgres(t);
	if (server === undefined) return;
	const url = await server.database();
	const stores = await Promise.all([1, 2].map(() => openStore({ kind: "postgres", url, poolSize: 4 })));
	const [store, second] = stores;
	assert.ok(store !== undefined && second !== undefined);
	t.after(() => Promise.all(stores.map((one) => one.close())));
	const at = await openRounds(t, { store });
	const serials = at.server.addDevices({ count: 3500, seed: "A" });
	await at.addProfile("Office", true);
	const services = stores.map((work) => createAdeRounds({ ...at.deps, work, interval: 5 * minute }));
	const runAll = async () => {
		await Promise.all(services.map((one) => one.schedule()));
		const rounds = await Promise.all(services.map((one) => one.runDue()));
		return rounds.reduce((sum, done) => sum + done, 0);
	};
	assert.equal(await runAll(), 1);
	assert.equal(at.asked("/server/devices"), 4);
	assert.equal(at.apple.assignCalls.flatMap((call) => call.serials).length, 3500);
	assert.deepEqual([(await at.counts()).assigned, (await at.token()).fetched], [3500, 3500]);

	at.pass(5 * minute);
	at.server.unassign(serials.slice(0, 3));
	at.server.addDevices({ count: 2, seed: "B" });
	assert.equal(await runAll(), 1);
	const counts = await at.counts();
	assert.deepEqual([counts.assigned, counts.removed], [3499, 3]);
});
