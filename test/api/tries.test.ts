import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { refused } from "../e2e/failures/refused.ts";
import { openStage, type Stage } from "../e2e/failures/stage.ts";
import { device } from "../store/rows.ts";
import { type Client, client, hire, signedIn } from "./console-client.ts";

let stage: Stage;
let boss: Client;

before(async () => {
	stage = await openStage();
	boss = await signedIn(stage.house, await hire(stage.house, "hanako", "administrator"));
});
after(() => stage[Symbol.asyncDispose]());

async function get(path: string, who: Client = boss) {
	const { status, json, text } = await who.send("GET", path);
	assert.equal(status, 200, `${path}: ${text}`);
	return json;
}

const bytes = { "content-type": "application/octet-stream" };

test("a try is a time line with what each step saw, its neighbours, and the eight questions answered", async () => {
	const person = await stage.newcomer({ user: { licences: "" } });
	const { reference } = await refused(person);
	const other = await refused(person.passOn(person.upn));
	const one = await get(`/attempts/${reference}?lang=ja`);
	assert.deepEqual(
		one.timeline.map(({ name }: { name: string }) => name),
		["portal-opened", "signed-in", "refused"],
	);
	const [opened, signedIn, stopped] = one.timeline;
	assert.match(opened.at, /^\d{4}-.*Z$/);
	assert.ok(opened.details.some(({ label, value }: { label: string; value: string }) => label === "ネットワーク" && value !== ""));
	assert.ok(signedIn.details.some(({ value }: { value: string }) => value === person.upn));
	assert.deepEqual(stopped.codes, [{ code: "user-not-licensed", title: one.title }]);
	assert.deepEqual(
		one.nearby.map((near: { reference: string }) => near.reference),
		[other.reference],
	);
	assert.equal(one.questions.length, 8);
	for (const { question, answers } of one.questions) assert.ok(/\p{Script=Han}|[ァ-ヶ]/u.test(question) && answers.length > 0);
	assert.match(JSON.stringify(one.questions), new RegExp(person.upn));
	assert.deepEqual(one.mends, ["administrator"]);
	assert.equal(one.findings.find(({ code }: { code: string }) => code === "user-not-licensed").title, one.title);
	const english = await get(`/attempts/${reference}?lang=en`);
	assert.match(JSON.stringify(english.questions), /No try of this user or this device on record has come through before/);
});

test("what only a person knows is filled in as a value, whatever it looks like, and nothing else is taken", async () => {
	const incident = await stage.house.domain.store.write(async (stores) => {
		const now = stage.house.clock.now();
		const subject = { kind: "tenant", id: "t", name: "" } as const;
		const saw = { kind: "no-plan-for-authority", severity: "error", authority: "intune" } as const;
		await stores.incidents.open({
			id: "11111111-2222-4333-8444-0123456789ab",
			code: "licences-running-out",
			subject,
			openedAt: now,
			seenAt: now,
			saw,
		});
		return "11111111-2222-4333-8444-0123456789ab";
	});
	const { fixes } = await get(`/incidents/${incident}?lang=en`);
	const [fix] = fixes;
	assert.deepEqual([fix.number, fix.acts, fix.needs], [1, true, ["PLAN", "NUMBER"]]);
	const run = (values: unknown, query = "") => boss.send("POST", `/fixes${query}`, { body: { what: incident, number: 1, values } });
	for (const values of [
		undefined,
		{ PLAN: "X" },
		{ PLAN: "X", NUMBER: "many" },
		{ PLAN: "X", NUMBER: "5", UPN: "taro@contoso.example" },
		{ PLAN: "a\nb", NUMBER: "5" },
		{ PLAN: "", NUMBER: "5" },
	]) {
		const { status, json } = await run(values);
		assert.deepEqual([status, json.code], [422, "not-done"], JSON.stringify(values));
	}
	assert.equal((await run({ "__proto__ x": "1" })).status, 400);
	// A value that looks like options is the name of a plan, which then is refused as one.
	const dashed = await run({ PLAN: "--preview", NUMBER: "5" }, "?preview=true");
	assert.ok(dashed.status === 422 || JSON.stringify(dashed.json.preview.changes).includes("--preview"), dashed.text);
	const preview = await run({ PLAN: "WINTER_1", NUMBER: "1,200" }, "?preview=true&lang=en");
	assert.equal(preview.status, 200, preview.text);
	assert.match(JSON.stringify(preview.json.preview.changes), /WINTER_1/);
	const done = await run({ PLAN: "WINTER_1", NUMBER: "1,200" });
	assert.equal(done.status, 200, done.text);
	const plans = await stage.house.domain.store.read.licences.plans();
	assert.equal(plans.find(({ plan }) => plan === "WINTER_1")?.seats, 1200);
	assert.match((await stage.genkan(["fix", incident, "1", "--value", "PLAN=A", "--value", "NUMBER=x", "--yes"])).err, /PLAN, NUMBER/);
	assert.match(await stage.succeed("fix", incident, "1", "--value", "PLAN=SPRING_1", "--value", "NUMBER=7", "--preview"), /SPRING_1/);
});

test("a reported message is judged for whoever has it; near words are told, also in hiragana", async () => {
	const person = await stage.newcomer({ user: { licences: "" } });
	const { reference } = await refused(person);
	const post = async (body: object, lang = "en") => {
		const { status, json, text } = await boss.send("POST", `/explain?lang=${lang}`, { body });
		assert.equal(status, 200, text);
		return json;
	};
	const judged = await post({ message: "User license type invalid", user: person.upn }, "ja");
	assert.ok(judged.matched.length > 0);
	const told = await post({ message: "ぷろふぁいるのインストールに失敗しました" });
	assert.ok(told.matched.length > 1 && told.ambiguous);
	const half = await post({ message: "ぷろふぁいr" });
	assert.deepEqual([half.matched, half.candidates], [[], []]);
	assert.match(half.near.join(), /プロファイル/);
	const wrapper = await post({ message: "MCInstallationErrorDomain 4001" });
	assert.equal(wrapper.wrapper, true);
	const whoever = await post({
		message: "Profile Installation Failed. The new MDM payload does not match the old payload.",
		user: "tarp@contoso.example",
	});
	assert.equal(whoever.unknownUser.typed, "tarp@contoso.example");

	const now = await get(`/explain?user=${person.upn}&lang=en`);
	const proven = now.candidates.filter(({ verdict }: { verdict: string }) => verdict === "proven");
	const licence = proven.find(({ code }: { code: string }) => code === "user-not-licensed");
	assert.ok(licence !== undefined, JSON.stringify(proven));
	assert.equal(licence.refused.reference, reference);
	assert.equal((await get(`/incidents/${licence.incident}`)).incident.code, "user-not-licensed");
	assert.ok(now.candidates.some(({ verdict }: { verdict: string }) => verdict === "ruled-out"));
	assert.equal((await boss.send("GET", "/explain")).status, 400, "of nobody nothing is judged");
});

test("a log is looked through as it comes; what is none is said, and nobody sends it who may not", async () => {
	const lines = [
		"Mar 14 10:22:30 iPhone SpringBoard[60] <Notice>: nothing",
		"Mar 14 10:22:34 iPhone <script>alert(1)</script> profiled[99] <Error>: Error Domain=MCMDMErrorDomain Code=12012",
	].join("\n");
	const log = await boss.send("POST", "/explain/log?lang=en", { body: lines, headers: bytes });
	assert.equal(log.status, 200, log.text);
	assert.deepEqual([log.json.matched[0].code, log.json.log.matches, log.json.log.lines[0].line], ["payload-mismatch", 1, 2]);
	assert.match(log.json.log.lines[0].text, /<script>alert\(1\)<\/script>/, "as it stands: it is text for whoever shows it");
	const empty = await boss.send("POST", "/explain/log?lang=ja", { body: "\u0000\u0001binary", headers: bytes });
	assert.deepEqual([empty.status, empty.json.code, empty.json.reason.kind], [422, "not-done", "log-binary"]);
	assert.match(empty.json.detail, /[ぁ-ん]/);
	assert.equal((await boss.send("POST", "/explain/log", { body: "{}" })).status, 415);
	const stranger = client(stage.house);
	assert.equal((await stranger.send("POST", "/explain/log", { body: lines, headers: bytes })).status, 401);
	assert.equal((await boss.send("POST", "/explain", { body: lines, headers: bytes })).status, 400, "no other route takes bytes");
});

test("what somebody types into the search is recognised for what it is", async () => {
	const { store, clock } = stage.house.domain;
	const markup = '<img src=x onerror="alert(1)">';
	await store.write((stores) =>
		stores.devices.insert(
			device("searched", { serial: "C02SEARCHED1", udid: "00008120-00AA11BB22CC33DD", name: `${markup} 佐藤`, enrolledAt: clock.now() }),
		),
	);
	const person = await stage.newcomer({ user: { licences: "" } });
	const { reference } = await refused(person);
	const hits = async (q: string) =>
		(await get(`/search?q=${encodeURIComponent(q)}&lang=en`)).items.map((hit: { kind: string; id: string }) => `${hit.kind} ${hit.id}`);
	assert.deepEqual(await hits(reference.toLowerCase().replace("-", "")), [`attempt ${reference}`]);
	assert.ok((await hits(person.upn.toUpperCase())).some((one: string) => one.startsWith("user ")));
	assert.ok((await hits(person.upn)).includes(`attempt ${reference}`));
	assert.deepEqual(await hits("c02searched1"), ["device searched"]);
	assert.deepEqual(await hits("00008120-00aa11bb22cc33dd"), ["device searched"]);
	assert.deepEqual(await hits("<IMG src"), ["device searched"]);
	assert.equal((await get("/search?q=c02searched1")).items[0].title, `${markup} 佐藤`);
	const [incident] = await store.read.incidents.list({ code: "user-not-licensed", limit: 1 });
	assert.deepEqual(await hits(incident?.id.slice(-8) ?? ""), [`incident ${incident?.id}`]);
	assert.deepEqual(await hits("The new MDM payload does not match the old payload."), [
		"message The new MDM payload does not match the old payload.",
	]);
	assert.deepEqual(await hits("zz%_zz"), []);
	const made = await boss.send("POST", "/tokens", { body: { name: "tries", scopes: ["tries.read"] } });
	const script = client(stage.house, { authorization: `Bearer ${made.json.secret}` });
	assert.deepEqual((await get("/search?q=c02searched1", script)).items, [], "who may not see devices finds none");
});

test("open incidents by whom they stop, by how much they matter, and as a file with and without names", async () => {
	const people = [];
	for (let n = 0; n < 3; n++) people.push(await refused(await stage.newcomer({ user: { licences: "" } })));
	const sorted = await get("/incidents?open=true&sort=affected&limit=1&lang=en");
	assert.equal(sorted.items[0].code, "user-not-licensed");
	assert.equal(sorted.next, null);
	const errors = await get("/incidents?severity=error");
	assert.ok(errors.items.length > 0 && errors.items.every(({ severity }: { severity: string }) => severity === "error"));
	const { id } = sorted.items[0];
	const detail = await get(`/incidents/${id}?lang=en`);
	assert.deepEqual([detail.mends, detail.history[0].event], [["administrator"], "opened"]);
	const upn = people[0]?.person.upn ?? "";
	assert.ok(detail.members.some(({ name }: { name: string }) => name === upn));
	const [plain, named] = [await get(`/incidents/${id}/export`), await get(`/incidents/${id}/export?names=true&format=json`)];
	assert.ok(!plain.content.includes(upn) && plain.content.includes("user-1"));
	assert.ok(named.content.includes(upn) && JSON.parse(named.content).code === "user-not-licensed");
	assert.match(plain.name, /^incident-[\w-]{8}\.txt$/);
	const made = await boss.send("POST", "/tokens", { body: { name: "incidents", scopes: ["incidents.read"] } });
	const script = client(stage.house, { authorization: `Bearer ${made.json.secret}` });
	assert.equal((await script.send("GET", `/incidents/${id}/export`)).status, 200);
	assert.equal((await script.send("GET", `/incidents/${id}/export?names=true`)).status, 403);
});
