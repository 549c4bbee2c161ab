import assert from "node:assert/strict";
import { test } from "node:test";
import { Kysely, PostgresDialect } from "kysely";
import pg from "pg";
import { usualPatience } from "../../src/store/group-commit.ts";
import { openStore } from "../../src/store/open.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { eventually } from "../eventually.ts";
import { withPostgres } from "../postgres.ts";
import { device } from "./rows.ts";
import { runSuite } from "./suite.ts";
import { type Rows, upgradeKeepsRows } from "./upgrade.ts";

test("the store on PostgreSQL", async (test) => {
	const server = await withPostgres(test);
	if (server === undefined) return;
	const opened = async () => {
		const url = await server.database();
		const pool = new pg.Pool({ connectionString: url, max: 2 });
		return {
			raw: new Kysely<Rows>({ dialect: new PostgresDialect({ pool }) }),
			open: () => openStore({ kind: "postgres", url, poolSize: 4 }),
		};
	};
	await test.test("an upgrade keeps every row", async () => {
		const [fresh, old] = [await opened(), await opened()];
		try {
			await upgradeKeepsRows("postgres", fresh, old);
		} finally {
			for (const { raw } of [fresh, old]) await raw.destroy();
		}
	});
	await runSuite(test, async () => openStore({ kind: "postgres", url: await server.database() }));

	await test.test("a connection that the server ends: the unit is refused, the next one works", async () => {
		const url = await server.database();
		const store = await openStore({ kind: "postgres", url, poolSize: 4 });
		await store.write((stores) => stores.settings.set("x", "1", 1));
		const lost = store.write(async (stores) => {
			await stores.settings.set("x", "2", 1);
			await server.disconnect(url);
			await stores.settings.set("x", "3", 1);
		});
		await assert.rejects(lost, { name: "StoreUnavailable" });
		await store.write((stores) => stores.settings.set("y", "1", 1));
		assert.equal(await store.read.settings.get("x"), "1");
		await server.disconnect(url);
		await eventually("it answers again", () =>
			store.ping().then(
				() => true,
				() => false,
			),
		);
		await store.close();
	});

	await test.test("no server: a clear refusal without the password", async () => {
		const opened = openStore({ kind: "postgres", url: "postgres://genkan:hunter2@127.0.0.1:1/x" });
		await assert.rejects(opened, (error: Error) => error.name === "StoreUnavailable" && !String(error.stack).includes("hunter2"));
		await assert.rejects(openStore({ kind: "postgres", url: "postgres://genkan:hunter2@:x:/y z" }), (error: Error) => {
			return /is not a URL/.test(error.message) && !JSON.stringify(error, Object.getOwnPropertyNames(error)).includes("hunter2");
		});
	});

	await test.test("a unit that waits for something else is given up, and its stores with it", async (t) => {
		const store = await openPostgres(await server.database(), 2);
		t.mock.timers.enable({ apis: ["setTimeout"] });
		const begun = Promise.withResolvers<void>();
		const waited = Promise.withResolvers<void>();
		const late = Promise.withResolvers<void>();
		const stuck = store.write(async (stores) => {
			await stores.settings.set("x", "1", 1);
			begun.resolve();
			await waited.promise;
			await stores.settings.set("x", "2", 1).then(late.resolve, late.reject);
		});
		await begun.promise;
		t.mock.timers.tick(usualPatience.unit);
		await assert.rejects(stuck, /did not end/);
		waited.resolve();
		await assert.rejects(late.promise, /outside of the unit/);
		await store.write((stores) => stores.settings.set("y", "1", 1));
		assert.equal(await store.read.settings.get("x"), undefined);
		await store.close();
	});

	await test.test("a unit that goes on asking the database is not given up, however long it takes", async () => {
		const store = await openPostgres(await server.database(), 2, 1_000);
		const began = performance.now();
		await store.write(async (stores) => {
			while (performance.now() - began < 1_500) await stores.settings.set("x", String(performance.now()), 1);
		});
		assert.ok(await store.read.settings.get("x"));
		await store.close();
	});

	await test.test("sixty-four check-ins at once on few connections", async () => {
		const store = await openStore({ kind: "postgres", url: await server.database(), poolSize: 8 });
		await store.write(async ({ devices }) => {
			for (let n = 0; n < 64; n++) await devices.insert(device(`d${n}`));
		});
		const checkIn = (n: number) =>
			store.write(async ({ checkIns }) => {
				await checkIns.touch(`d${n}`, 5);
				return checkIns.next(`d${n}`, false);
			});
		await Promise.all(Array.from({ length: 64 }, (_, n) => checkIn(n)));
		assert.equal((await store.read.devices.byId("d63"))?.lastSeenAt, 5);
		await store.close();
	});
});
