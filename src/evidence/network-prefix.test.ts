import assert from "node:assert/strict";
import { test } from "node:test";
import { networkPrefix } from "./network-prefix.ts";

const known: readonly (readonly [string, string | null])[] = [
	["192.0.2.77", "192.0.2.0/24"],
	["::ffff:192.0.2.77", "192.0.2.0/24"],
	["2001:db8:12:3456::1", "2001:db8:12::/48"],
	["2001:0DB8:0012:1:2:3:4:5", "2001:db8:12::/48"],
	["::1", "0:0:0::/48"],
	["fe80::1%eth0", "fe80:0:0::/48"],
	["2001:db8::", "2001:db8:0::/48"],
	["unix", null],
	["", null],
	["192.0.2.777", null],
];

for (const [address, network] of known) {
	test(`${JSON.stringify(address)} lies in ${network}`, () => assert.equal(networkPrefix(address), network));
}
