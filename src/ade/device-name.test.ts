import assert from "node:assert/strict";
import { test } from "node:test";
import { fillDeviceName, unknownPlaceholders } from "./device-name.ts";

const device = { serial: "C02XK1ZZJG5H", type: "iPhone" };

test("serial number and type are filled in, wherever and however often they stand", () => {
	assert.equal(fillDeviceName("{{DEVICETYPE}}-{{SERIAL}}", device), "iPhone-C02XK1ZZJG5H");
	assert.equal(fillDeviceName("営業{{SERIAL}}/{{SERIAL}}", device), "営業C02XK1ZZJG5H/C02XK1ZZJG5H");
	assert.equal(fillDeviceName("Reception", device), "Reception");
});

test("without a template a device keeps its name", () => {
	assert.equal(fillDeviceName("", device), null);
	assert.equal(fillDeviceName("  ", device), null);
});

test("a value that looks like a placeholder is not filled again", () => {
	assert.equal(fillDeviceName("{{DEVICETYPE}}", { ...device, type: "{{SERIAL}}" }), "{{SERIAL}}");
});

test("a filled name is cut between characters", () => {
	const filled = fillDeviceName(`${"📱".repeat(60)}{{SERIAL}}`, device) ?? "";
	assert.equal(Array.from(filled).length, 63);
	assert.ok(filled.endsWith("📱C02"));
});

test("what stands in braces and is not ours is named", () => {
	assert.deepEqual(unknownPlaceholders("{{SERIAL}} {{IMEI}} {{serial}} {SERIAL} {{IMEI}} {{}}"), ["{{IMEI}}", "{{serial}}", "{{}}"]);
	assert.deepEqual(unknownPlaceholders("{{DEVICETYPE}}{{SERIAL}}"), []);
});
