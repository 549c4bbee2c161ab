import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { verifyPassword } from "../../src/credentials/password.ts";
import { refused } from "../e2e/failures/refused.ts";
import { openStage, type Stage } from "../e2e/failures/stage.ts";
import { type Client, hire, signedIn } from "./console-client.ts";

let stage: Stage;
let boss: Client;
let helper: Client;

before(async () => {
	stage = await openStage();
	boss = await signedIn(stage.house, await hire(stage.house, "hanako", "administrator"));
	helper = await signedIn(stage.house, await hire(stage.house, "misaki", "helpdesk"));
});
after(() => stage[Symbol.asyncDispose]());

async function changed(path: string, body?: unknown) {
	const { status, json, text } = await boss.send("POST", path, body === undefined ? {} : { body });
	assert.equal(status, 200, text);
	return json;
}

const upnsOf = ({ json }: { json: { items: { upn: string }[] } }) => json.items.map(({ upn }) => upn);

test("somebody is added with what they need to enroll, in one change, wholly or not at all; the password is told by nobody", async () => {
	const body = { upn: "Neu@contoso.example", groups: ["Fresh", "Osaka"], licences: ["intune_a"], password: "Very secret 7" };
	const looked = await changed("/users?preview=true", body);
	assert.deepEqual([looked.done, looked.preview.changes.length], [false, 1]);
	assert.equal((await boss.send("POST", "/users", { body: { ...body, licences: ["INTUNE_A", "NONE"] } })).status, 422);
	assert.equal((await boss.send("GET", "/users/neu@contoso.example")).status, 404, "neither looked at nor refused it leaves anybody");
	const done = await changed("/users", body);
	assert.equal(done.entries.length, 1);
	const told = await boss.send("GET", "/users/neu@contoso.example");
	assert.deepEqual(
		[told.json.user.hasPassword, told.json.groups.map(({ name }: { name: string }) => name), told.json.licences[0].state],
		[true, ["Fresh", "Osaka"], "active"],
	);
	const { passwordHash } = (await stage.house.domain.store.read.users.byUpn("neu@contoso.example")) ?? assert.fail();
	assert.equal(await verifyPassword(passwordHash, "Very secret 7"), true);
	const record = await stage.house.domain.store.read.audit.list({ actions: ["users add"], limit: 9 });
	assert.ok(![JSON.stringify(done), told.text, JSON.stringify(record)].some((text) => text.includes("secret 7")));
});

test("the longest user name finds its person, as it is typed and as a program writes it", async () => {
	const upn = `${"j".repeat(64)}@${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(55)}.example`;
	const added = await boss.send("POST", "/users", { body: { upn } });
	assert.equal(added.status, 200, added.text);
	for (const path of [upn, encodeURIComponent(upn)]) assert.equal((await boss.send("GET", `/users/${path}`)).json.user?.upn, upn);
	const odd = "あ".repeat(320);
	assert.equal((await boss.send("GET", `/users/${encodeURIComponent(odd)}`)).status, 404);
});

test("somebody is removed with whom nothing has happened, and their seat goes on; who has a device or a try is not, and no change since is lost", async () => {
	const { read } = stage.house.domain.store;
	await changed("/licences", { plan: "ONE", seats: 1 });
	const added = await changed("/users", { upn: "brief@contoso.example", licences: ["ONE"], groups: ["Brief"] });
	await changed("/users", { upn: "next@contoso.example", licences: ["ONE"] });
	await changed("/users/brief@contoso.example/groups", { group: "Later" });
	const kept = await boss.send("POST", `/audit/${added.entries[0].id}/undo`);
	assert.equal(kept.status, 422, "they were put into a group since");
	await changed("/users/brief@contoso.example/groups/remove", { group: "Later" });
	for (const [path, body, back, field] of [
		["/disable", undefined, ["/enable", undefined], /account enabled/],
		["/second-factor", {}, ["/second-factor", { remove: true }], /one-time codes/],
	] as const) {
		await changed(`/users/brief@contoso.example${path}`, body);
		const { status, text } = await boss.send("POST", `/audit/${added.entries[0].id}/undo`);
		assert.equal(status, 422, path);
		assert.match(text, field);
		await changed(`/users/brief@contoso.example${back[0]}`, back[1]);
	}
	await changed(`/audit/${added.entries[0].id}/undo`);
	assert.equal((await boss.send("GET", "/users/brief@contoso.example")).status, 404);
	const next = (await read.users.byUpn("next@contoso.example")) ?? assert.fail();
	assert.equal((await read.licences.ofUser(next.id))[0]?.state, "active");
	assert.ok(!(await read.groups.list()).some(({ name, members }) => name === "Brief" && members > 0));

	const owner = await stage.newcomer();
	assert.ok((await owner.enroll()).ok);
	const unlucky = await refused(await stage.newcomer({ user: { licences: "" } }));
	for (const [upn, why] of [
		[owner.upn, "user-has-devices"],
		[unlucky.person.upn, "user-has-history"],
	] as const) {
		const { status, json } = await boss.send("POST", `/users/${upn}/remove`);
		assert.deepEqual([status, json.code], [422, "not-done"], why);
		assert.match(json.detail ?? json.title, why === "user-has-devices" ? /1 of their devices/ : /tries to enroll/);
		assert.equal((await boss.send("GET", `/users/${upn}`)).status, 200);
	}
	assert.equal((await helper.send("POST", "/users/next@contoso.example/remove")).status, 403);
	await changed("/users/next@contoso.example/remove");
	assert.equal((await boss.send("POST", "/users/next@contoso.example/remove")).status, 422);
});

test("people are listed page by page, searched by how a name begins, and filtered", async () => {
	await stage.house.addUser("mori.aya@contoso.example", { groups: "Sales" });
	await stage.house.addUser("mori.ben@contoso.example", { enabled: "no", licences: "" });
	await stage.house.addUser("mori.cho@contoso.example", { groups: "Sales" });
	const first = await helper.send("GET", "/users?search=MORI&limit=2");
	assert.deepEqual(upnsOf(first), ["mori.aya@contoso.example", "mori.ben@contoso.example"]);
	const second = await helper.send("GET", `/users?search=MORI&limit=2&cursor=${first.json.next}`);
	assert.deepEqual([upnsOf(second), second.json.next], [["mori.cho@contoso.example"], null]);
	assert.deepEqual(upnsOf(await helper.send("GET", "/users?search=mori&enabled=false")), ["mori.ben@contoso.example"]);
	assert.deepEqual(upnsOf(await helper.send("GET", "/users?search=mori&plan=intune_a&licence=active")), [
		"mori.aya@contoso.example",
		"mori.cho@contoso.example",
	]);
	const groups = await helper.send("GET", "/groups");
	const sales = groups.json.items.find(({ name }: { name: string }) => name === "Sales");
	assert.equal(sales.members, 2);
	assert.deepEqual(upnsOf(await helper.send("GET", `/users?group=${sales.id}`)), ["mori.aya@contoso.example", "mori.cho@contoso.example"]);
	assert.equal((await helper.send("GET", "/users?licence=stolen")).status, 400);
	assert.equal((await helper.send("GET", "/users?cursor=x")).status, 400);
	// Whoever stood last on a page, with the longest name that there can be, is removed before the next is asked for.
	const longest = `mori.a${"山".repeat(58)}@${`${"a".repeat(60)}.`.repeat(3)}example`;
	await stage.house.addUser(longest);
	const page = await helper.send("GET", "/users?search=mori&limit=2");
	assert.deepEqual(upnsOf(page), ["mori.aya@contoso.example", longest]);
	await changed(`/users/${page.json.items[1].id}/remove`);
	const rest = await helper.send("GET", `/users?search=mori&limit=2&cursor=${page.json.next}`);
	assert.deepEqual([upnsOf(rest), rest.json.next], [["mori.ben@contoso.example", "mori.cho@contoso.example"], null]);
});

test("one person is told with the limit that binds them and by which policy, what counts, licences, groups, tries and incidents; by id and by name", async () => {
	const person = await stage.newcomer();
	const enrolled = await person.enroll();
	assert.ok(enrolled.ok, JSON.stringify(enrolled));
	await stage.succeed("groups", "add", person.upn, "Sales");
	await stage.succeed("restrictions", "create", "Two for Sales", "--kind", "limit", "--limit", "2", "--group", "Sales");
	const { json, status } = await helper.send("GET", `/users/${person.upn}`);
	assert.equal(status, 200);
	assert.deepEqual(
		[json.user.upn, json.user.hasPassword, json.user.secondFactor, json.limit.policy, json.limit.limit, json.limit.group],
		[person.upn, true, false, "Two for Sales", 2, "Sales"],
	);
	assert.deepEqual(
		[json.limit.counted.length, json.devices.length, json.devices[0].counted, json.licences[0].state, json.groups[0].name],
		[1, 1, true, "active", "Sales"],
	);
	assert.equal(json.attempts[0].state, "enrolled");
	assert.deepEqual((await helper.send("GET", `/users/${json.user.id}`)).json.user, json.user);
	assert.equal((await helper.send("GET", "/users/nobody@contoso.example")).status, 404);

	const unlucky = await refused(await stage.newcomer({ user: { licences: "" } }));
	const told = (await helper.send("GET", `/users/${unlucky.person.upn}?lang=ja`)).json;
	assert.equal(told.attempts[0].code, "user-not-licensed");
	assert.deepEqual(
		told.incidents.map(({ code, closedAt }: { code: string; closedAt: string | null }) => [code, closedAt]),
		[["user-not-licensed", null]],
	);
});

test("the tests of a person find what a try would be refused by, and a fix of theirs mends it", async () => {
	const { upn } = await stage.newcomer({ user: { licences: "" } });
	const tests = (body: object) => helper.send("POST", `/users/${upn}/tests`, { body });
	const { json } = await tests({});
	assert.equal(json.code, "user-not-licensed");
	const outcomes = new Map(json.findings.map(({ code, outcome }: { code: string; outcome: string }) => [code, outcome]));
	assert.deepEqual(
		["user-not-licensed", "device-cap-reached", "user-disabled", "device-blocked", "sign-in-failed"].map((code) => outcomes.get(code)),
		["fail", "pass", "pass", "unknown", "unknown"],
	);
	assert.ok(json.findings.every(({ saw, title }: { saw: string; title: string }) => saw !== "" && title !== ""));
	const assign = json.fixes.find(({ command }: { command: string | null }) => command?.includes("licences assign"));
	assert.ok(assign.acts, JSON.stringify(json.fixes));

	const preview = await helper.send("POST", "/fixes?preview=true", { body: { what: json.what, number: assign.number } });
	assert.equal(preview.status, 200, preview.text);
	assert.equal((await tests({})).json.code, "user-not-licensed", "to look at it mends nothing");
	assert.equal((await helper.send("POST", "/fixes", { body: { what: json.what, number: assign.number } })).status, 403);
	await changed("/fixes", { what: json.what, number: assign.number });
	assert.equal((await tests({})).json.code, null);
	const listed = await boss.send("POST", "/fixes", { body: { what: upn, number: 1 } });
	assert.equal(listed.status, 422, "there is nothing left to mend");
});

test("what is said of the device decides: its system, who owns it, and whether it comes through Setup Assistant", async () => {
	const { upn } = await stage.newcomer();
	await stage.succeed("restrictions", "set", "Default", "--os-min", "17.0", "--block-personal");
	const code = async (body: object) => (await boss.send("POST", `/users/${upn}/tests`, { body })).json.code;
	assert.equal(await code({ platform: "iphone", osVersion: "18.5", ownership: "corporate" }), null);
	assert.equal(await code({ platform: "ipad", osVersion: "16.7", ownership: "corporate" }), "os-too-old");
	assert.equal(await code({ platform: "iphone", osVersion: "18.5", ownership: "personal" }), "personal-device-blocked");
	assert.equal(await code({ journey: "ade-sign-in", serial: "C02NOTATAPPLE" }), "ade-device-not-assigned");
	const numbered = await boss.send("POST", `/users/${upn}/tests`, { body: { platform: "ipad", osVersion: "16.7" } });
	const lower = numbered.json.fixes.find(({ command }: { command: string | null }) => command?.includes("--os-min"));
	const shown = await boss.send("POST", "/fixes?preview=true", { body: { what: numbered.json.what, number: lower.number } });
	assert.match(shown.text, /16\.7/, "the fix is that of this test, with what was said of the device");
	await stage.succeed("restrictions", "set", "Default", "--os-min", "none", "--allow-personal");
	assert.equal((await boss.send("POST", `/users/${upn}/tests`, { body: { platform: "android" } })).status, 400);
	assert.equal((await boss.send("POST", "/users/nobody/tests", { body: {} })).status, 404);
});

test("users are added, disabled, put into groups, given licences; each change is on record and most can be taken back", async () => {
	await changed("/users", { upn: "New.One@contoso.example", name: "=HYPERLINK(1)" });
	const path = "/users/new.one@contoso.example";
	assert.equal((await boss.send("GET", path)).json.user.displayName, "=HYPERLINK(1)", "text stays text");
	const again = await boss.send("POST", "/users", { body: { upn: "new.one@contoso.example" } });
	assert.deepEqual([again.status, again.json.code], [422, "not-done"]);
	const { entries } = await changed(`${path}/disable`);
	assert.equal((await boss.send("GET", path)).json.user.enabled, false);
	await changed(`/audit/${entries[0].id}/undo`);
	assert.equal((await boss.send("GET", path)).json.user.enabled, true);
	await changed(`${path}/groups`, { group: "店舗" });
	await changed(`${path}/licences`, { plan: "intune_a" });
	const now = (await boss.send("GET", path)).json;
	assert.deepEqual([now.groups[0].name, now.licences[0].plan], ["店舗", "INTUNE_A"]);
	await changed(`${path}/groups/remove`, { group: "店舗" });
	await changed(`${path}/licences/remove`, { plan: "INTUNE_A" });
	const then = (await boss.send("GET", path)).json;
	assert.deepEqual([then.groups, then.licences], [[], []]);
	assert.equal((await boss.send("POST", "/users/-x/enable")).status, 422, "a name that begins with a dash is a name");
});

test("a password is set and told nowhere; a one-time secret is shown once, with a code to scan, and nowhere on record", async () => {
	const { upn } = await stage.newcomer();
	const secret = 'Correct, horse "battery" 電池';
	const set = await changed(`/users/${upn}/password`, { password: secret });
	assert.equal((await boss.send("POST", `/users/${upn}/password`, { body: { password: "two\nlines" } })).status, 400);
	assert.ok(!JSON.stringify(set).includes("horse"));
	const made = await changed(`/users/${upn}/second-factor`, {});
	assert.match(made.secret.secret, /^[A-Z2-7]{32}$/);
	assert.match(made.secret.uri, /^otpauth:\/\/totp\//);
	assert.ok(made.secret.qr.length >= 21 && made.secret.qr.every((row: string) => row.length === made.secret.qr.length));
	assert.ok(!made.text.includes(made.secret.secret) && !JSON.stringify(made.data).includes(made.secret.secret));
	const told = await boss.send("GET", `/users/${upn}`);
	assert.equal(told.json.user.secondFactor, true);
	const record = await stage.house.domain.store.read.audit.list({ limit: 100 });
	for (const text of [told.text, JSON.stringify(record), stage.house.complaints.join()]) {
		assert.ok(!text.includes(made.secret.secret) && !text.includes("horse"));
	}
	assert.equal((await changed(`/users/${upn}/second-factor`, { remove: true })).secret, null);
	await changed(`/users/${upn}/password`, { password: null });
	const without = (await boss.send("GET", `/users/${upn}`)).json.user;
	assert.deepEqual([without.secondFactor, without.hasPassword], [false, false]);
	assert.equal(
		(await boss.send("POST", `/users/${upn}/tests`, { body: {} })).json.code,
		"sign-in-failed",
		"nobody can sign in without one",
	);
});

test("plans are told with seats, holders and who waits; new seats go to who waits longest", async () => {
	await changed("/licences", { plan: "kiosk", name: "Kiosk", seats: 1 });
	for (const name of ["kiosk.one", "kiosk.two"]) {
		await stage.house.addUser(`${name}@contoso.example`, { licences: "" });
		await changed(`/users/${name}@contoso.example/licences`, { plan: "KIOSK" });
	}
	const plan = async () => {
		const { json } = await helper.send("GET", "/licences");
		assert.equal(json.state.code, "licences-running-out");
		const { name: _, authority: _authority, ...one } = json.items.find((item: { plan: string }) => item.plan === "KIOSK");
		return one;
	};
	assert.deepEqual(await plan(), { plan: "KIOSK", seats: 1, consumed: 1, waiting: 1, inUse: true });
	assert.deepEqual(upnsOf(await helper.send("GET", "/users?plan=KIOSK&licence=no-seat")), ["kiosk.two@contoso.example"]);
	await changed("/licences/KIOSK/seats", { seats: 2 });
	assert.deepEqual(await plan(), { plan: "KIOSK", seats: 2, consumed: 2, waiting: 0, inUse: true });
	assert.equal((await boss.send("POST", "/licences/KIOSK/seats", { body: { seats: -1 } })).status, 400);
	assert.equal((await boss.send("POST", "/licences/NONE/seats", { body: { seats: 1 } })).status, 422);
});
