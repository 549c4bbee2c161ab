import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { openStore } from "../../src/store/open.ts";

/** Starts a writer, kills it some time after its first write, and answers what it had acknowledged. */
async function killed(file: string, round: number, after: number): Promise<string[]> {
	const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve("./kill-writer.ts")), file, String(round)], {
		stdio: ["ignore", "pipe", "inherit"],
	});
	let output = "";
	child.stdout.setEncoding("utf8");
	const closed = new Promise((resolve) => child.once("close", resolve));
	await new Promise<void>((resolve, reject) => {
		child.stdout.on("data", (text: string) => {
			output += text;
			resolve();
		});
		child.once("exit", (code) => reject(new Error(`the writer ended with ${code} before it wrote`)));
	});
	await wait(after);
	child.kill("SIGKILL");
	await closed;
	// The last line may have been cut.
	return output.split("\n").slice(0, -1);
}

test("kill -9 of the writer: no acknowledged write is lost, none is half there, the file is sound", async (test) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-kill-"));
	test.after(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, "genkan.db");
	const acknowledged: string[] = [];
	for (const [round, after] of [3, 41, 17, 90].entries()) {
		const ids = await killed(file, round, after);
		assert.ok(ids.length > 0);
		acknowledged.push(...ids);
		const store = await openStore({ kind: "sqlite", file });
		for (const id of ids) assert.equal((await store.read.devices.byId(id))?.id, id);
		await store.write((stores) => stores.settings.set("after", String(round), 1));
		await store.close();
	}
	const database = new Database(file, { readonly: true });
	assert.equal(database.pragma("integrity_check", { simple: true }), "ok");
	const halves = database.prepare(`select count(*) as n from "devices" where "id" not in (select "name" from "settings")`).get();
	assert.deepEqual(halves, { n: 0 });
	const { n } = database.prepare<[], { n: number }>(`select count(*) as n from "devices"`).get() ?? assert.fail();
	assert.ok(n >= acknowledged.length);
	database.close();
});
