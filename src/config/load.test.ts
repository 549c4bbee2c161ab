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
		{ prot: 1, data: "elsewhere", ポート: 1, host: {} },
	);
	assert.ok(!loaded.ok);
	const port = { least: 0, most: 65_535, kind: "port" };
	assert.deepEqual(loaded.problems, [
		{ setting: "genkan.json: prot", kind: "misspelt-setting", near: "port" },
		{ setting: "genkan.json: data", kind: "data-in-file" },
		{ setting: "genkan.json: ポート", kind: "no-such-setting" },
		{ setting: "genkan.json: host", kind: "not-a-simple-value", expects: { kind: "own-address" } },
		{ setting: "GENKAN_PUBLICURL", kind: "misspelt-setting", near: "GENKAN_PUBLIC_URL" },
		{ setting: "GENKAN_PUBLIC_URL", kind: "not-usable", value: "http://x", expects: { kind: "https-address" } },
		{ setting: "GENKAN_PORT", kind: "not-usable", value: "eighty", expects: port },
		{ setting: "GENKAN_MASTER_KEY", kind: "secret-not-usable", expects: { kind: "master-key" } },
		{ setting: "GENKAN_TLS_CERTIFICATE_FILE, GENKAN_TLS_KEY_FILE", kind: "half-a-pair" },
	]);
	assert.ok(!JSON.stringify(loaded.problems).includes("hunter2"));
});

test("a database's password with bare signs is refused, and never repeated", () => {
	const good = ["sqlite", "postgres://genkan@/genkan?host=/run/postgresql", "postgresql://u:p%40%2F%23@[::1]:5432/genkan", "postgres://db"];
	for (const database of good) assert.ok(loadConfig({ GENKAN_DATABASE: database }, undefined).ok, database);
	for (const database of ["mysql://x", "postgres://u:p@ss/w@db:5432/genkan", "postgres://u:/x@db/genkan", "postgres://u:p#x@db/genkan"]) {
		const loaded = loadConfig({ GENKAN_DATABASE: database }, undefined);
		assert.ok(!loaded.ok, database);
		assert.deepEqual(loaded.problems, [{ setting: "GENKAN_DATABASE", kind: "secret-not-usable", expects: { kind: "database" } }]);
	}
});

test("a file that is not an object is refused", () => {
	const loaded = loadConfig({}, [1]);
	assert.ok(!loaded.ok);
	assert.deepEqual(loaded.problems, [{ setting: "genkan.json", kind: "not-an-object" }]);
});

test("a trusted proxy is an address: a name or a range would trust nobody", () => {
	const loaded = loadConfig({ GENKAN_TRUSTED_PROXIES: "10.0.0.1, fd00::1" }, undefined);
	assert.deepEqual(loaded.ok && loaded.config.trustedProxies, ["10.0.0.1", "fd00::1"]);
	for (const value of ["proxy.contoso.com", "10.0.0.0/8", "10.0.0.1,"])
		assert.ok(!loadConfig({ GENKAN_TRUSTED_PROXIES: value }, undefined).ok, value);
});

test("a name server is an address, with its port where it is not 53; a name is none", () => {
	const loaded = loadConfig({ GENKAN_DNS_SERVERS: "192.0.2.53, 192.0.2.53:5353,2001:db8::53,[2001:db8::53]:5353" }, undefined);
	assert.deepEqual(loaded.ok && loaded.config.dnsServers, [
		{ address: "192.0.2.53", port: 53 },
		{ address: "192.0.2.53", port: 5353 },
		{ address: "2001:db8::53", port: 53 },
		{ address: "2001:db8::53", port: 5353 },
	]);
	const nine = Array.from({ length: 9 }, (_, index) => `192.0.2.${index}`).join();
	for (const value of [
		"ns.example",
		"192.0.2.53:0",
		"192.0.2.53:65536",
		"192.0.2:53",
		"[192.0.2.53]:53",
		"192.0.2.53:",
		":53",
		"192.0.2.1,",
		nine,
	])
		assert.ok(!loadConfig({ GENKAN_DNS_SERVERS: value }, undefined).ok, value);
});
