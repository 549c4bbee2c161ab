import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone } from "../../simulator/phone.ts";
import { explain } from "../../src/diagnosis/explain.ts";
import { type House, openHouse, password as userPassword } from "../e2e/harness.ts";
import { attempt } from "../store/rows.ts";
import { type Client, hire, signedIn } from "./console-client.ts";

let house: House;
let browser: Client;
let refused: string;

before(async () => {
	house = await openHouse();
	browser = await signedIn(house, await hire(house, "hanako", "administrator"));
	await house.addUser("taro@contoso.example", { licences: "" });
	const [device] = makeFleet("reading", 1);
	assert.ok(device !== undefined);
	const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
	refused = (await enroll(phone, { upn: "taro@contoso.example", password: userPassword })).reference ?? assert.fail("refused");
	const begun = Date.UTC(2026, 0, 1);
	await house.domain.store.write(async (stores) => {
		for (let n = 0; n < 25; n++) {
			const id = `old-${String(n).padStart(2, "0")}`;
			// Several of one instant: the id decides between them.
			const startedAt = begun + Math.floor(n / 4) * 1000;
			const upn = n % 2 === 0 ? "jiro@contoso.example" : "saburo@contoso.example";
			await stores.attempts.insert(attempt(id, { reference: `A0-00${String(n).padStart(2, "0")}`, upn, startedAt, updatedAt: startedAt }));
		}
	});
});
after(() => house[Symbol.asyncDispose]());

async function all(path: string): Promise<{ readonly items: { reference: string; upn: string }[]; readonly pages: number }> {
	const items = [];
	let next: string | null = null;
	for (let pages = 1; ; pages++) {
		assert.ok(pages < 50, "the pages come to an end");
		const { status, json, text } = await browser.send("GET", `${path}${next === null ? "" : `&cursor=${next}`}`);
		assert.equal(status, 200, text);
		items.push(...json.items);
		next = json.next;
		if (next === null) return { items, pages };
	}
}

test("page after page every try comes once, in order, also where several began at one instant", async () => {
	const whole = await all("/attempts?limit=200");
	assert.deepEqual([whole.pages, whole.items.length], [1, 26]);
	for (const limit of [1, 3, 4, 13, 26]) {
		const paged = await all(`/attempts?limit=${limit}`);
		assert.deepEqual(paged.items, whole.items, `${limit}`);
		assert.equal(paged.pages, Math.ceil(26 / limit));
	}
	const jiro = await all("/attempts?limit=5&user=JIRO@contoso.example");
	assert.deepEqual([jiro.items.length, new Set(jiro.items.map(({ upn }) => upn)).size], [13, 1]);
});

test("tries by state, code, user, serial number and time", async () => {
	const references = async (query: string) => (await all(`/attempts?${query}`)).items.map(({ reference }) => reference);
	assert.deepEqual(await references("code=user-not-licensed"), [refused]);
	assert.deepEqual(await references("state=refused&user=taro@contoso.example"), [refused]);
	assert.deepEqual(await references("state=enrolled"), []);
	assert.equal((await references("since=2026-01-01T00:00:01Z&until=2026-01-01T00:00:02Z")).length, 4);
	for (const query of [
		"limit=0",
		"limit=201",
		"limit=x",
		"state=lost",
		"cursor=zzz",
		"cursor=W10",
		"since=yesterday",
		"colour=red",
		"state=open&state=refused",
	]) {
		const { status, json } = await browser.send("GET", `/attempts?${query}`);
		assert.deepEqual([status, json.code], [400, "unreadable"], query);
	}
});

test("a try is explained as diagnosis explains it, in either language", async () => {
	const { attempts } = house.domain.store.read;
	const found = (await attempts.byReference(refused)) ?? assert.fail("on record");
	for (const language of ["en", "ja"] as const) {
		const expected = explain({ attempt: found, steps: await attempts.steps(found.id), decision: found.decision }, language);
		// As somebody says it on the telephone.
		const { status, json } = await browser.send("GET", `/attempts/${refused.toLowerCase().replace("-", "")}?lang=${language}`);
		assert.equal(status, 200);
		const { reference: _, ...told } = expected;
		const findings = json.findings.map(({ title, ...finding }: { title: string }) => (title === "" ? null : finding));
		// But for what the API adds: under which number each is run, and what it asks for.
		const ofEach = told.fixes.map((fix) => Object.keys(fix));
		const fixes = json.fixes.map((fix: Record<string, unknown>, at: number) =>
			Object.fromEntries((ofEach[at] ?? []).map((key) => [key, fix[key]])),
		);
		assert.deepEqual(Object.fromEntries(Object.keys(told).map((key) => [key, { ...json, findings, fixes }[key]])), told);
		assert.equal(json.attempt.upn, "taro@contoso.example");
		const incident = await browser.send("GET", `/incidents/${json.incident}?lang=${language}`);
		assert.equal(incident.status, 200, incident.text);
		assert.equal(incident.json.incident.code, "user-not-licensed");
		assert.equal(incident.json.questions.length, 8);
		assert.match(incident.json.questions[0].question, language === "ja" ? /[ぁ-ん]/ : /[a-z]/);
	}
	for (const path of ["/attempts/ZZ-ZZZZ", "/attempts/%00", "/incidents/none"])
		assert.equal((await browser.send("GET", path)).status, 404, path);
	assert.equal((await browser.send("GET", `/attempts/${refused}?lang=de`)).status, 400);
});

test("incidents of the organisation and of tries are listed, and the health is theirs", async () => {
	const now = house.clock.now();
	const subject = { kind: "ade-token", id: "t", name: "本社" } as const;
	await house.domain.store.write((stores) =>
		stores.incidents.open({
			id: "of-token",
			code: "ade-token-expired",
			subject,
			openedAt: now,
			seenAt: now,
			saw: { kind: "token-past", severity: "error" },
		}),
	);
	const { json } = await browser.send("GET", "/incidents?open=true&limit=1&lang=ja");
	assert.deepEqual([json.items.length, json.items[0].id, json.items[0].severity, json.items[0].tries], [1, "of-token", "error", null]);
	const rest = await browser.send("GET", `/incidents?open=true&limit=1&cursor=${json.next}`);
	assert.deepEqual([rest.json.items[0].code, rest.json.next], ["user-not-licensed", null]);
	assert.equal((await browser.send("GET", "/incidents?open=false")).json.items.length, 0);
	const one = await browser.send("GET", "/incidents/of-token?lang=ja");
	assert.deepEqual([one.json.incident.about.name, one.json.questions], ["本社", []]);
	const health = await browser.send("GET", "/health");
	assert.equal(health.json.state, "error");
	assert.doesNotMatch(health.text, /本社|taro/);
});

test("the record is read by action, target and page", async () => {
	await house.domain.store.write(async (stores) => {
		for (const [n, target] of ["a", "b", "a"].entries()) {
			const actor = { kind: "command-line", name: "kenji" } as const;
			const detail = { reason: { before: null, after: "x" } };
			await stores.audit.append({ id: `e${n}`, at: 1000, actor, action: "devices block", target, detail, undo: null, undoes: null });
		}
	});
	const ids = async (query: string) => (await browser.send("GET", `/audit?${query}`)).json.items.map(({ id }: { id: string }) => id);
	assert.deepEqual(await ids("action=devices%20block"), ["e2", "e1", "e0"]);
	assert.deepEqual(await ids("action=devices%20block&target=a"), ["e2", "e0"]);
	const first = await browser.send("GET", "/audit?action=devices%20block&limit=2");
	assert.deepEqual(await ids(`action=devices%20block&limit=2&cursor=${first.json.next}`), ["e0"]);
	assert.deepEqual(first.json.items[0], {
		...{ id: "e2", at: "1970-01-01T00:00:01.000Z", actor: { kind: "command-line", name: "kenji" }, action: "devices block", target: "a" },
		...{ detail: { reason: { before: null, after: "x" } }, undo: null, undoes: null, undoneBy: null, canUndo: false },
		...{ title: "Keeps the device with this serial number from enrolling.", lines: ["reason: none → x"], from: null, byToken: null },
	});
});

test("instants in sentences are told by the reader's clock, where they name it, and never by an invented one", async () => {
	const asked = (zone: string) => browser.send("GET", `/attempts/${refused}?lang=en`, { headers: { "x-time-zone": zone } });
	const told = async (zone: string) => (await asked(zone)).json.findings.map(({ saw }: { saw: string }) => saw).join("\n");
	assert.match(await told("Asia/Tokyo"), /\d\d:\d\d (JST|GMT\+9)/);
	assert.match(await told("Pacific/Kiritimati"), /GMT\+14/);
	// As Firefox and Safari name it; V8 has the name of old.
	assert.match(await told("Asia/Kolkata"), /GMT\+5:30/);
	const ofMachine = await told("");
	for (const invented of ["Nowhere/Else", "+09:00", "Asia/".repeat(2_000), "../../etc/passwd", "__proto__"])
		assert.equal(await told(invented), ofMachine, invented);
});
