import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { isPrivateAddress } from "./private-address.ts";

const isPublic = [
	"8.8.8.8",
	"17.253.144.10",
	"100.63.255.255",
	"100.128.0.0",
	"172.15.255.255",
	"172.32.0.1",
	"192.169.0.1",
	"223.255.255.255",
].concat(["2001:4860:4860::8888", "2620:149::1", "::ffff:8.8.8.8", "::ffff:808:808", "64:ff9b::8.8.8.8", "2001:200::1"]);

const notPublic = {
	"this machine": ["127.0.0.1", "127.255.255.255", "0.0.0.0", "0.1.2.3", "::1", "::"],
	"private networks": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"],
	"one link": ["169.254.169.254", "fe80::1", "fe80::1%eth0", "febf::1"],
	"between a provider and its customers": ["100.64.0.1", "100.127.255.255"],
	multicast: ["224.0.0.1", "239.255.255.255", "ff02::1"],
	"reserved, for documents or benchmarks": [
		"240.0.0.1",
		"255.255.255.255",
		"192.0.2.1",
		"198.51.100.1",
		"203.0.113.1",
		"198.18.0.1",
		"2001:db8::1",
		"3fff::1",
	],
	"IPv4 inside IPv6": [
		"::ffff:127.0.0.1",
		"::ffff:a00:1",
		"::FFFF:192.168.0.1",
		"0:0:0:0:0:ffff:7f00:1",
		"64:ff9b::10.0.0.1",
		"64:ff9b::a00:1",
		"::127.0.0.1",
	],
	"what may hold an address of IPv4 elsewhere": ["2002:7f00:1::", "2001:0:7f00:1::", "64:ff9b:1::a00:1"],
	"no address at all": ["", "localhost", "127.1", "0x7f.1", "2130706433", "1.2.3.4.5", "[::1]", "::1]", "8.8.8.8:53"],
};

test("an address of the public internet is public", () => {
	for (const ip of isPublic) assert.equal(isPrivateAddress(ip), false, ip);
});

for (const [what, addresses] of Object.entries(notPublic)) {
	test(`not public: ${what}`, () => {
		for (const ip of addresses) assert.equal(isPrivateAddress(ip), true, ip);
	});
}

test("an address of IPv4 is judged alike in every dress", () => {
	fc.assert(
		fc.property(fc.ipV4(), (ip) => {
			const expected = isPrivateAddress(ip);
			const [a = 0, b = 0, c = 0, d = 0] = ip.split(".").map(Number);
			const hex = `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
			for (const dressed of [`::ffff:${ip}`, `::ffff:${hex}`, `64:ff9b::${ip}`, `0:0:0:0:0:FFFF:${hex}`])
				assert.equal(isPrivateAddress(dressed), expected, dressed);
		}),
	);
});

test("whatever text comes is answered", () => {
	fc.assert(fc.property(fc.oneof(fc.string(), fc.ipV6(), fc.ipV4Extended()), (text) => typeof isPrivateAddress(text) === "boolean"));
});
