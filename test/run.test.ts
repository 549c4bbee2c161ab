import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

const run = join(import.meta.dirname, "run.ts");

function ended(file: string, more: { readonly CI?: string }) {
	// Of this very run it would say that it is one of its files.
	const { CI: _, NODE_TEST_CONTEXT: __, ...environment } = process.env;
	const { status, stderr } = spawnSync(process.execPath, [run, file], { env: { ...environment, ...more }, encoding: "utf8" });
	return { status, stderr };
}

test("in CI a test that is skipped or to be done fails the run, by name; elsewhere only what fails does", (t) => {
	const folder = mkdtempSync(join(tmpdir(), "genkan-run-"));
	t.after(() => rmSync(folder, { recursive: true, force: true }));
	const file = join(folder, "left-out.test.ts");
	const [begin, skips] = ['import { test } from "node:test";\ntest("runs", () => {});\n', 'test("waits", (t) => t.skip("no printer"));\n'];
	writeFileSync(file, begin + skips);
	assert.equal(ended(file, {}).status, 0);
	const inCi = ended(file, { CI: "true" });
	assert.equal(inCi.status, 1);
	assert.match(inCi.stderr, /Not run:\n.*left-out\.test\.ts: waits \(no printer\)/);
	writeFileSync(file, `${begin}test("later", { todo: "by and by" }, () => { throw new Error("not yet"); });\n`);
	const later = ended(file, { CI: "true" });
	assert.equal(later.status, 1);
	assert.match(later.stderr, /Not run:\n.*left-out\.test\.ts: later \(by and by\)/);
	writeFileSync(file, begin);
	assert.deepEqual(ended(file, { CI: "true" }), { status: 0, stderr: "" });
	writeFileSync(file, `${begin}test("fails", () => { throw new Error("as it should"); });\n`);
	assert.equal(ended(file, {}).status, 1);
	assert.equal(ended(join(folder, "nothing.test.ts"), {}).status, 1, "a name of nothing is a slip");
});
