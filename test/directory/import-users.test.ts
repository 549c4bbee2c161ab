import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import { verifyPassword } from "../../src/credentials/password.ts";
import { addUser } from "../../src/directory/change-user.ts";
import { type ImportSummary, importUsersFile } from "../../src/directory/import-users.ts";
import { setPlan } from "../../src/directory/licences.ts";
import type { Store } from "../../src/store/open.ts";
import { addDomain, verifyDomain } from "../../src/tenant/domains.ts";
import { countingIds, temporaryStore } from "../temporary-store.ts";

async function tenant(store: Store, seats = 10): Promise<void> {
	await store.write(async (stores) => {
		await addDomain(stores, { domain: "contoso.com", now: 1 });
		await verifyDomain(stores, { domain: "contoso.com" });
		await setPlan(stores, { plan: "INTUNE_A", name: "Intune Plan 1", authority: "intune", seats, now: 1 });
	});
}

function importer(store: Store) {
	const newId = countingIds("id");
	let now = 100;
	return (file: string | Uint8Array) =>
		importUsersFile(store, typeof file === "string" ? Buffer.from(file) : file, { clock: { now: () => now++ }, newId });
}

function counts({ added, changed, unchanged, groupsAdded }: ImportSummary) {
	return { added, changed, unchanged, groupsAdded };
}

test("users, groups and licences come in with one file", async (t) => {
	const store = await temporaryStore(t);
	await tenant(store);
	const done = await importer(store)(
		"upn,displayName,password,enabled,groups,licences,enrollmentManager\r\n" +
			"Taro@Contoso.com,山田 太郎,pass-1,,営業;Tokyo,intune_a,\r\n" +
			"kiosk@contoso.com,,pass-2,no,TOKYO,,yes\r\n",
	);
	assert.ok(done.ok);
	assert.deepEqual(counts(done), { added: 2, changed: 0, unchanged: 0, groupsAdded: 2 });
	assert.deepEqual(done.warnings, []);
	const taro = await store.read.users.byUpn("taro@contoso.com");
	const kiosk = await store.read.users.byUpn("kiosk@contoso.com");
	assert.ok(taro !== undefined && kiosk !== undefined);
	assert.deepEqual([taro.displayName, taro.enabled, taro.enrollmentManager], ["山田 太郎", true, false]);
	assert.deepEqual([kiosk.displayName, kiosk.enabled, kiosk.enrollmentManager], ["kiosk", false, true]);
	assert.equal(await verifyPassword(taro.passwordHash, "pass-1"), true);
	assert.equal(await verifyPassword(kiosk.passwordHash, "pass-1"), false);
	assert.deepEqual(
		(await store.read.groups.list()).map(({ name, members }) => [name, members]),
		[
			["Tokyo", 2],
			["営業", 1],
		],
	);
	assert.deepEqual(
		(await store.read.licences.ofUser(taro.id)).map(({ plan, state }) => [plan, state]),
		[["INTUNE_A", "active"]],
	);
});

test("a second import changes what is given and takes nothing away", async (t) => {
	const store = await temporaryStore(t);
	await tenant(store);
	const run = importer(store);
	await run("upn,displayName,password,groups,licences,enrollmentManager\ntaro@contoso.com,Taro,pass-1,Tokyo,INTUNE_A,yes\n");
	const before = await store.read.users.byUpn("taro@contoso.com");
	const again = await run("upn,displayName,password,enabled,groups,licences\ntaro@contoso.com,,,,Tokyo,INTUNE_A\n");
	assert.ok(again.ok);
	assert.deepEqual(counts(again), { added: 0, changed: 0, unchanged: 1, groupsAdded: 0 });
	assert.deepEqual(await store.read.users.byUpn("taro@contoso.com"), before);

	const changed = await run("upn,displayName,enabled,groups\nTARO@contoso.com,Yamada,no,Osaka\n");
	assert.ok(changed.ok);
	assert.deepEqual(counts(changed), { added: 0, changed: 1, unchanged: 0, groupsAdded: 1 });
	const after = await store.read.users.byUpn("taro@contoso.com");
	assert.deepEqual(after, { ...before, displayName: "Yamada", enabled: false, updatedAt: after?.updatedAt });
	assert.deepEqual(
		(await store.read.groups.ofUser(after?.id ?? "")).map((group) => group.name),
		["Osaka", "Tokyo"],
	);
});

test("Shift_JIS from Japanese Excel", async (t) => {
	const store = await temporaryStore(t);
	await tenant(store);
	const name = Buffer.from([0x95, 0x5c, 0x93, 0x63, 0x81, 0x40, 0xfb, 0xfc]);
	const done = await importer(store)(Buffer.concat([Buffer.from("upn,displayName\r\ntaro@contoso.com,"), name, Buffer.from("\r\n")]));
	assert.equal(done.ok, true);
	assert.equal((await store.read.users.byUpn("taro@contoso.com"))?.displayName, "表田 髙");
});

test("of 200 lines three are bad: they are named, and nothing is imported", async (t) => {
	const store = await temporaryStore(t);
	await tenant(store);
	const lines = Array.from({ length: 200 }, (_, i) => `user${i + 2}@contoso.com,Sales,INTUNE_A`);
	lines[10] = "user9@contoso.com,Sales,INTUNE_A";
	lines[77] = "user79@contoso.com,Sales,INTUNE_B";
	lines[199] = "user201,Sales,INTUNE_A";
	const done = await importer(store)(`upn,groups,licences\n${lines.join("\n")}\n`);
	assert.deepEqual(done, {
		ok: false,
		problem: {
			kind: "lines-refused",
			problems: [
				{ line: 12, kind: "upn-twice", upn: "user9@contoso.com", firstLine: 9 },
				{ line: 79, kind: "licence-unknown", plan: "INTUNE_B", known: ["INTUNE_A"] },
				{ line: 201, kind: "upn-malformed", fault: "no-suffix" },
			],
		},
	});
	assert.equal(await store.read.users.count(), 0);
	assert.deepEqual(await store.read.groups.list(), []);
});

test("what a person should look at afterwards is named by line", async (t) => {
	const store = await temporaryStore(t);
	await tenant(store, 1);
	const done = await importer(store)(
		"upn,password,licences\ntaro@contoso.com,x,INTUNE_A\nhanako@contoso.com,x,INTUNE_A\njiro@contso.com,x,\nsaburo@contoso.com,,\n",
	);
	assert.ok(done.ok);
	assert.deepEqual(done.warnings, [
		{ line: 3, kind: "no-seat-left", upn: "hanako@contoso.com", plan: "INTUNE_A" },
		{ line: 4, kind: "domain-not-verified", upn: "jiro@contso.com", domain: "contso.com" },
		{ line: 5, kind: "password-missing", upn: "saburo@contoso.com" },
	]);
});

test("a fault in the middle of the unit of work leaves nothing behind", async (t) => {
	const store = await temporaryStore(t);
	await tenant(store);
	await store.write((stores) => addUser(stores, { upn: "old@contoso.com", id: "taken", now: 1 }));
	const ids = ["fresh", "group", "taken"];
	const newId = () => {
		const id = ids.shift();
		if (id === undefined) throw new Error("no more ids");
		return id;
	};
	const file = Buffer.from("upn,groups\na@contoso.com,Sales\nb@contoso.com,\nc@contoso.com,\n");
	await assert.rejects(importUsersFile(store, file, { clock: { now: () => 2 }, newId }));
	assert.equal(await store.read.users.count(), 1);
	assert.equal(await store.read.users.byUpn("a@contoso.com"), undefined);
	assert.deepEqual(await store.read.groups.list(), []);
});
