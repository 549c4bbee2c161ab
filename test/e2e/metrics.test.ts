import assert from "node:assert/strict";
import { request as tlsRequest } from "node:https";
import { test } from "node:test";
import { device } from "../store/rows.ts";
import { type House, openHouse } from "./harness.ts";

async function get(house: House, path: string, headers: Readonly<Record<string, string>> = {}) {
	return new Promise<{ readonly status: number; readonly body: string }>((resolve, reject) => {
		const request = tlsRequest(`${house.url}${path}`, { ca: house.root, headers, agent: false }, (response) => {
			let body = "";
			response.on("data", (piece: Buffer) => {
				body += piece.toString("utf8");
			});
			response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
		});
		request.on("error", reject).end();
	});
}

const numberOf = (body: string, name: string) => Number(new RegExp(`^${name.replaceAll(/[{}"]/g, "\\$&")} (\\S+)$`, "m").exec(body)?.[1]);

test("Prometheus reads numbers, and nobody's name", async () => {
	await using house = await openHouse();
	const { store, clock } = house.domain;
	const now = clock.now();
	await house.addUser("taro@contoso.example");
	await store.write(async (stores) => {
		for (const id of ["t1", "t2"]) {
			await stores.incidents.open({
				id,
				code: "ade-token-expired",
				subject: { kind: "ade-token", id, name: "Secret Office" },
				openedAt: now,
				seenAt: now,
				saw: { kind: "token-past", severity: "error" },
			});
		}
	});
	const { status, body } = await get(house, "/metrics");
	assert.equal(status, 200);
	assert.equal(numberOf(body, 'genkan_incidents_open{code="ade-token-expired",severity="error"}'), 2);
	const push = numberOf(body, 'genkan_expires_in_seconds{what="push-certificate",id=""}');
	assert.ok(push > 364 * 86_400 && push < 366 * 86_400, String(push));
	assert.ok(numberOf(body, 'genkan_expires_in_seconds{what="ca-certificate",id=""}') > 86_400);
	assert.match(body, /^genkan_build_info\{version="\d/m);
	assert.match(body, /^process_resident_memory_bytes \d/m);
	assert.doesNotMatch(body, /taro|contoso|Secret Office/);
	// What is gone is not told any more.
	await store.write((stores) =>
		stores.incidents.close({ code: "ade-token-expired", subject: { kind: "ade-token", id: "t1" } }, now, "mended"),
	);
	house.clock.move(11_000);
	assert.equal(numberOf((await get(house, "/metrics")).body, 'genkan_incidents_open{code="ade-token-expired",severity="error"}'), 1);
});

test("devices are counted every five minutes, however often somebody asks", async () => {
	await using house = await openHouse();
	const managed = async () => numberOf((await get(house, "/metrics")).body, 'genkan_devices{state="managed"}');
	const enrolled = (id: string) => house.domain.store.write((stores) => stores.devices.insert(device(id)));
	await enrolled("d1");
	assert.equal(await managed(), 1);
	await enrolled("d2");
	house.clock.move(4 * 60_000);
	assert.equal(await managed(), 1);
	house.clock.move(2 * 60_000);
	assert.equal(await managed(), 2);
});

test("with a token only whoever shows it, and through a proxy nobody, reads the metrics", async () => {
	await using house = await openHouse({ settings: { GENKAN_METRICS_TOKEN: "a-token-that-nobody-guesses" } });
	assert.equal((await get(house, "/metrics")).status, 401);
	assert.equal((await get(house, "/metrics", { authorization: "Bearer wrong" })).status, 401);
	assert.equal((await get(house, "/metrics", { authorization: "Bearer a-token-that-nobody-guesses" })).status, 200);
	await using open = await openHouse();
	assert.equal((await get(open, "/metrics", { "x-forwarded-for": "203.0.113.9" })).status, 403);
});
