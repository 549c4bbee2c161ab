import assert from "node:assert/strict";
import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import Database from "better-sqlite3";
import { usualPatience } from "../../src/store/group-commit.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import { device } from "./rows.ts";

const unavailable = { name: "StoreUnavailable" };

test("trouble with the file, the disk and the lock", async (test) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-trouble-"));
	test.after(() => rmSync(folder, { recursive: true, force: true }));
	const file = (name: string) => join(folder, name, "genkan.db");
	const set = (store: Store, name: string, value = "1") => store.write((stores) => stores.settings.set(name, value, 1));

	await test.test("only the owner may read the file and what lies beside it", async () => {
		const store = await openStore({ kind: "sqlite", file: file("mode") });
		await set(store, "x");
		for (const name of ["", "-wal", "-shm"]) assert.equal(statSync(file("mode") + name).mode & 0o777, 0o600, name);
		await store.close();
	});

	await test.test("a lock that another process holds for a while: writes wait, the event loop and reads do not", async () => {
		const writers: Database.Database[] = [];
		const store = await openSqlite(file("lock"), { tune: (writer) => writers.push(writer) });
		assert.equal(writers[0]?.pragma("busy_timeout", { simple: true }), 0, "SQLite would wait with the event loop");
		const other = new Database(file("lock"));
		other.exec("begin immediate");
		const writes = [set(store, "a"), set(store, "b")];
		let settled = false;
		void Promise.allSettled(writes).then(() => {
			settled = true;
		});
		for (let turns = 20; turns > 0; turns--) await wait(5);
		assert.equal(settled, false);
		assert.equal(await store.read.settings.get("a"), undefined);
		other.exec("rollback");
		await Promise.all(writes);
		assert.equal(await store.read.settings.get("b"), "1");
		other.close();
		await store.close();
	});

	await test.test("a lock that is not let go: writes are refused, and work again afterwards", async () => {
		const store = await openSqlite(file("held"), { patience: { ...usualPatience, lock: 100 } });
		const other = new Database(file("held"));
		other.exec("begin immediate");
		const results = await Promise.allSettled([set(store, "a"), set(store, "b")]);
		for (const result of results) assert.equal(result.status === "rejected" && result.reason.name, "StoreUnavailable");
		other.exec("rollback");
		await set(store, "c");
		assert.deepEqual(await Promise.all(["a", "b", "c"].map((name) => store.read.settings.get(name))), [undefined, undefined, "1"]);
		other.close();
		await store.close();
	});

	await test.test("a full disk: nothing of the group is half there, and there is room again", async () => {
		const writers: Database.Database[] = [];
		const store = await openSqlite(file("full"), { tune: (writer) => writers.push(writer) });
		const limit = (pages: number) => writers[0]?.pragma(`max_page_count = ${pages}`);
		const pages = Number(writers[0]?.pragma("page_count", { simple: true }));
		limit(pages + 5);
		const group = [
			set(store, "small"),
			store.write(async ({ settings, devices }) => {
				await devices.insert(device("d"));
				await settings.set("large", "x".repeat(100_000), 1);
			}),
			set(store, "other"),
		];
		for (const result of await Promise.allSettled(group)) {
			assert.equal(result.status === "rejected" && result.reason.name, "StoreUnavailable");
		}
		await assert.rejects(
			store.write(async ({ settings }) => {
				await settings.set("caught", "x".repeat(100_000), 1).catch(() => undefined);
			}),
			/the disk is full/,
		);
		await set(store, "fits");
		limit(10_000);
		await set(store, "large", "x".repeat(100_000));
		assert.equal(await store.read.devices.byId("d"), undefined);
		const found = await Promise.all(["small", "other", "caught", "fits"].map((name) => store.read.settings.get(name)));
		assert.deepEqual(found, [undefined, undefined, undefined, "1"]);
		assert.equal(writers[0]?.pragma("integrity_check", { simple: true }), "ok");
		await store.close();
	});

	await test.test("a unit that waits for something else is given up, its stores with it, and the others go on", async () => {
		const store = await openSqlite(file("stuck"), { patience: { ...usualPatience, unit: 50 } });
		const waited = Promise.withResolvers<void>();
		const late = Promise.withResolvers<void>();
		const stuck = store.write(async (stores) => {
			await stores.settings.set("x", "1", 1);
			await waited.promise;
			await stores.settings.set("x", "2", 1).then(late.resolve, late.reject);
		});
		const behind = set(store, "y");
		await assert.rejects(stuck, /did not end/);
		await behind;
		waited.resolve();
		await assert.rejects(late.promise, /outside of the unit/);
		assert.deepEqual([await store.read.settings.get("x"), await store.read.settings.get("y")], [undefined, "1"]);
		await store.close();
	});

	await test.test("closing writes what is queued", async () => {
		const store = await openStore({ kind: "sqlite", file: file("close") });
		const writes = Array.from({ length: 200 }, (_, n) => set(store, `n${n}`));
		await store.close();
		await Promise.all(writes);
		await assert.rejects(set(store, "late"), unavailable);
		const again = await openStore({ kind: "sqlite", file: file("close") });
		assert.equal(await again.read.settings.get("n199"), "1");
		await again.close();
	});

	await test.test("a database of a newer version is refused and left as it is", async () => {
		const store = await openStore({ kind: "sqlite", file: file("newer") });
		await store.close();
		const other = new Database(file("newer"));
		other.exec("insert into kysely_migration values ('0999-of-tomorrow', '')");
		await assert.rejects(openStore({ kind: "sqlite", file: file("newer") }), /newer version of Genkan \(it has 0999-of-tomorrow/);
		assert.equal(other.prepare("select name from kysely_migration").all().length > 1, true);
		other.close();
	});

	await test.test("two processes that start at once make one database", async () => {
		const stores = await Promise.all([1, 2].map(() => openStore({ kind: "sqlite", file: file("twice") })));
		await Promise.all(stores.map((store, n) => set(store, `n${n}`)));
		assert.equal(await stores[0]?.read.settings.get("n1"), "1");
		for (const store of stores) await store.close();
	});

	await test.test("a file that is no database is refused", async () => {
		const text = join(folder, "text");
		writeFileSync(text, "no database".repeat(100));
		await assert.rejects(openStore({ kind: "sqlite", file: text }), unavailable);
	});
});
