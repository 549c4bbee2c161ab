import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "./load.ts";

test("defaults alone make a configuration", () => {
	const loaded = loadConfig({}, undefined);
	assert.ok(loaded.ok);
	assert.equal(loaded.config.port, 8443);
	assert.equal(loaded.config.publicUrl, "https://localhost:8443");
	assert.equal(loaded.config.plainPort, null);
	assert.equal(loaded.config.legacyScepCiphers, false);
});

test("the environment wins over the file, and the file over the default", () => {
	const loaded = loadConfig({ GENKAN_PORT: "9000" }, { port: 9001, identityDays: 90, admitMacs: true });
	assert.ok(loaded.ok);
	assert.deepEqual([loaded.config.port, loaded.config.identityDays, loaded.config.admitMacs], [9000, 90, true]);
});

test("all problems are told at once, secrets are never repeated", () => {
	const loaded = loadConfig(
		{ GENKAN_PORT: "eighty", GENKAN_PUBLIC_URL: "http://x", GENKAN_MASTER_KEY: "hunter2", GENKAN_PUBLICURL: "x", GENKAN_TLS_KEY_FILE: "k" },
		{ prot: 1, host: {} },
	);
	assert.ok(!loaded.ok);
	const said = loaded.problems.map((one) => `${one.setting}: ${one.problem}`).join("\n");
	assert.match(said, /GENKAN_PORT: “eighty” is not usable\. Expected: a port/);
	assert.match(said, /GENKAN_PUBLIC_URL: “http:\/\/x” is not usable/);
	assert.match(said, /GENKAN_MASTER_KEY: The value is not usable\. Expected: 32 bytes/);
	assert.ok(!said.includes("hunter2"));
	assert.match(said, /GENKAN_PUBLICURL: There is no such setting\. Did you mean GENKAN_PUBLIC_URL\?/);
	assert.match(said, /genkan\.json: prot: There is no such setting here\. Did you mean port\?/);
	assert.match(said, /genkan\.json: host: The value must be text/);
	assert.match(said, /Set both, or neither/);
});

test("a database's password with bare signs is refused, and never repeated", () => {
	const good = ["sqlite", "postgres://genkan@/genkan?host=/run/postgresql", "postgresql://u:p%40%2F%23@[::1]:5432/genkan", "postgres://db"];
	for (const database of good) assert.ok(loadConfig({ GENKAN_DATABASE: database }, undefined).ok, database);
	for (const database of ["mysql://x", "postgres://u:p@ss/w@db:5432/genkan", "postgres://u:/x@db/genkan", "postgres://u:p#x@db/genkan"]) {
		const loaded = loadConfig({ GENKAN_DATABASE: database }, undefined);
		assert.ok(!loaded.ok, database);
		assert.match(loaded.problems[0]?.problem ?? "", /^The value is not usable\. .*%40 for @/);
	}
});

test("a file that is not an object is refused", () => {
	const loaded = loadConfig({}, [1]);
	assert.ok(!loaded.ok);
	assert.match(loaded.problems[0]?.problem ?? "", /one JSON object/);
});
