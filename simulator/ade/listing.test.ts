import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestStandIn, testKeyPair } from "./test-stand-in.ts";

const day = 86_400_000;

type Row = Readonly<Record<string, unknown>>;
type Asked = Awaited<ReturnType<Awaited<ReturnType<typeof startTestStandIn>>["ask"]>>;
const rowsOf = ({ json }: Asked): readonly Row[] => json["devices"] as readonly Row[];
const serialsOf = (answer: Asked): readonly unknown[] => rowsOf(answer).map((row) => row["serial_number"]);
const changesOf = (answer: Asked): readonly string[] =>
	rowsOf(answer).map((row) => `${String(row["op_type"])} ${String(row["serial_number"])}`);

test("a fetch names every device once, page by page, and is then exhausted", async (t) => {
	const { server, ask, word, apple } = await startTestStandIn(t);
	const added = server.addDevices({ count: 250, seed: "F" });
	const first = await ask("POST", "/server/devices", {});
	assert.equal(rowsOf(first).length, 100, "100 where no limit is asked for");
	assert.equal(first.headers["content-type"], "application/json;charset=UTF8");
	assert.equal(first.json["more_to_follow"], true);
	assert.equal(first.json["fetched_until"], "2026-06-01T00:00:00Z");
	assert.ok(String(first.json["cursor"]).length <= 1000);
	assert.ok(rowsOf(first).every((row) => row["op_type"] === undefined && row["op_date"] === undefined));
	const again = await ask("POST", "/server/devices", { cursor: first.json["cursor"], limit: 150 });
	const repeated = await ask("POST", "/server/devices", { cursor: first.json["cursor"], limit: 150 });
	assert.deepEqual(serialsOf(again), serialsOf(repeated), "who lost an answer asks again");
	assert.equal(again.json["more_to_follow"], false);
	assert.deepEqual(new Set([...serialsOf(first), ...serialsOf(again)]), new Set(added));
	assert.equal(word(await ask("POST", "/server/devices", { cursor: again.json["cursor"] })), "400 EXHAUSTED_CURSOR");
	assert.equal(rowsOf(await ask("POST", "/devices/sync", { cursor: again.json["cursor"] })).length, 0);
	assert.deepEqual(
		apple.requests.filter(({ path }) => path === "/server/devices").map(({ limit, devices, status }) => [limit, devices, status]),
		[
			[undefined, 100, 200],
			[150, 150, 200],
			[150, 150, 200],
			[undefined, undefined, 400],
		],
	);
});

test("a page is never larger than the maximum that the account tells", async (t) => {
	const { server, ask, word } = await startTestStandIn(t);
	server.addDevices({ count: 1200, seed: "L" });
	const page = await ask("POST", "/server/devices", { limit: 5000 });
	assert.equal(rowsOf(page).length, 1000);
	for (const limit of [0, -1, 1.5, "100", true]) {
		assert.equal(word(await ask("POST", "/server/devices", { limit })), "400 MALFORMED_REQUEST_BODY");
	}
	const { json } = await ask("GET", "/account");
	const urls = json["urls"] as readonly { uri: string; limit?: unknown; http_method: readonly string[] }[];
	assert.deepEqual(urls.find(({ uri }) => uri === "/server/devices")?.limit, { default: 100, maximum: 1000 });
	assert.deepEqual(urls.find(({ uri }) => uri === "/profile/devices")?.http_method, ["POST", "PUT", "DELETE"]);
	const { server_name, server_uuid, admin_id, org_type } = json as Record<string, unknown>;
	assert.deepEqual([server_name, server_uuid, admin_id, org_type], ["Tokyo", server.uuid, "admin@example.com", "org"]);
});

test("a sync tells what happened since the fetch began, in its order, and a device as often as it changed", async (t) => {
	const { apple, server, ask, clock } = await startTestStandIn(t);
	const [a = "", b = "", c = ""] = server.addDevices([{ serial: "AAA" }, { serial: "BBB" }, { serial: "CCC" }]);
	const first = await ask("POST", "/server/devices", { limit: 1 });
	assert.deepEqual(serialsOf(first), [a]);
	clock.ms += 60_000;
	// Behind the place where the fetch is, and before it.
	server.modify([a]);
	server.unassign([c]);
	const rest = await ask("POST", "/server/devices", { cursor: first.json["cursor"] });
	assert.deepEqual(serialsOf(rest), [b]);
	assert.equal(rest.json["more_to_follow"], false);
	const sync = await ask("POST", "/devices/sync", { cursor: rest.json["cursor"] });
	assert.deepEqual(changesOf(sync), ["modified AAA", "deleted CCC"]);
	assert.equal(rowsOf(sync)[0]?.["op_date"], "2026-06-01T00:01:00Z");

	server.assign([c]);
	server.modify([c]);
	apple.addServer({ name: "Osaka" }).assign([b]);
	server.disown([a]);
	const page = await ask("POST", "/devices/sync", { cursor: sync.json["cursor"], limit: 3 });
	assert.deepEqual(changesOf(page), ["added CCC", "modified CCC", "deleted BBB"]);
	assert.equal(page.json["more_to_follow"], true);
	const last = await ask("POST", "/devices/sync", { cursor: page.json["cursor"] });
	assert.deepEqual(changesOf(last), ["deleted AAA"]);
	assert.deepEqual(
		[...server.devices()].map(({ serial }) => serial),
		["CCC"],
	);
	assert.deepEqual(serialsOf(await ask("POST", "/server/devices", {})), ["CCC"]);
	assert.throws(() => server.assign(["AAA"]), /belongs to nobody/);
	assert.equal(apple.server("Osaka")?.deviceCount, 1);
});

test("a cursor is good for seven days, on its own server, and where it belongs", async (t) => {
	const { apple, server, ask, word, client, clock, fresh } = await startTestStandIn(t);
	server.addDevices({ count: 3, seed: "C" });
	const half = (await ask("POST", "/server/devices", { limit: 1 })).json["cursor"];
	const whole = (await ask("POST", "/server/devices", { limit: 3 })).json["cursor"];
	const sync = async (cursor: unknown) => word(await ask("POST", "/devices/sync", { cursor }));
	assert.equal(word(await ask("POST", "/devices/sync", {})), "400 CURSOR_REQUIRED");
	assert.equal(await sync(""), "400 CURSOR_REQUIRED");
	for (const wrong of ["nonsense", `${String(whole)}A`, "x".repeat(1001), 7, half]) assert.equal(await sync(wrong), "400 INVALID_CURSOR");
	assert.equal(word(await ask("POST", "/server/devices", { cursor: "nonsense" })), "400 INVALID_CURSOR");

	const other = apple.addServer({ name: "Osaka" });
	other.uploadPublicKey(testKeyPair().certificatePem);
	const session = { id: await client.session(testKeyPair().open(other.downloadToken()), clock.ms) };
	assert.equal(word(await client.call(session, "POST", "/devices/sync", { cursor: whole })), "400 INVALID_CURSOR");

	clock.ms += 7 * day;
	fresh();
	assert.equal(await sync(whole), "200");
	clock.ms += 1000;
	assert.equal(await sync(whole), "400 EXPIRED_CURSOR");
	assert.equal(word(await ask("POST", "/server/devices", { cursor: half })), "400 EXPIRED_CURSOR");
	const newer = (await ask("POST", "/server/devices", {})).json["cursor"];
	server.forgetCursors();
	assert.equal(await sync(newer), "400 INVALID_CURSOR");
});

test("an older protocol version says less", async (t) => {
	const { server, ask } = await startTestStandIn(t);
	server.addDevices([
		{
			serial: "PAD1",
			model: "iPad mini",
			family: "iPad",
			assetTag: 'the "first"',
			migrationDeadlineAt: Date.parse("2026-07-01T00:00:00Z"),
		},
	]);
	const row = async (version: string | undefined) =>
		rowsOf(await ask("POST", "/server/devices", {}, { "X-Server-Protocol-Version": version }))[0] ?? {};
	const ten = await row("10");
	assert.deepEqual(ten, {
		serial_number: "PAD1",
		model: "iPad mini",
		description: "IPAD MINI 128GB-JPN",
		color: "BLACK",
		device_family: "iPad",
		os: "iPadOS",
		asset_tag: 'the "first"',
		profile_status: "empty",
		device_assigned_date: "2026-06-01T00:00:00Z",
		device_assigned_by: "admin@example.com",
		mdm_migration_deadline: "2026-07-01T00:00:00Z",
	});
	const { mdm_migration_deadline: _, ...seven } = ten;
	assert.deepEqual(await row("7"), seven);
	assert.equal((await row("6"))["os"], "iOS");
	assert.equal((await row(undefined))["os"], undefined);
	assert.equal((await ask("GET", "/account", undefined, { "X-Server-Protocol-Version": "2" })).json["urls"], undefined);
});

test("a device that Apple has lost is in no listing, and is there when it is asked for", async (t) => {
	const { server, ask } = await startTestStandIn(t);
	server.addDevices([{ serial: "AAA" }, { serial: "BBB" }]);
	server.unlist(["BBB"]);
	const page = await ask("POST", "/server/devices", { limit: 1 });
	assert.deepEqual(serialsOf(page), ["AAA"]);
	assert.equal(page.json["more_to_follow"], false);
	server.modify(["BBB"]);
	assert.equal(rowsOf(await ask("POST", "/devices/sync", { cursor: page.json["cursor"] })).length, 0);
	const { json } = await ask("POST", "/devices", { devices: ["BBB", "CCC"] });
	const devices = json["devices"] as Readonly<Record<string, Row>>;
	assert.equal(devices["BBB"]?.["response_status"], "SUCCESS");
	assert.deepEqual(devices["CCC"], { response_status: "NOT_ACCESSIBLE" });
});

test("the same seed makes the same devices, and no serial number comes twice among many", async (t) => {
	const { apple, server } = await startTestStandIn(t);
	const serials = server.addDevices({ count: 50_000, seed: "S" });
	assert.equal(new Set(serials).size, 50_000);
	assert.notDeepEqual(serials.toSorted(), serials, "their order is not that of their numbers");
	assert.throws(() => apple.addServer({ name: "Osaka" }).addDevices({ count: 1, seed: "S" }), RangeError);
	assert.throws(() => apple.addServer({ name: "Tokyo" }), RangeError);
});
