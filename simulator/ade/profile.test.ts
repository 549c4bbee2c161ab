import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestStandIn, testKeyPair } from "./test-stand-in.ts";

const good = {
	profile_name: "Sales",
	url: "https://mdm.example.com/ade",
	is_supervised: true,
	is_mdm_removable: false,
	skip_setup_items: ["Siri", "NotKnownYet"],
};

test("a profile is held to each of Apple's limits, and to its last character", async (t) => {
	const { ask, word, server } = await startTestStandIn(t);
	const define = async (change: Readonly<Record<string, unknown>>) => word(await ask("POST", "/profile", { ...good, ...change }));
	const long = (length: number) => "あ".repeat(length);
	const address = (length: number) => `https://mdm.example.com/${"a".repeat(length - 24)}`;
	const rows: readonly [Readonly<Record<string, unknown>>, string][] = [
		[{}, "200"],
		[{ profile_name: undefined }, "400 CONFIG_NAME_REQUIRED"],
		[{ profile_name: "" }, "400 CONFIG_NAME_REQUIRED"],
		[{ profile_name: long(125) }, "200"],
		[{ profile_name: long(126) }, "400 CONFIG_NAME_INVALID"],
		[{ url: undefined }, "400 CONFIG_URL_REQUIRED"],
		[{ url: "http://mdm.example.com/" }, "400 CONFIG_URL_INVALID"],
		[{ url: "mdm" }, "400 CONFIG_URL_INVALID"],
		[{ url: address(2000) }, "200"],
		[{ url: address(2001) }, "400 CONFIG_URL_INVALID"],
		[{ configuration_web_url: "http://mdm.example.com/" }, "400 CONFIG_URL_INVALID"],
		[{ department: long(125) }, "200"],
		[{ department: long(126) }, "400 DEPARTMENT_INVALID"],
		[{ is_supervised: false }, "400 FLAGS_INVALID"],
		[{ is_supervised: undefined }, "400 FLAGS_INVALID"],
		[{ is_supervised: false, is_mdm_removable: true }, "200"],
		[{ await_device_configured: "yes" }, "400 FLAGS_INVALID"],
		[{ language: "ja", region: "JP" }, "200"],
		[{ language: "Japanese" }, "400 LOCALE_INVALID"],
		[{ region: "jp" }, "400 LOCALE_INVALID"],
		[{ org_magic: long(256) }, "200"],
		[{ org_magic: long(257) }, "400 MAGIC_INVALID"],
		[{ support_email_address: long(250) }, "200"],
		[{ support_email_address: long(251) }, "400 SUPPORT_EMAIL_INVALID"],
		[{ support_phone_number: "0".repeat(50) }, "200"],
		[{ support_phone_number: "0".repeat(51) }, "400 SUPPORT_PHONE_INVALID"],
		[{ skip_setup_items: "Siri" }, "400 MALFORMED_REQUEST_BODY"],
		[{ anchor_certs: ["bm90IG9uZQ=="] }, "400 MALFORMED_REQUEST_BODY"],
		[{ anchor_certs: [testKeyPair().certificatePem.replace(/-----.*-----|\s/g, "")] }, "200"],
	];
	for (const [change, expected] of rows) assert.equal(await define(change), expected, JSON.stringify(change).slice(0, 60));
	assert.equal(server.profiles().length, rows.filter(([, expected]) => expected === "200").length);
});

test("a profile comes back as it was defined, and one that is not known is not found", async (t) => {
	const { ask, word, server } = await startTestStandIn(t);
	const uuid = String((await ask("POST", "/profile", good)).json["profile_uuid"]);
	assert.match(uuid, /^[0-9A-F]{32}$/);
	assert.deepEqual((await ask("GET", `/profile?profile_uuid=${uuid}`)).json, { ...good, profile_uuid: uuid });
	assert.notEqual((await ask("POST", "/profile", good)).json["profile_uuid"], uuid, "the same again is another one");
	assert.equal(word(await ask("GET", "/profile")), "400 PROFILE_UUID_REQUIRED");
	assert.equal(word(await ask("GET", "/profile?profile_uuid=0")), "404 PROFILE_NOT_FOUND");
	server.forgetProfile(uuid);
	assert.equal(word(await ask("GET", `/profile?profile_uuid=${uuid}`)), "404 PROFILE_NOT_FOUND");
});

test("devices are assigned, asked for and let go, one result each", async (t) => {
	const { apple, ask, word, server, clock } = await startTestStandIn(t);
	server.addDevices([{ serial: "AAA" }, { serial: "BBB" }]);
	apple.addServer({ name: "Osaka" }).addDevices([{ serial: "OTHER" }]);
	const { cursor } = (await ask("POST", "/server/devices", {})).json;
	const uuid = String((await ask("POST", "/profile", good)).json["profile_uuid"]);
	const assign = (body: unknown, method = "POST") => ask(method, "/profile/devices", body);

	assert.equal(word(await assign({ profile_uuid: uuid })), "400 DEVICE_ID_REQUIRED");
	assert.equal(word(await assign({ profile_uuid: uuid, devices: [] })), "400 DEVICE_ID_REQUIRED");
	assert.equal(word(await assign({ devices: ["AAA"] })), "400 PROFILE_UUID_REQUIRED");
	assert.equal(word(await assign({ profile_uuid: "0", devices: ["AAA"] })), "404 PROFILE_NOT_FOUND");
	assert.equal(word(await assign({ profile_uuid: uuid, devices: [7] })), "400 MALFORMED_REQUEST_BODY");
	const many = Array.from({ length: 1001 }, (_, i) => `S${i}`);
	assert.equal(word(await assign({ profile_uuid: uuid, devices: many })), "400 MALFORMED_REQUEST_BODY");
	assert.equal(word(await assign({ profile_uuid: uuid, devices: many.slice(1) })), "200");
	assert.deepEqual(server.counts(), { empty: 2, assigned: 0, pushed: 0, removed: 0 });

	clock.ms += 60_000;
	assert.deepEqual((await assign({ profile_uuid: uuid, devices: ["AAA", "OTHER", "NOBODY"] })).json, {
		profile_uuid: uuid,
		devices: { AAA: "SUCCESS", OTHER: "NOT_ACCESSIBLE", NOBODY: "NOT_ACCESSIBLE" },
	});
	assert.deepEqual((await assign({ profile_uuid: uuid, devices: ["BBB"] }, "PUT")).json["devices"], { BBB: "SUCCESS" });
	const { profileUuid, profileAssignedAt, status } = server.device("AAA") ?? {};
	assert.deepEqual([profileUuid, profileAssignedAt, status], [uuid, clock.ms, "assigned"]);
	const synced = (await ask("POST", "/devices/sync", { cursor })).json["devices"] as readonly Readonly<Record<string, unknown>>[];
	assert.deepEqual(
		synced.map((row) => [row["serial_number"], row["op_type"], row["profile_status"], row["profile_assign_time"]]),
		["AAA", "BBB"].map((serial) => [serial, "modified", "assigned", "2026-06-01T00:01:00Z"]),
	);
	assert.deepEqual(
		apple.assignCalls.map(({ server: name, serials, results }) => [name, serials.length, results.get("AAA") ?? null]),
		[
			["Tokyo", 1000, null],
			["Tokyo", 3, "SUCCESS"],
			["Tokyo", 1, null],
		],
	);

	assert.equal(word(await ask("DELETE", "/profile/devices", {})), "400 DEVICE_ID_REQUIRED");
	assert.deepEqual((await ask("DELETE", "/profile/devices", { devices: ["AAA", "OTHER"] })).json, {
		devices: { AAA: "SUCCESS", OTHER: "NOT_ACCESSIBLE" },
	});
	assert.deepEqual([server.device("AAA")?.status, server.device("AAA")?.profileUuid], ["removed", null]);

	const defined = await ask("POST", "/profile", { ...good, devices: ["AAA", "NOBODY"] });
	assert.deepEqual(defined.json["devices"], { AAA: "SUCCESS", NOBODY: "NOT_ACCESSIBLE" });
	assert.equal(server.device("AAA")?.profileUuid, defined.json["profile_uuid"]);

	assert.equal(word(await ask("POST", "/devices/disown", {})), "400 DEVICE_ID_REQUIRED");
	const disowned = await ask("POST", "/devices/disown", { devices: ["AAA", "OTHER"] });
	assert.deepEqual(disowned.json["devices"], { AAA: "SUCCESS", OTHER: "NOT_ACCESSIBLE" });
	assert.equal(server.device("AAA"), null);
	assert.equal(word(await ask("POST", "/devices", {})), "400 DEVICE_ID_REQUIRED");
});

test("a phone that is activated gets the profile that is assigned, from whichever server", async (t) => {
	const { apple, ask, server, clock, client } = await startTestStandIn(t);
	server.addDevices([{ serial: "AAA" }]);
	const phone = async (body: unknown) => {
		const { status, json } = await client.send("POST", "/stand-in/activation", {}, JSON.stringify(body));
		return { status, ...json };
	};
	assert.deepEqual(await phone({ serial_number: "AAA" }), { status: 200, outcome: "no-profile" });
	assert.deepEqual(apple.activation("NOBODY"), { outcome: "no-profile" });
	const uuid = String((await ask("POST", "/profile", { ...good, devices: ["AAA"] })).json["profile_uuid"]);
	clock.ms += 60_000;
	assert.deepEqual(await phone({ serial_number: "AAA" }), { status: 200, outcome: "profile", uuid, profile: good });
	assert.deepEqual([server.device("AAA")?.status, server.device("AAA")?.profilePushedAt], ["pushed", clock.ms]);
	await ask("POST", "/profile/devices", { profile_uuid: uuid, devices: ["AAA"] });
	assert.equal(server.device("AAA")?.status, "pushed", "the same profile again takes nothing back");
	apple.misbehave({ kind: "activation-fails", serial: "AAA", times: 1 });
	assert.deepEqual(await phone({ serial_number: "AAA" }), { status: 503, outcome: "unreachable" });
	assert.equal((await phone({ serial_number: "AAA" })).status, 200);
	assert.equal((await phone({})).status, 400);
	server.unassign(["AAA"]);
	assert.deepEqual(apple.activation("AAA"), { outcome: "no-profile" });
	assert.deepEqual(
		apple.requests.map(({ path }) => path),
		["/session", "/profile", "/profile/devices"],
		"what phones ask is not asked of the service",
	);
});

test("the rest of the service answers too", async (t) => {
	const { apple, ask, word, server } = await startTestStandIn(t);
	server.addDevices([{ serial: "AAA" }]);
	const path = "/account-driven-enrollment/profile";
	assert.equal(word(await ask("GET", path)), "404 NOT_FOUND");
	assert.equal(word(await ask("POST", path, {})), "400 MDM_SERVICE_DISCOVERY_URL_REQUIRED");
	assert.equal(word(await ask("POST", path, { mdm_service_discovery_url: "http://a.example" })), "400 MDM_SERVICE_DISCOVERY_URL_NOT_VALID");
	assert.equal(word(await ask("POST", path, { mdm_service_discovery_url: "https://a.example/" })), "200");
	assert.deepEqual((await ask("GET", path)).json, { mdm_service_discovery_url: "https://a.example/" });
	assert.equal(server.discoveryUrl, "https://a.example/");
	assert.equal(word(await ask("DELETE", path)), "200");
	assert.equal(server.discoveryUrl, null);

	assert.equal(word(await ask("POST", "/device/activationlock", {})), "400 MALFORMED_REQUEST_BODY");
	assert.deepEqual((await ask("POST", "/device/activationlock", { device: "AAA", lost_message: "call us" })).json, {
		serial_number: "AAA",
		response_status: "SUCCESS",
	});
	assert.equal((await ask("POST", "/device/activationlock", { device: "BBB" })).json["response_status"], "NOT_ACCESSIBLE");
	assert.deepEqual([...apple.activationLocks], [["AAA", { escrowKey: null, message: "call us" }]]);

	const { json } = await ask("GET", "/os-beta-enrollment/tokens");
	assert.equal((json["betaEnrollmentTokens"] as readonly unknown[]).length, 2);
	server.turnSeedForItOff();
	assert.equal(word(await ask("GET", "/os-beta-enrollment/tokens")), "403 APPLE_SEED_FOR_IT_TURNED_OFF");
});
