import assert from "node:assert/strict";
import { test } from "node:test";
import { dnsServerName, readDnsServer } from "./dns-server.ts";

test("a name server is an address, with its port where it is not 53", () => {
	assert.deepEqual(readDnsServer("192.0.2.53"), { address: "192.0.2.53", port: 53 });
	assert.deepEqual(readDnsServer(" 192.0.2.53:5353 "), { address: "192.0.2.53", port: 5353 });
	assert.deepEqual(readDnsServer("2001:db8::53"), { address: "2001:db8::53", port: 53 });
	assert.deepEqual(readDnsServer("[2001:db8::53]:5353"), { address: "2001:db8::53", port: 5353 });
	for (const text of ["", "ns.example", "192.0.2.53:0", "192.0.2.53:65536", "192.0.2:53", "[192.0.2.53]:53", "192.0.2.53:", ":53"]) {
		assert.equal(readDnsServer(text), null, text);
	}
});

test("it is written as it was read", () => {
	for (const text of ["192.0.2.53", "192.0.2.53:5353", "2001:db8::53", "[2001:db8::53]:5353"]) {
		const server = readDnsServer(text);
		assert.equal(server && dnsServerName(server), text);
	}
});
