import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { Malformed } from "../malformed.ts";
import { parseAccount, parseAssignments, parseDefinedProfile, parseSession } from "./answers.ts";
import { parseDeviceDetails, parseDevicePage } from "./device-page.ts";
import { parseTimeText } from "./time-text.ts";

const vectors = new URL("../../../../shared/vectors/ade/", import.meta.url);
const vector = (name: string) => readFileSync(new URL(name, vectors), "utf8");

test("answers that Apple's service gave others", { skip: skipWithoutVectors() }, () => {
	const page = parseDevicePage(vector("device_response.json"));
	const device = {
		serial: "C02T0HL0GGC0",
		model: "MacBook Pro",
		description: "MBP 13.3 SPACE GRAY/2.0GHZ/8GB/256GB-USA",
		color: "SPACE GRAY",
		assetTag: null,
		family: "Mac",
		os: "OSX",
		profileStatus: "assigned",
		profileUuid: "C1F123098EB5074580041E69883004C3",
		profileAssignedAt: Date.UTC(2018, 8, 8, 16, 49, 9),
		profilePushedAt: null,
		serverAssignedAt: Date.UTC(2017, 9, 16, 1, 55, 30),
		serverAssignedBy: "apple-dep@acme.co",
		op: null,
		opAt: null,
		migrationDeadlineAt: null,
	};
	assert.deepEqual(page, {
		devices: [device],
		unreadable: 0,
		cursor: "MDowOjE1MzY0Mjc2OTg5MTQ6MTUzNjQyNzY5ODkxNDp0cnVlOjE1MzY0Mjc2OTg5MTQ",
		moreToFollow: false,
		fetchedUntil: Date.UTC(2018, 8, 8, 17, 28, 18),
	});
	assert.deepEqual([...parseDeviceDetails(vector("device_details_response.json"))], [[device.serial, device]]);
	assert.deepEqual(parseDevicePage(vector("empty_sync_response.json")).devices, []);
	assert.deepEqual(parseAccount(vector("account_response.json")), {
		serverName: "dev",
		serverUuid: "6666ED66666666666666666666666666",
		adminId: "apple-dep@acme.co",
		orgName: "Acme, Inc",
		orgId: "6666666",
		orgType: "org",
		pageLimit: 5000,
	});
	assert.deepEqual(parseDefinedProfile(vector("fetch_profile_response.json")), { uuid: "C1F123098EB5074580041E69883004C3" });
});

function skipWithoutVectors(): string | false {
	try {
		vector("device_response.json");
		return false;
	} catch {
		if (process.env["CI"] !== undefined) return false;
		return "the folder ../shared/vectors/ade is absent";
	}
}

const page = (devices: unknown, more: object = { cursor: "c" }) => JSON.stringify({ devices, more_to_follow: true, ...more });
const only = (record: object) => parseDevicePage(page([record])).devices[0];

test("a device is read with all that a sync says, and what is not known is kept or left out", () => {
	const synced = only({
		serial_number: " dmpxk1abcd ",
		device_family: "Toaster",
		os: "iPadOS",
		profile_status: "pushed",
		profile_push_time: "2024-05-06T07:08:09.123456+09:00",
		op_type: "modified",
		op_date: "2024-05-06T07:08:09Z",
		mdm_migration_deadline: "2026-01-31",
		asset_tag: "",
		brand_new_key: { a: [1] },
	});
	assert.equal(synced?.serial, "DMPXK1ABCD");
	assert.equal(synced?.family, "Toaster");
	assert.equal(synced?.os, "iPadOS");
	assert.equal(synced?.profileStatus, "pushed");
	assert.equal(synced?.profilePushedAt, Date.UTC(2024, 4, 5, 22, 8, 9, 123));
	assert.equal(synced?.op, "modified");
	assert.equal(synced?.opAt, Date.UTC(2024, 4, 6, 7, 8, 9));
	assert.equal(synced?.migrationDeadlineAt, Date.UTC(2026, 0, 31));
	assert.equal(synced?.assetTag, null);
	const strange = only({ serial_number: 1234567, model: 15, color: {}, profile_status: "lost", op_type: "exploded", op_date: 5, os: null });
	assert.equal(strange?.serial, "1234567");
	assert.equal(strange?.model, "15");
	assert.deepEqual([strange?.color, strange?.profileStatus, strange?.op, strange?.opAt, strange?.os], [null, "empty", null, null, null]);
});

test("texts are cut and fit for a database", () => {
	const device = only({
		serial_number: "A1",
		description: `a\u0000b\nc\ud800${"x".repeat(2000)}`,
		model: `${"x".repeat(499)}😀`,
		color: "\u0000",
	});
	assert.equal(device?.description?.slice(0, 6), "a b c\ufffd");
	assert.equal(device?.description?.length, 500);
	assert.ok(device?.model?.isWellFormed());
	assert.equal(device?.color, null);
});

test("a record that is no device is counted and stops nothing", () => {
	const records = [
		{ serial_number: "A1" },
		{},
		null,
		"B2",
		[],
		{ serial_number: "" },
		{ serial_number: "x".repeat(65) },
		{ serial_number: "A\u0000" },
	];
	const read = parseDevicePage(page(records));
	assert.deepEqual([read.devices.length, read.unreadable, read.moreToFollow], [1, 7, true]);
});

function kindOf(parse: () => unknown): string {
	try {
		parse();
	} catch (error) {
		assert.ok(error instanceof Malformed, String(error));
		assert.equal(error.codec, "ade");
		return error.kind;
	}
	return "ok";
}

test("what is no answer is refused, whatever was asked", () => {
	const parsers = {
		parseDevicePage,
		parseDeviceDetails,
		parseAccount,
		parseDefinedProfile,
		parseSession,
		parseAssignments: (text: string) => parseAssignments(text, ["A1"]),
	};
	for (const [name, parse] of Object.entries(parsers)) {
		assert.equal(
			kindOf(() => parse("")),
			"empty",
			name,
		);
		assert.equal(
			kindOf(() => parse(" \r\n")),
			"empty",
			name,
		);
		assert.equal(
			kindOf(() => parse("<html><body>Service unavailable</body></html>")),
			"not-json",
			name,
		);
		assert.equal(
			kindOf(() => parse('{"devices": [')),
			"not-json",
			name,
		);
		for (const other of ["[]", "null", "5", '"T_C_NOT_SIGNED"'])
			assert.equal(
				kindOf(() => parse(other)),
				"not-an-object",
				name,
			);
		assert.match(
			kindOf(() => parse("{}")),
			/^missing:/,
			name,
		);
		fc.assert(fc.property(fc.json(), (json) => void kindOf(() => parse(json))));
	}
	assert.equal(
		kindOf(() => parseDevicePage(page([], {}))),
		"missing:cursor",
	);
	assert.equal(
		kindOf(() => parseDevicePage(page([], { cursor: "" }))),
		"missing:cursor",
	);
	assert.equal(
		kindOf(() => parseDevicePage(page([], { cursor: "x".repeat(1001) }))),
		"unusable:cursor",
	);
	assert.equal(
		kindOf(() => parseDevicePage(page([], { cursor: ["c"] }))),
		"unusable:cursor",
	);
	assert.equal(
		kindOf(() => parseDevicePage(page({ A1: {} }))),
		"missing:devices",
	);
	assert.equal(
		kindOf(() => parseDeviceDetails(page([]))),
		"missing:devices",
	);
	assert.equal(
		kindOf(() => parseSession('{"auth_session_token":"a\\r\\nX-Evil: 1"}')),
		"unusable:auth_session_token",
	);
	assert.equal(
		kindOf(() => parseSession('{"auth_session_token":"  "}')),
		"missing:auth_session_token",
	);
	assert.equal(parseSession('{"auth_session_token":"87a235815b8d4661ac73329f75815c88"}'), "87a235815b8d4661ac73329f75815c88");
});

test("any record is read or counted, never thrown at", () => {
	const keys = ["serial_number", "model", "profile_status", "op_type", "op_date", "profile_assign_time", "device_family", "__proto__"];
	const record = fc.dictionary(fc.constantFrom(...keys), fc.anything());
	fc.assert(
		fc.property(fc.array(record), (records) => {
			const text = JSON.stringify({ devices: records, cursor: "c" }, (_, value: unknown) =>
				typeof value === "bigint" ? Number(value) : value,
			);
			const read = parseDevicePage(text);
			assert.equal(read.devices.length + read.unreadable, (JSON.parse(text) as { devices: unknown[] }).devices.length);
		}),
	);
});

test("details: only those that Apple lets us see", () => {
	const details = parseDeviceDetails(
		JSON.stringify({
			devices: { a1: { model: "iPad", response_status: "SUCCESS" }, B2: { response_status: "NOT_ACCESSIBLE" }, C3: null, D4: {} },
		}),
	);
	assert.deepEqual([...details.keys()], ["A1", "D4"]);
	assert.equal(details.get("A1")?.model, "iPad");
});

test("an assignment says something of every serial that was asked, and of no other", () => {
	const devices = { A1: "SUCCESS", b2: "NOT_ACCESSIBLE", C3: "FAILED", D4: "THROTTLED", E5: "EXPLODED", F6: null, Z9: "SUCCESS" };
	const asked = ["A1", "B2", "c3", "D4", "E5", "F6", "G7"];
	const { results, retryAfterMs } = parseAssignments(JSON.stringify({ profile_uuid: "u", devices, retry_after_seconds: 90 }), asked);
	assert.deepEqual(
		[...results],
		[
			["A1", "SUCCESS"],
			["B2", "NOT_ACCESSIBLE"],
			["C3", "FAILED"],
			["D4", "THROTTLED"],
			["E5", "FAILED"],
			["F6", "FAILED"],
			["G7", "MISSING"],
		],
	);
	assert.equal(retryAfterMs, 90_000);
	const waits = (value: unknown) => parseAssignments(JSON.stringify({ devices: {}, retry_after_seconds: value }), []).retryAfterMs;
	assert.deepEqual([undefined, null, "", "30", -1, "soon", 1e12].map(waits), [null, null, null, 30_000, null, null, 7 * 24 * 3600_000]);
});

test("the account: the smaller page of the two counts, and nonsense does not", () => {
	const limit = (...limits: [string, unknown][]) =>
		parseAccount(
			JSON.stringify({ server_name: "s", server_uuid: "u", urls: limits.map(([uri, maximum]) => ({ uri, limit: { maximum } })) }),
		).pageLimit;
	assert.equal(limit(["/server/devices", 1000], ["/devices/sync", 500], ["/roster/class", 10]), 500);
	assert.equal(limit(), 100);
	assert.equal(limit(["/server/devices", 0], ["/devices/sync", "many"]), 100);
	assert.equal(limit(["/server/devices", 1e9]), 5000);
	const account = parseAccount('{"server_name":"東京","server_uuid":"u","org_type":"edu","admin_id":"a@b.c","facilitator_id":"old@b.c"}');
	assert.deepEqual([account.serverName, account.orgType, account.adminId, account.pageLimit], ["東京", "edu", "a@b.c", 100]);
	assert.equal(parseAccount('{"server_name":"s"}').serverUuid, null, "nobody needs it, and it stops no token");
});

test("instants in all the forms that were seen", () => {
	const at = Date.UTC(2024, 1, 29, 23, 59, 58);
	const forms = [
		"2024-02-29T23:59:58Z",
		"2024-02-29T23:59:58",
		"2024-02-29 23:59:58 Z",
		"2024-03-01T08:59:58+09:00",
		"2024-02-29T18:29:58-0530",
	];
	for (const form of forms) assert.equal(parseTimeText(form), at, form);
	assert.equal(parseTimeText("2024-02-29T23:59:58.5Z"), at + 500);
	for (const none of [
		"",
		"never",
		"2023-02-29T00:00:00Z",
		"2024-13-01",
		"2024-02-29T25:00:00Z",
		"1709251198",
		`2024-02-29${" ".repeat(50)}`,
	]) {
		assert.equal(parseTimeText(none), null, none);
	}
});

test("a page of a thousand devices is read in a few milliseconds", () => {
	const devices = Array.from({ length: 1000 }, (_, index) => ({
		serial_number: `DMPX${index}`,
		model: "iPhone 15",
		description: "IPHONE 15 BLACK 128GB-JPN",
		color: "BLACK",
		profile_status: "assigned",
		profile_uuid: "C1F123098EB5074580041E69883004C3",
		profile_assign_time: `2024-01-02T03:${String(index % 60).padStart(2, "0")}:05Z`,
		device_assigned_date: `2024-01-01T03:04:${String(index % 60).padStart(2, "0")}Z`,
		device_assigned_by: "it@example.jp",
		device_family: "iPhone",
		os: "iOS",
		op_type: "added",
		op_date: `2024-01-03T03:04:${String(index % 60).padStart(2, "0")}Z`,
	}));
	const text = page(devices);
	const runs = 50;
	const before = process.threadCpuUsage();
	for (let run = 0; run < runs; run++) assert.equal(parseDevicePage(text).devices.length, 1000);
	const { user, system } = process.threadCpuUsage(before);
	const each = (user + system) / 1000 / runs;
	// Four are the aim; a slow machine may take five times that, and a quadratic reader would take a hundred times.
	assert.ok(each < 20, `${each} ms`);
});
