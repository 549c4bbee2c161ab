import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { setAuthority } from "../../src/tenant/authority.ts";
import { type House, openHouse, password } from "../e2e/harness.ts";
import { eventually } from "../eventually.ts";
import { attempt } from "../store/rows.ts";
import { type Client, hire, signedIn } from "./console-client.ts";

let house: House;
let browser: Client;
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

before(async () => {
	house = await openHouse({ ready: false, judgeEvery: 20 });
	browser = await signedIn(house, await hire(house, "hanako", "readonly"));
});
after(() => house[Symbol.asyncDispose]());

/** As it is now: what was counted some seconds ago is asked anew. */
async function overview(query = "") {
	house.clock.move(6_000);
	const answer = await browser.send("GET", `/overview${query}`);
	assert.equal(answer.status, 200, answer.text);
	return answer.json;
}

test("before anybody has tried it says so, and what of the first steps is done", async () => {
	const { state, setUp, history, funnel, totals, judgedBy } = await overview();
	assert.equal(state, "nothing-yet");
	assert.deepEqual(setUp, {
		...{ organization: false, authority: false, pushCertificate: false, domain: true, plans: true, users: false, licences: false },
		...{ terms: false, ade: false, tried: false },
	});
	assert.deepEqual([history.length, funnel.tries, totals, judgedBy.lately], [24, 0, { devices: 0, users: 0 }, []]);
	assert.ok(history.every(({ counts }: { counts: unknown[] }) => counts.length === 0));
});

test("a phone that came through stands in every part of it; what refuses everybody makes it down, and mended it works again", async () => {
	await house.addUser("taro@contoso.example");
	const [device] = makeFleet("overview", 1);
	assert.ok(device !== undefined);
	const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
	const refused = await enroll(phone, { upn: "taro@contoso.example", password });
	assert.ok(refused.reference !== undefined);
	const down = await overview("?lang=ja");
	assert.equal(down.state, "down");
	const codes = down.judgedBy.blocking.map(({ code }: { code: string }) => code);
	assert.ok(codes.includes("mdm-authority-not-set"), codes.join());
	assert.match(down.judgedBy.blocking[0].title, /[ぁ-ん]/);
	assert.ok(down.incidents[0].everybody);

	await house.domain.store.write((stores) => setAuthority(stores, { authority: "intune", now: house.clock.now() }));
	await house.uploadPush("11111111-2222-3333-4444-555555555555");
	const ended = await enroll(phone, { upn: "taro@contoso.example", password });
	assert.ok(ended.reference !== undefined);
	let good = down;
	await eventually("what was mended is seen", async () => {
		good = await overview();
		return good.judgedBy.blocking.length === 0;
	});
	assert.deepEqual(good.setUp, {
		...{ organization: false, authority: true, pushCertificate: true, domain: true, plans: true, users: true, licences: true },
		...{ terms: false, ade: false, tried: true },
	});
	assert.deepEqual(good.totals, { devices: 1, users: 1 });
	assert.equal(good.history.at(-1).counts[0].enrolled + (good.history.at(-2).counts[0]?.enrolled ?? 0), 1);
	const [web] = good.funnel.journeys;
	assert.deepEqual([web.journey, web.enrolled], ["web", 1]);
	const managed = web.steps.find(({ step }: { step: string }) => step === "managed");
	assert.deepEqual(managed, { step: "managed", reached: 1, lost: 0, waiting: 0 });
	assert.ok(!web.steps.some(({ step }: { step: string }) => step === "configured" || step === "device-described"));
	const kinds = good.expiries.map(({ kind }: { kind: string }) => kind);
	assert.deepEqual(kinds.toSorted(), ["authority", "push-certificate", "server-certificate"]);
	const instants = good.expiries.map(({ at }: { at: string }) => at);
	assert.deepEqual(instants, instants.toSorted());
});

test("tries are counted by the hour and by the day where whoever asks is, and slips count against nobody", async () => {
	house.clock.move(40 * day);
	// Noon of a day in Tokyo.
	house.clock.move(day - ((house.clock.now() + 9 * hour) % day) + 12 * hour);
	const now = house.clock.now();
	browser = await signedIn(house, await hire(house, "noon", "readonly"));
	await house.domain.store.write(async ({ attempts }) => {
		const rows = [
			...Array.from({ length: 6 }, (_, at) => ({ startedAt: now - 2 * hour - at, state: "enrolled" as const, code: null })),
			...Array.from({ length: 3 }, (_, at) => ({ startedAt: now - 3 * hour - at, state: "refused" as const, code: "device-cap-reached" })),
			...Array.from({ length: 9 }, (_, at) => ({ startedAt: now - 4 * hour - at, state: "refused" as const, code: "sign-in-failed" })),
			// Yesterday in Tokyo, today in London.
			{ startedAt: now - 13 * hour, state: "stopped" as const, code: "device-went-silent" },
		];
		for (const [at, row] of rows.entries()) await attempts.insert(attempt(`m${at}`, { ...row, updatedAt: now }));
	});
	const { judgedBy, state } = await overview();
	assert.deepEqual(judgedBy.lately, [{ journey: "web", enrolled: 6, ended: 10, slips: 9, low: true }]);
	assert.equal(state, "trouble", "six of ten are few");
	const days = async (zone: number) => {
		const { history } = await overview(`?window=7d&zone=${zone}`);
		assert.equal(history.length, 7);
		return history.slice(-2).map(({ counts }: { counts: { enrolled: number; refused: number; stopped: number }[] }) => {
			const [web] = counts;
			return web === undefined ? null : [web.enrolled, web.refused, web.stopped];
		});
	};
	assert.deepEqual(await days(540), [
		[0, 0, 1],
		[6, 12, 0],
	]);
	const [, london] = await days(-540);
	assert.deepEqual(london?.[0], 6);
	assert.equal((await browser.send("GET", "/overview?window=1y")).status, 400);
	assert.equal((await browser.send("GET", "/overview?zone=7")).status, 400);
});
