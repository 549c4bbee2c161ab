import assert from "node:assert/strict";
import { test } from "node:test";
import { createHold } from "../hold.ts";
import { type AppleError, appleErrors } from "./refusal.ts";
import { oauthHeader } from "./test-client.ts";
import { startTestStandIn, testKeyPair } from "./test-stand-in.ts";

const minute = 60_000;
const profile = { profile_name: "Sales", url: "https://mdm.example.com/ade", is_supervised: true };
type Row = Readonly<Record<string, unknown>>;

test("each of Apple's words comes on demand, bare, quoted and as JSON, and then no more", async (t) => {
	const { apple, ask, word } = await startTestStandIn(t);
	assert.equal(word(await ask("GET", "/account")), "200");
	for (const [error, status] of Object.entries(appleErrors) as [AppleError, number][]) {
		apple.misbehave(
			{ kind: "error", error, times: 1 },
			{ kind: "error", error, form: "quoted", times: 1 },
			{ kind: "error", error, form: "json", times: 1 },
		);
		assert.equal(word(await ask("GET", "/account")), `${status} ${error}`);
		assert.equal(word(await ask("GET", "/account")), `${status} "${error}"`);
		const json = await ask("GET", "/account");
		assert.deepEqual([json.status, json.json["code"], json.headers["content-type"]], [status, error, "application/json;charset=UTF8"]);
	}
	assert.equal(word(await ask("GET", "/account")), "200");
});

test("a misbehaviour keeps to its server, path and method, its count, its beginning and its end", async (t) => {
	const { apple, ask, word, clock, client } = await startTestStandIn(t, { errorForm: "json" });
	const other = apple.addServer({ name: "Osaka" });
	other.uploadPublicKey(testKeyPair().certificatePem);
	const session = { id: await client.session(testKeyPair().open(other.downloadToken()), clock.ms) };
	const words = async (times: number, method = "GET", path = "/account") => {
		const all: string[] = [];
		for (let i = 0; i < times; i++) all.push(word(await ask(method, path, method === "GET" ? undefined : {})).slice(0, 3));
		return all.join(" ");
	};
	apple.misbehave({ kind: "answer", status: 500, server: "Tokyo", path: "/account", method: "GET", after: 1, times: 2 });
	assert.equal(word(await client.call(session, "GET", "/account")), "200");
	assert.equal(await words(2, "POST", "/server/devices"), "200 200");
	assert.equal(await words(4), "200 500 500 200");

	apple.misbehave({ kind: "answer", status: 500, until: clock.ms + minute });
	assert.equal(await words(3), "500 500 500");
	clock.ms += minute;
	assert.equal(await words(1), "200");

	apple.misbehave({ kind: "error", error: "T_C_NOT_SIGNED" });
	assert.match(word(await ask("GET", "/account")), /^403 \{"code":"T_C_NOT_SIGNED"/);
	apple.behave();
	assert.equal(await words(1), "200");

	const {
		token,
		url,
		client: second,
	} = await startTestStandIn(t).then((one) => {
		one.apple.misbehave({ kind: "error", error: "ACCESS_DENIED", server: "Tokyo", path: "/session" });
		return one;
	});
	const headers = {
		"User-Agent": "test-client/1",
		"Content-Type": "application/json",
		Authorization: oauthHeader(`${url}/session`, token, clock.ms),
	};
	assert.equal(
		word(await second.send("GET", "/session", headers)),
		"403 ACCESS_DENIED",
		"whose session it will be is known by its consumer key",
	);
});

test("it asks to wait, in seconds or until a time, and answers what is no answer", async (t) => {
	const { apple, ask } = await startTestStandIn(t);
	const date = "Mon, 01 Jun 2026 00:10:00 GMT";
	apple.misbehave(
		{ kind: "answer", status: 429, retryAfter: 30, times: 1 },
		{ kind: "answer", status: 503, retryAfter: date, body: "busy", times: 1 },
		{ kind: "html", times: 1 },
		{ kind: "empty", times: 1 },
		{ kind: "answer", status: 200, body: "[]", type: "application/json;charset=UTF8", times: 1 },
	);
	// The first is taken by the request for a session.
	const answers = [await ask("GET", "/account"), await ask("GET", "/account"), await ask("GET", "/account"), await ask("GET", "/account")];
	assert.deepEqual(
		answers.map(({ status, headers, text }) => [status, headers["retry-after"] ?? null, text.slice(0, 15), headers["content-type"]]),
		[
			[503, date, "busy", "text/plain;charset=UTF-8"],
			[200, null, "<!DOCTYPE html>", "text/html; charset=UTF-8"],
			[200, null, "", "application/json;charset=UTF8"],
			[200, null, "[]", "application/json;charset=UTF8"],
		],
	);
	assert.equal(apple.requests[0]?.status, 429);
});

test("the connection breaks before or after the work, or in the middle of an answer", async (t) => {
	const { apple, ask, server, word } = await startTestStandIn(t);
	server.addDevices([{ serial: "AAA" }]);
	const uuid = (await ask("POST", "/profile", profile)).json["profile_uuid"];
	const assign = () => ask("POST", "/profile/devices", { profile_uuid: uuid, devices: ["AAA"] });
	apple.misbehave({ kind: "drop", when: "before", times: 1 });
	await assert.rejects(assign(), { code: "ECONNRESET" });
	assert.equal(server.device("AAA")?.status, "empty");
	apple.misbehave({ kind: "drop", when: "after", times: 1 });
	await assert.rejects(assign(), { code: "ECONNRESET" });
	assert.equal(server.device("AAA")?.status, "assigned");
	assert.equal(apple.requests.at(-1)?.status, null);
	apple.misbehave({ kind: "cut-short", times: 1 });
	await assert.rejects(ask("GET", "/account"));
	assert.equal(word(await ask("GET", "/account")), "200");
});

test("an answer is held after the work is done, and a session ends at any time", async (t) => {
	const { apple, ask, server, word } = await startTestStandIn(t);
	server.addDevices([{ serial: "AAA" }]);
	const uuid = (await ask("POST", "/profile", profile)).json["profile_uuid"];
	const hold = createHold();
	apple.misbehave({ kind: "held", by: hold, path: "/profile/devices", times: 1 });
	const answer = ask("POST", "/profile/devices", { profile_uuid: uuid, devices: ["AAA"] });
	await hold.arrived;
	assert.equal(server.device("AAA")?.status, "assigned");
	assert.equal(word(await ask("GET", "/account")), "200", "nothing else waits");
	hold.release();
	assert.equal(word(await answer), "200");
	apple.misbehave({ kind: "session-ends", times: 1 });
	assert.equal(word(await ask("GET", "/account")), "401 UNAUTHORIZED");
});

test("a clock that is ten minutes off refuses who is right, and tells so", async (t) => {
	const { apple, ask, client, clock, token } = await startTestStandIn(t);
	assert.equal((await ask("GET", "/account")).headers.date, "Mon, 01 Jun 2026 00:00:00 GMT");
	apple.misbehave({ kind: "clock", offset: -10 * minute });
	assert.equal((await ask("GET", "/account")).headers.date, "Sun, 31 May 2026 23:50:00 GMT");
	assert.equal(await client.session(token, clock.ms), "");
	assert.notEqual(await client.session(token, clock.ms - 10 * minute), "");
});

test("a page repeats its cursor for ever, names a device twice, turns its records round, or holds what nobody has seen", async (t) => {
	const { apple, ask, server, clock } = await startTestStandIn(t);
	server.addDevices([{ serial: "AAA" }, { serial: "BBB" }, { serial: "CCC" }]);
	const fetch = async (body: Row = {}) => (await ask("POST", "/server/devices", body)).json;
	const rows = (json: Row) => json["devices"] as readonly Row[];
	const serials = (json: Row) => rows(json).map((row) => row["serial_number"]);

	apple.misbehave({ kind: "same-cursor" });
	const first = await fetch();
	for (let i = 0; i < 3; i++) {
		const next = await fetch({ cursor: first["cursor"] });
		assert.deepEqual([next["cursor"], next["more_to_follow"], serials(next)], [first["cursor"], true, ["AAA", "BBB", "CCC"]]);
	}
	apple.behave();

	apple.misbehave({ kind: "serial-twice", serial: "BBB", stale: { color: "GONE" }, times: 1 });
	const twice = await fetch();
	assert.deepEqual(serials(twice), ["AAA", "BBB", "CCC", "BBB"]);
	const [newer, older] = [rows(twice)[1], rows(twice)[3]];
	assert.deepEqual([newer?.["op_date"], newer?.["color"]], ["2026-06-01T00:00:00Z", "BLACK"]);
	assert.deepEqual([older?.["op_date"], older?.["color"]], ["2026-05-31T23:00:00Z", "GONE"]);

	apple.misbehave(
		{ kind: "records", serial: "AAA", change: { device_family: "Hologram" }, times: 1 },
		{ kind: "records", serial: "CCC", change: { serial_number: null }, times: 1 },
	);
	const strange = rows(await fetch());
	assert.deepEqual(
		strange.map((row) => [row["serial_number"], row["device_family"]]),
		[
			["AAA", "Hologram"],
			["BBB", "iPhone"],
			[null, "iPhone"],
		],
	);

	const { cursor } = await fetch();
	clock.ms += minute;
	server.unassign(["AAA"]);
	clock.ms += minute;
	server.assign(["AAA"]);
	apple.misbehave(
		{ kind: "out-of-order", path: "/devices/sync", times: 1 },
		{ kind: "serial-twice", path: "/devices/sync", after: 1, times: 1 },
	);
	const sync = async () => rows((await ask("POST", "/devices/sync", { cursor })).json).map((row) => [row["op_type"], row["op_date"]]);
	const [deleted, added] = [
		["deleted", "2026-06-01T00:01:00Z"],
		["added", "2026-06-01T00:02:00Z"],
	];
	assert.deepEqual(await sync(), [added, deleted]);
	assert.deepEqual(await sync(), [deleted, added, ["deleted", "2026-05-31T23:01:00Z"]]);
	assert.deepEqual(await sync(), [deleted, added]);
});

test("assignments fail, are put off and are passed over, as each protocol version tells it", async (t) => {
	const { apple, ask, server } = await startTestStandIn(t);
	server.addDevices([{ serial: "AAA" }, { serial: "BBB" }, { serial: "CCC" }]);
	const uuid = (await ask("POST", "/profile", profile)).json["profile_uuid"];
	const assign = async (version = "10", devices = ["AAA", "BBB"]) => {
		const { json } = await ask("POST", "/profile/devices", { profile_uuid: uuid, devices }, { "X-Server-Protocol-Version": version });
		return [json["devices"], json["retry_after_seconds"]];
	};
	apple.misbehave({ kind: "throttled", seconds: 90, times: 4 });
	assert.deepEqual(await assign(), [{ AAA: "THROTTLED", BBB: "THROTTLED" }, 90]);
	assert.deepEqual(await assign("9"), [{ AAA: "THROTTLED", BBB: "THROTTLED" }, undefined]);
	assert.deepEqual(await assign("8"), [{ AAA: "FAILED", BBB: "FAILED" }, undefined]);
	assert.deepEqual(await assign("10", ["NOBODY"]), [{ NOBODY: "NOT_ACCESSIBLE" }, undefined]);
	assert.equal(server.counts().empty, 3);

	apple.misbehave({ kind: "results", results: { AAA: "FAILED", CCC: "NOT_ACCESSIBLE" }, times: 1 });
	assert.deepEqual(await assign("10", ["AAA", "BBB", "CCC"]), [{ AAA: "FAILED", BBB: "SUCCESS", CCC: "NOT_ACCESSIBLE" }, undefined]);
	assert.deepEqual(server.counts(), { empty: 2, assigned: 1, pushed: 0, removed: 0 });

	apple.misbehave({ kind: "missing-serial", serials: ["CCC"], times: 1 }, { kind: "missing-serial", times: 1 });
	assert.deepEqual(await assign(), [{ BBB: "SUCCESS" }, undefined], "the first, where none is named");
	assert.deepEqual(await assign("10", ["AAA", "CCC"]), [{ AAA: "SUCCESS" }, undefined]);
	assert.equal(server.counts().assigned, 3, "and yet all are assigned");
	assert.equal(apple.assignCalls.at(-1)?.results.has("CCC"), false);
});
