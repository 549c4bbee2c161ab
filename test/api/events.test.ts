import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import { request } from "node:https";
import { type AddressInfo, connect } from "node:net";
import { test } from "node:test";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { createLiveFeed } from "../../src/health/live-feed.ts";
import { createEventStreams } from "../../src/http/api/event-streams.ts";
import { type House, openHouse, password } from "../e2e/harness.ts";
import { eventually } from "../eventually.ts";
import { attempt } from "../store/rows.ts";
import { within } from "../within.ts";
import { client, hire, signedIn } from "./console-client.ts";
import { type Listening, listen, stepsOf } from "./listen.ts";

const hour = 3600_000;

async function phoneOf(house: House, upn: string) {
	await house.addUser(upn, upn.startsWith("none") ? { licences: "" } : {});
	const [device] = makeFleet(upn, 1);
	assert.ok(device !== undefined);
	return createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
}

test("a phone enrolls, and its steps arrive in their order; whoever comes back goes on where they were", async () => {
	await using house = await openHouse();
	const browser = await signedIn(house, await hire(house, "hanako", "readonly"));
	const listening = await listen(house, browser);
	assert.equal(listening.response.statusCode, 200);
	assert.match(listening.response.headers["content-type"] ?? "", /^text\/event-stream/);
	assert.equal(listening.response.headers["cache-control"], "no-store");
	const ended = await enroll(await phoneOf(house, "taro@contoso.example"), { upn: "taro@contoso.example", password });
	await eventually("it is managed", () => stepsOf(listening).some(({ step }) => step === "managed"));
	const own = stepsOf(listening).filter(({ reference }) => reference === ended.reference);
	assert.deepEqual([own[0].step, own[0].journey, own.at(-1).upn], ["portal-opened", "web", "taro@contoso.example"]);
	const sequences = stepsOf(listening).map(({ sequence }) => sequence);
	assert.deepEqual(
		sequences,
		[...new Set(sequences)].toSorted((a, b) => a - b),
		"each once, in order",
	);
	const { reference: refused } = await enroll(await phoneOf(house, "none@contoso.example"), { upn: "none@contoso.example", password });
	await eventually("the refusal and its incident", () => {
		const refusal = stepsOf(listening).some(({ reference, code }) => reference === refused && code === "user-not-licensed");
		return (
			refusal && listening.heard.some(({ data }) => data.incidents?.some(({ code }: { code: string }) => code === "user-not-licensed"))
		);
	});
	const last = sequences[3];
	listening.close();
	const again = await listen(house, browser, { last: String(last) });
	await eventually("what was missed", () => stepsOf(again).length > 0);
	assert.equal(stepsOf(again)[0].sequence, sequences[4]);
	again.close();
});

test("whoever may not see tries hears nothing, and a token that may not see incidents hears of none", async () => {
	await using house = await openHouse();
	const owner = await signedIn(house, await hire(house, "hanako", "owner"));
	const token = async (scope: string) => {
		const made = await owner.send("POST", "/tokens", { body: { name: "script", scopes: [scope] } });
		return { authorization: `Bearer ${made.json.secret}` };
	};
	assert.equal((await client(house, await token("health.read")).send("GET", "/events")).status, 403);
	assert.equal((await client(house).send("GET", "/events")).status, 401);
	const headers = await token("tries.read");
	const heard: string[] = [];
	const asked = request(`${house.url}/api/v1/events`, { ca: house.root, headers, agent: false }, (response) => {
		response.setEncoding("utf8").on("data", (piece: string) => heard.push(piece));
	}).end();
	const listening = await listen(house, owner);
	await enroll(await phoneOf(house, "none@contoso.example"), { upn: "none@contoso.example", password });
	await eventually("the owner hears of the incident", () => listening.heard.some(({ data }) => data.incidents?.length > 0));
	await eventually("the script hears of the try", () => heard.join("").includes("user-not-licensed"));
	for (const [, data] of heard.join("").matchAll(/^data: (.*)$/gm)) assert.deepEqual(JSON.parse(data ?? "").incidents, []);
	asked.destroy();
	listening.close();
});

test("a stream ends with its session: revoked, idle for too long, or of somebody who is kept out", async () => {
	await using house = await openHouse();
	const hired = await hire(house, "hanako", "readonly");
	const [revoked, idle] = [await signedIn(house, hired), await signedIn(house, hired)];
	const streams = await Promise.all([revoked, idle].map((browser) => listen(house, browser)));
	assert.equal((await revoked.send("DELETE", `/sessions/${revoked.sessionId}`)).status, 200);
	await eventually("the revoked one ends", () => streams[0]?.ended() === true);
	assert.equal(streams[1]?.ended(), false);
	house.clock.move(hour);
	await eventually("nobody used it: a page that stands open does not keep it alive", () => streams[1]?.ended() === true);
	const out = await signedIn(house, hired);
	const third = await listen(house, out);
	const { administrators } = house.domain.store.read;
	const now = (await administrators.byId(hired.administrator.id)) ?? assert.fail();
	await house.domain.store.write((stores) =>
		stores.administrators.update({ ...now, enabled: false, version: now.version + 1 }, now.version),
	);
	await eventually("they are kept out", () => third.ended());
});

test("whoever has gone before their line stands open leaves none behind", async (t) => {
	await using house = await openHouse();
	const { store, clock } = house.domain;
	const { administrator } = await hire(house, "hanako", "readonly");
	const { sessionId } = await signedIn(house, { administrator, secret: "" });
	const session = (await store.read.administratorSessions.byId(sessionId)) ?? assert.fail();
	const caller = { administrator, permissions: [], session, token: null };
	const silent = { debug() {}, info() {}, warn() {}, error() {} };
	const streams = createEventStreams({ work: store, clock, limits: { idle: hour, absolute: hour } }, createLiveFeed(store.read, silent));
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => server.close());
	for (let lines = 0; lines < 4; lines++) {
		const line = connect((server.address() as AddressInfo).port, "127.0.0.1");
		const gone = new Promise<ServerResponse>((resolve) => {
			server.once("request", (_, response) => {
				response.once("close", () => resolve(response));
				line.destroy();
			});
		});
		line.on("error", () => undefined).write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
		await streams.open(await within("the end of the line", gone), { caller, after: null, write: () => null });
	}
	assert.ok(streams.mayOpen(caller), "they count as theirs no more");
	await streams.close();
});

test("fifty listen at once and hear the same; one session opens four lines and no more; stopping is prompt", async () => {
	await using house = await openHouse();
	const hired = await hire(house, "hanako", "readonly");
	const browsers = await Promise.all(Array.from({ length: 13 }, () => signedIn(house, hired)));
	const listening: Listening[] = [];
	for (const browser of browsers.slice(0, 12)) for (let line = 0; line < 4; line++) listening.push(await listen(house, browser));
	for (let line = 0; line < 2; line++) listening.push(await listen(house, browsers[12] ?? assert.fail()));
	assert.equal(listening.length, 50);
	const fifth = await (browsers[0] ?? assert.fail()).send("GET", "/events");
	assert.deepEqual([fifth.status, fifth.json.code], [429, "too-many-streams"]);
	const count = 300;
	await house.domain.store.write(async ({ attempts }) => {
		await attempts.insert(attempt("many"));
		for (let at = 0; at < count; at++) await attempts.addStep("many", { name: "reported", at, evidence: {} });
	});
	await eventually("all hear all of it", () => listening.every((one) => stepsOf(one).length >= count));
	for (const one of listening) assert.equal(stepsOf(one).length, count);
	listening[0]?.close();
	const began = performance.now();
	await house.restart();
	const took = performance.now() - began;
	assert.ok(took < 5_000, `${took}`);
	await eventually("all lines ended", () => listening.every((one) => one.ended()));
	const again = await listen(house, browsers[0] ?? assert.fail());
	await eventually("after a start it goes on", () => stepsOf(again).length > 0);
	again.close();
});
