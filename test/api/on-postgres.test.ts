import assert from "node:assert/strict";
import { test } from "node:test";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { managedDevice } from "../devices/device-fixture.ts";
import { openHouse, password } from "../e2e/harness.ts";
import { eventually } from "../eventually.ts";
import { withPostgres } from "../postgres.ts";
import { attempt, user } from "../store/rows.ts";
import { hire, signedIn } from "./console-client.ts";
import { listen, stepsOf } from "./listen.ts";

/** As organisations write them: an order by language would mix these, and pass over signs. */
const names = [
	"田中 太郎",
	"たなか",
	"タナカ",
	"ﾀﾅｶ",
	"de-la-Cruz",
	"dela Cruz",
	"DELA CRUZ",
	"Ångström",
	"zoë",
	"_x",
	"a b",
	"ab",
	"A-b",
	"👩🏽‍💻",
];

test("the API on PostgreSQL", async (all) => {
	const server = await withPostgres(all);
	if (server === undefined) return;
	const url = await server.database();
	await using house = await openHouse({ settings: { GENKAN_DATABASE: url } });
	const { store } = house.domain;
	const boss = await signedIn(house, await hire(house, "hanako", "owner"));
	await store.write(async ({ users, devices }) => {
		for (const [n, displayName] of names.entries()) {
			const upn = `${n % 2 === 0 ? "d" : "d-"}${String.fromCodePoint(0x61 + ((n * 5) % 14))}_${n}@contoso.example`;
			await users.upsert(user(`u${n}`, { upn, displayName }));
			const at = { enrolledAt: 1_000 + Math.floor(n / 5), userId: `u${n}` };
			await devices.insert(managedDevice(`${n % 2 === 0 ? "D" : "d"}-${n}`, { ...at, serial: `C02X000000${n}`, name: displayName }));
		}
	});

	await all.test("lists come page by page, each row once, in an order that is no language's", async () => {
		const pages = async (path: string) => {
			const ids: string[] = [];
			for (let next: string | null = ""; next !== null; ) {
				const { status, json, text } = await boss.send("GET", `${path}limit=2${next === "" ? "" : `&cursor=${next}`}`);
				assert.equal(status, 200, text);
				assert.ok(json.items.length <= 2 && ids.length < 100, "it comes to an end");
				ids.push(...json.items.map(({ id }: { id: string }) => id));
				next = json.next;
			}
			return ids;
		};
		const rows = await store.read.users.list({ limit: 100 });
		assert.equal(rows.length, names.length);
		const byName = rows.toSorted((a, b) => (a.upn < b.upn ? -1 : 1)).map(({ id }) => id);
		assert.deepEqual(await pages("/users?"), byName);
		assert.deepEqual(
			await pages("/users?search=D-&"),
			byName.filter((id) => Number(id.slice(1)) % 2 === 1),
		);
		const newestFirst = (await store.read.devices.list({ limit: 100 })).map(({ id }) => id);
		assert.deepEqual(await pages("/devices?"), newestFirst);
		assert.deepEqual((await pages("/devices?state=managed&")).toSorted(), newestFirst.toSorted());
		const found = async (path: string) => (await pages(`${path}&`)).toSorted();
		assert.deepEqual(await found(`/devices?search=${encodeURIComponent("dela CRUZ")}`), ["D-6", "d-5"]);
		assert.deepEqual(await found(`/users?search=${encodeURIComponent("ÅNG")}`), ["u7"]);
		assert.deepEqual(await found(`/users?search=${encodeURIComponent("タナカ")}`), ["u2", "u3"]);
		const { json } = await boss.send("GET", "/search?q=DELA");
		assert.deepEqual(json.items.map(({ title }: { title: string }) => title).toSorted(), [
			"DELA CRUZ",
			"DELA CRUZ",
			"dela Cruz",
			"dela Cruz",
		]);
	});

	await all.test("a change is looked at without holding anybody up, done, and taken back once, however many ask", async () => {
		const rename = (query: string, name: string) => boss.send("POST", `/devices/D-0/rename${query}`, { body: { name } });
		const looks = Array.from({ length: 4 }, (_, n) => rename("?preview=true", `受付 ${n}`));
		const meanwhile = Array.from({ length: 8 }, (_, n) => store.write(({ checkIns }) => checkIns.touch("D-0", 5_000 + n)));
		for (const { status, text } of await Promise.all(looks)) assert.equal(status, 200, text);
		await Promise.all(meanwhile);
		assert.equal((await store.read.devices.byId("D-0"))?.label, null, "nothing of it is kept");
		const done = await rename("", "受付");
		assert.equal(done.status, 200, done.text);
		assert.equal((await store.read.devices.byId("D-0"))?.label, "受付");
		const [{ id }] = done.json.entries;
		const undone = await Promise.all(Array.from({ length: 4 }, () => boss.send("POST", `/audit/${id}/undo`)));
		assert.deepEqual(
			undone.map(({ status }) => status).toSorted((a, b) => a - b),
			[200, 422, 422, 422],
		);
		assert.equal((await store.read.devices.byId("D-0"))?.label, null);
		assert.equal((await store.read.audit.list({ actions: ["devices rename"], limit: 9 })).length, 2);
	});

	await all.test("people are imported, and counted with the tries, the devices and the licences", async () => {
		const lines = Array.from({ length: 30 }, (_, n) => `new${n}@contoso.example,新人 ${n},Sales;営業,INTUNE_A`);
		const file = Buffer.from(`upn,displayName,groups,licences\n${lines.join("\n")}\n`).toString("base64");
		const begun = await boss.send("POST", "/users/import", { body: { file } });
		assert.equal(begun.status, 200, begun.text);
		let run = begun.json.run;
		await eventually("it ends", async () => {
			run = (await boss.send("GET", `/users/import/${begun.json.run.id}`)).json;
			return run.state !== "running";
		});
		assert.equal(run.state, "done", JSON.stringify(run));
		const { status, json, text } = await boss.send("GET", "/overview?window=30d");
		assert.equal(status, 200, text);
		assert.deepEqual(json.totals, { devices: names.length, users: names.length + 30 });
		const [plan] = json.licences;
		assert.deepEqual([plan.consumed, plan.seats], [30, 100_000]);
	});

	await all.test("what another service on this database does is heard here", async () => {
		const { data } = house.domain.config;
		await using other = await openHouse({ ready: false, settings: { GENKAN_DATABASE: url, GENKAN_DATA: data } });
		const here = await listen(house, boss);
		const there = await listen(other, boss);
		await house.addUser("taro@contoso.example");
		const [device] = makeFleet("other", 1);
		const phone = createPhone({
			...(device ?? assert.fail()),
			product: "iPhone15,2",
			osVersion: "18.5",
			roots: [other.root],
			portalUrl: other.url,
		});
		const { reference } = await enroll(phone, { upn: "taro@contoso.example", password });
		for (const listening of [here, there]) {
			const own = () => stepsOf(listening).filter((step) => step.reference === reference);
			await eventually("it is managed", () => own().some(({ step }) => step === "managed"));
			assert.equal(new Set(own().map(({ sequence }) => sequence)).size, own().length, "each step once");
			listening.close();
		}
	});

	await all.test("a step that is kept later than a newer one is heard, whether one listened before or came between", async () => {
		const slow = async (id: string) => {
			const [written, may] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
			const kept = store.write(async ({ attempts }) => {
				await attempts.insert(attempt(id));
				await attempts.addStep(id, { name: "reported", at: 1, evidence: {} });
				written.resolve();
				await may.promise;
			});
			await written.promise;
			return async () => {
				may.resolve();
				await kept;
			};
		};
		const quick = (id: string) =>
			store.write(async ({ attempts }) => {
				await attempts.insert(attempt(id));
				await attempts.addStep(id, { name: "reported", at: 1, evidence: {} });
			});
		const keepFirst = await slow("L1");
		await quick("L2");
		const listening = await listen(house, boss);
		const heard = (id: string) => stepsOf(listening).some(({ reference }) => reference === `${id}-REF`);
		await eventually("the newer one", () => heard("L2"));
		await keepFirst();
		await eventually("the first, begun before anybody listened", () => heard("L1"));
		const keepSecond = await slow("L3");
		await quick("L4");
		await eventually("the newer one", () => heard("L4"));
		await keepSecond();
		await eventually("the second", () => heard("L3"));
		listening.close();
	});
});
