import assert from "node:assert/strict";
import { test } from "node:test";
import { addUser } from "../../src/directory/change-user.ts";
import { userFact } from "../../src/directory/user-fact.ts";
import type { Store } from "../../src/store/open.ts";
import { addDomain, verifyDomain } from "../../src/tenant/domains.ts";
import { temporaryStore } from "../temporary-store.ts";

async function directory(store: Store): Promise<void> {
	await store.write(async (stores) => {
		for (const domain of ["contoso.com", "contoso.co.jp"]) {
			await addDomain(stores, { domain, now: 0 });
			await verifyDomain(stores, { domain });
		}
		await addDomain(stores, { domain: "fabrikam.com", now: 0 });
		for (const upn of ["taro.yamada@contoso.com", "taro.yamata@contoso.com", "hanako@contoso.co.jp", "hanako@fabrikam.com"])
			await addUser(stores, { upn, id: upn, now: 0 });
		await addUser(stores, { upn: "kiosk@contoso.com", id: "kiosk", change: { enabled: false, enrollmentManager: true }, now: 0 });
	});
}

test("a user, with the name as typed", async (t) => {
	const store = await temporaryStore(t);
	await directory(store);
	assert.deepEqual(await userFact(store.read, "ＫＩＯＳＫ＠contoso.com"), {
		upn: "kiosk@contoso.com",
		suffix: "contoso.com",
		suffixVerified: true,
		verifiedDomains: ["contoso.co.jp", "contoso.com"],
		account: { id: "kiosk", displayName: "kiosk", enabled: false, enrollmentManager: true },
		nearMisses: [],
	});
	assert.equal((await userFact(store.read, "hanako@fabrikam.com")).suffixVerified, false);
});

const misses: readonly (readonly [string, readonly string[]])[] = [
	["tarou.yamada@contoso.com", ["taro.yamada@contoso.com", "taro.yamata@contoso.com"]],
	["atro.yamada@contoso.com", ["taro.yamada@contoso.com", "taro.yamata@contoso.com"]],
	["taro.yamada@contso.com", ["taro.yamada@contoso.com", "taro.yamata@contoso.com"]],
	["taro.yamada@contoso.co.jp", ["taro.yamada@contoso.com"]],
	["hanako@contoso.com", ["hanako@contoso.co.jp"]],
	["hanako", ["hanako@contoso.co.jp"]],
	["jiro.suzuki@contoso.com", []],
	["", []],
	["%@contoso.com", []],
];
for (const [typed, expected] of misses) {
	test(`near misses of ${typed || "nothing"}`, async (t) => {
		const store = await temporaryStore(t);
		await directory(store);
		const fact = await userFact(store.read, typed);
		assert.equal(fact.account, null);
		assert.deepEqual(fact.nearMisses, expected);
	});
}

test("among thousands with the same suffix, the one that was meant is found", async (t) => {
	const store = await temporaryStore(t);
	await directory(store);
	await store.write(async (stores) => {
		for (let i = 0; i < 2_000; i++) await addUser(stores, { upn: `employee.${10_000 + i}@contoso.com`, id: `e${i}`, now: 0 });
	});
	assert.deepEqual((await userFact(store.read, "taro.yanada@contoso.com")).nearMisses, [
		"taro.yamada@contoso.com",
		"taro.yamata@contoso.com",
	]);
});

test("at most three are offered", async (t) => {
	const store = await temporaryStore(t);
	await directory(store);
	await store.write(async (stores) => {
		for (const letter of "abcdef") await addUser(stores, { upn: `sato${letter}@contoso.com`, id: letter, now: 0 });
	});
	assert.deepEqual((await userFact(store.read, "sato@contoso.com")).nearMisses, [
		"satoa@contoso.com",
		"satob@contoso.com",
		"satoc@contoso.com",
	]);
});

test("hiding existence changes nothing in the answer", async (t) => {
	const store = await temporaryStore(t);
	await directory(store);
	for (const typed of ["kiosk@contoso.com", "kiosc@contoso.com"])
		assert.deepEqual(await userFact(store.read, typed, { hideExistence: true }), await userFact(store.read, typed));
});
