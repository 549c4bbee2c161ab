import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { newTotp } from "../../src/credentials/totp.ts";
import { changeUser } from "../../src/directory/change-user.ts";
import { setOrganization } from "../../src/tenant/organization.ts";
import { setTerms } from "../../src/tenant/terms.ts";
import { explained, faultsOf, rows, unchanged } from "./enrolled-device.ts";
import { type House, openHouse, password } from "./harness.ts";
import { type Seen, type Visitor, visitor } from "./visitor.ts";

const upn = "hana@contoso.example";
const minute = 60_000;
let house: House;
let peers = 0;

/** Each visitor behind an address of its own, so that none spends another's tries. */
const guest = (): Visitor => visitor(house, `203.0.113.${++peers}`);

before(async () => {
	house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0", GENKAN_TRUSTED_PROXIES: "127.0.0.1" }, pushEvery: 3_600_000 });
	for (const name of [upn, "riku@contoso.example", "sora@contoso.example"]) await house.addUser(name);
});
after(() => house[Symbol.asyncDispose]());

const count = (table: string): number => (rows(house, table)[table] as readonly unknown[]).length;

test("session fixation: signing in makes a new cookie, and the one before is worth nothing", async () => {
	const victim = guest();
	await victim.get("/enroll");
	const planted = victim.session;
	assert.equal((await victim.signIn(upn, password)).page, "install");
	assert.notEqual(victim.session, planted);
	const attacker = guest();
	attacker.session = planted;
	const seen = await attacker.get("/enroll");
	assert.equal(seen.page, "sign-in");
	assert.ok(!seen.html.includes(upn));

	const chosen = guest();
	chosen.session = "chosen-by-the-attacker";
	await chosen.get("/enroll");
	assert.notEqual(chosen.session, "chosen-by-the-attacker");
	assert.ok((chosen.session ?? "").length >= 43);
});

test("a stranger's visit sees nothing of mine, and has no profile", async () => {
	const me = guest();
	await me.signIn(upn, password);
	for (const session of [null, "x", "'; drop table users; --", "x".repeat(5000)]) {
		const stranger = guest();
		stranger.session = session;
		const challenges = count("challenges");
		const answer = await stranger.ask("GET", "/enroll/profile");
		assert.deepEqual([answer.status, answer.headers.get("location"), answer.html], [303, "/enroll", ""]);
		assert.equal(count("challenges"), challenges);
		assert.equal((await stranger.get("/enroll")).page, "sign-in");
	}
	assert.equal((await me.get("/enroll")).page, "install");
});

test("a form of another site is refused, on record, and does nothing", async () => {
	const me = guest();
	await me.signIn(upn, password);
	const own = me.session;
	const ways = [
		{ origin: "https://evil.example" },
		{ origin: "null" },
		{ "sec-fetch-site": "cross-site" },
		{ "sec-fetch-site": "same-site", origin: house.url },
	];
	for (const path of ["/enroll/sign-in", "/enroll/code", "/enroll/terms", "/enroll/again"]) {
		for (const headers of ways) {
			const faults = await faultsOf(
				house,
				() =>
					unchanged(house, async () => assert.equal((await me.ask("POST", path, "upn=x&password=y&answer=accept", headers)).status, 403)),
				`203.0.113.${peers}`,
			);
			const told = faults.map(({ face, code, detail }) => [face, code, detail]);
			assert.deepEqual(told, [["portal", "cross-site", path]]);
			assert.notEqual(faults[0]?.attemptId, null);
		}
	}
	assert.equal(me.session, own);
	assert.equal((await me.get("/enroll")).page, "install");
});

test("no address leads elsewhere", async () => {
	for (const path of [
		"/language?to=//evil.example",
		"/language?to=https://evil.example",
		"/enroll?lang=//evil.example",
		"/?next=//evil.example",
		"//evil.example",
		"//evil.example/..%2f",
		"/%2f%2fevil.example",
		"/enroll/%0d%0aLocation:%20https://evil.example",
		"/\\evil.example",
	]) {
		const { status, headers } = await guest().ask("GET", path);
		assert.ok(["/enroll", null].includes(headers.get("location")), path);
		assert.ok(status < 500, path);
		assert.ok(!JSON.stringify([...headers]).includes("evil"), path);
	}
});

test("nothing that anybody types becomes part of the page", async () => {
	const attack = `"'><script>alert(1)</script><img src=x onerror=alert(1)>`;
	await house.domain.store.write(async (stores) => {
		assert.ok((await setOrganization(stores, { change: { name: `<script>alert(1)</script> & "Co"` }, now: 1 })).ok);
		const text = { en: attack, ja: attack };
		assert.ok((await setTerms(stores, { id: "rules", title: text, body: text, now: 1 })).ok);
		assert.ok((await changeUser(stores, { upn: "sora@contoso.example", change: { displayName: attack }, now: 1 })).ok);
	});
	const safe = ({ html, headers }: Seen) => {
		assert.ok(!/<script(?! src="\/enroll\/assets\/)|<img|onerror=alert\(1\)>|<script>/.test(html.replaceAll(/&lt;[^<]*/g, "")), html);
		assert.match(
			headers.get("content-security-policy") ?? "",
			/default-src 'none'.*script-src 'self'.*form-action 'self'.*frame-ancestors 'none'/,
		);
	};
	const me = guest();
	safe(await me.get("/enroll", { "user-agent": attack, "accept-language": attack }));
	safe(await me.get(`/enroll?lang=${encodeURIComponent(attack)}`));
	const wrong = await me.signIn(attack, "wrong");
	safe(wrong);
	assert.ok(wrong.html.includes("&quot;&#39;&gt;&lt;script&gt;"), "the name that was typed is still in its field");
	const terms = await me.signIn("sora@contoso.example", password);
	assert.equal(terms.page, "terms");
	assert.ok(terms.html.includes("&lt;img src=x onerror"));
	safe(terms);
	safe(await me.post("/enroll/terms", { answer: "decline", version: "rules:1" }));
	const told = await explained(house, terms.reference ?? "");
	assert.equal(told.code, "terms-not-accepted");
	await house.domain.store.write(async (stores) => {
		await setOrganization(stores, { change: { name: "" }, now: 2 });
	});
});

test("only what was on the screen is accepted", async () => {
	const me = guest();
	const terms = await me.signIn(upn, password);
	assert.equal(terms.page, "terms");
	await house.domain.store.write((stores) =>
		setTerms(stores, { id: "rules", title: { en: "B", ja: "B" }, body: { en: "new", ja: "new" }, now: 2 }),
	);
	for (const version of ["rules:1", "rules:3", "rules:2x", "rules:-2", "other:2", ""]) {
		await me.post("/enroll/terms", { answer: "accept", version });
		const answer = await me.ask("GET", "/enroll/profile");
		assert.notEqual(answer.headers.get("content-type"), "application/x-apple-aspen-config", version);
	}
	assert.equal(count("termsAnswers"), 1, "the one that declined before");
	assert.equal((await me.ask("POST", "/enroll/terms", "answer=maybe&version=rules:2")).status, 400);

	// Declined, back, and accepted after all.
	const declined = await me.post("/enroll/terms", { answer: "decline", version: "rules:2" });
	assert.deepEqual([declined.page, declined.code], ["refused", "terms-not-accepted"]);
	assert.notEqual((await me.ask("GET", "/enroll/profile")).headers.get("content-type"), "application/x-apple-aspen-config");
	assert.equal((await me.post("/enroll/terms", { answer: "accept", version: "rules:2" })).page, "install");
	const profile = await me.ask("GET", "/enroll/profile");
	assert.equal(profile.headers.get("content-type"), "application/x-apple-aspen-config");
	assert.equal(profile.headers.get("cache-control"), "no-store");
});

/** A page without what differs by chance or time. */
const bare = ({ html, reference }: Seen, name: string) => html.replaceAll(reference ?? "-", "REF").replaceAll(name, "NAME");

test("to a stranger an unknown name and a wrong password are one and the same", async () => {
	const known = "kai@contoso.example";
	const unknown = "kia@contoso.example";
	await house.addUser(known);
	const [a, b] = [guest(), guest()];
	// The processor's time, all threads: hashing is most of it, and what else the machine does is not in it.
	const times: { [name: string]: number[] } = { [known]: [], [unknown]: [] };
	for (let round = 0; round < 9; round++) {
		const pages: string[] = [];
		for (const [who, name] of [
			[a, known],
			[b, unknown],
		] as const) {
			const begun = process.cpuUsage();
			const seen = await who.signIn(name, "wrong");
			const { user, system } = process.cpuUsage(begun);
			times[name]?.push((user + system) / 1000);
			assert.equal(seen.page, "sign-in");
			const { html, status } = await who.ask("GET", "/enroll/progress");
			pages.push(`${bare(seen, name)} ${status} ${html}`);
			// The administrator reads the difference.
			assert.equal((await house.attempt(seen.reference ?? "")).code, name === known ? "sign-in-failed" : "user-not-found");
		}
		assert.equal(pages[0], pages[1]);
	}
	const middle = (name: string) => (times[name] ?? []).toSorted((one, two) => one - two)[4] ?? 0;
	const [ofKnown, ofUnknown] = [middle(known), middle(unknown)];
	assert.ok(Math.max(ofKnown, ofUnknown) < 2 * Math.min(ofKnown, ofUnknown), `${ofKnown} ms and ${ofUnknown} ms`);
});

test("wrong passwords: a wait that is told, for that name alone, then everything is well", async () => {
	const me = guest();
	let seen = await me.get("/enroll");
	for (let n = 0; n < 10; n++) seen = await me.signIn("riku@contoso.example", "wrong");
	assert.deepEqual([seen.page, seen.code], ["sign-in", "sign-in-failed"]);
	assert.match(seen.html, /Please try again in 1 minute/);
	const right = await me.signIn("riku@contoso.example", password);
	assert.deepEqual([right.page, right.code], ["sign-in", "sign-in-failed"]);
	assert.match(right.html, /Please try again in 1 minute/);
	const told = await explained(house, right.reference ?? "");
	assert.match(told.findings.find(({ code }) => code === "sign-in-failed")?.saw ?? "", /10|wait|many/i);
	// From another address it is the same name, and must wait as well; another name need not.
	assert.equal((await guest().signIn("riku@contoso.example", password)).page, "sign-in");
	assert.equal((await me.signIn("hana@contoso.example", password)).page, "install");
	house.clock.move(minute);
	assert.equal((await guest().signIn("riku@contoso.example", password)).page, "terms");
});

test("one password on many names: the address waits, others do not", async () => {
	const me = guest();
	const names = Array.from({ length: 100 }, (_, n) => `name${n}@contoso.example`);
	for (let n = 0; n < names.length; n += 10)
		await Promise.all(names.slice(n, n + 10).map((name) => me.ask("POST", "/enroll/sign-in", `upn=${name}&password=Spring2026`)));
	const stopped = await me.signIn(upn, password);
	assert.deepEqual([stopped.page, stopped.code], ["sign-in", "sign-in-failed"]);
	// What the liar puts before its own address is not believed.
	const liar = await me.ask("POST", "/enroll/sign-in", new URLSearchParams({ upn, password }).toString(), {
		"x-forwarded-for": `198.51.100.7, 203.0.113.${peers}`,
	});
	assert.equal(liar.page, "sign-in");
	assert.equal((await guest().signIn(upn, password)).page, "install");
});

test("a one-time code is taken once, and no page is skipped without it", async () => {
	const name = "tomo@contoso.example";
	await house.addUser(name);
	const user = await house.domain.store.read.users.byUpn(name);
	assert.ok(user !== undefined);
	const { sealed, secret } = newTotp({ id: user.id, name: user.upn }, "Genkan", house.domain);
	await house.domain.store.write((stores) => changeUser(stores, { upn: name, change: { totp: sealed }, now: house.clock.now() }));
	const code = () => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: house.clock.now() });

	const me = guest();
	await me.get("/enroll");
	const planted = me.session;
	assert.equal((await me.signIn(name, password)).page, "one-time-code");
	assert.notEqual(me.session, planted);
	assert.equal((await me.get("/enroll/profile")).page, "one-time-code");
	assert.equal((await me.post("/enroll/terms", { answer: "accept", version: "rules:2" })).page, "one-time-code");
	for (const wrong of ["", "000000 or 1=1", "abcdef", "1".repeat(10_000)]) {
		const seen = await me.post("/enroll/code", { code: wrong });
		assert.equal(seen.page, "one-time-code");
	}
	const taken = code();
	assert.equal((await me.post("/enroll/code", { code: taken })).page, "terms");
	const thief = guest();
	assert.equal((await thief.signIn(name, password)).page, "one-time-code");
	assert.equal((await thief.post("/enroll/code", { code: taken })).page, "one-time-code");
	house.clock.move(minute);
	assert.equal((await thief.post("/enroll/code", { code: code() })).page, "terms");
	// Without the password first there is nothing to complete.
	assert.equal((await guest().post("/enroll/code", { code: code() })).page, "sign-in");
});

test("two tabs, one after another: who signed in last is who is signed in", async () => {
	const one = guest();
	await one.get("/enroll");
	const other = guest();
	other.session = one.session;
	assert.equal((await one.signIn(upn, password)).page, "install");
	// The second tab sends the old page's form, with the cookie that the first tab got.
	other.session = one.session;
	const seen = await other.signIn("sora@contoso.example", password);
	assert.equal(seen.page, "terms");
	const { upn: named } = await house.attempt(seen.reference ?? "");
	assert.equal(named, "sora@contoso.example");
	// The first tab's cookie is over in the same moment: nobody enrolls under the other's name.
	const stale = await one.ask("GET", "/enroll/profile");
	assert.equal(stale.headers.get("location"), "/enroll");
	assert.equal((await other.get("/enroll")).page, "terms");
});

test("nobody is judged by another's licence, terms or limit for having typed that one's name", async () => {
	await house.addUser("poor@contoso.example", { licences: "" });
	const me = guest();
	const refused = await me.signIn("poor@contoso.example", password);
	assert.deepEqual([refused.page, refused.code], ["refused", "user-not-licensed"]);
	const first = refused.reference ?? "";
	const wrong = await me.signIn(upn, "wrong");
	assert.equal(wrong.page, "sign-in");
	assert.notEqual(wrong.reference, first, "the name stands on a try of its own");
	assert.equal((await me.get("/enroll")).page, "sign-in");
	assert.notEqual((await me.ask("GET", "/enroll/profile")).headers.get("content-type"), "application/x-apple-aspen-config");
	assert.deepEqual([(await house.attempt(first)).upn, (await explained(house, first)).code], ["poor@contoso.example", "user-not-licensed"]);
});

test("a visit that has ended begins again, and its form does nothing", async () => {
	const me = guest();
	await me.signIn(upn, password);
	house.clock.move(house.domain.config.sessionMinutes * minute + 1);
	const challenges = count("challenges");
	assert.equal((await me.get("/enroll/profile")).page, "sign-in");
	assert.equal((await me.post("/enroll/terms", { answer: "accept", version: "rules:2" })).page, "sign-in");
	assert.equal(count("challenges"), challenges);
});

test("a disabled user is out at the next page", async () => {
	const me = guest();
	assert.equal((await me.signIn(upn, password)).page, "install");
	await house.domain.store.write((stores) => changeUser(stores, { upn, change: { enabled: false }, now: 1 }));
	const refused = await me.get("/enroll");
	assert.deepEqual([refused.page, refused.code], ["refused", "user-disabled"]);
	assert.notEqual((await me.ask("GET", "/enroll/profile")).headers.get("content-type"), "application/x-apple-aspen-config");
	assert.equal((await explained(house, refused.reference ?? "")).code, "user-disabled");
	await house.domain.store.write((stores) => changeUser(stores, { upn, change: { enabled: true }, now: 1 }));
	assert.equal((await me.get("/enroll")).page, "install");
});

test("asking without wanting the answer leaves no try and no challenge; other methods are not there", async () => {
	const before = [count("attempts"), count("challenges"), count("portalSessions")];
	for (const method of ["HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"]) {
		for (const path of ["/enroll", "/enroll/profile", "/enroll/again", "/enroll/sign-in"]) {
			const { status } = await guest().ask(method, path, method === "HEAD" || method === "OPTIONS" ? undefined : "x=1");
			assert.ok(status === 404 || status === 405, `${method} ${path}: ${status}`);
		}
	}
	assert.equal((await guest().ask("GET", "/enroll/progress")).html, '{"page":"sign-in","stage":null}');
	assert.deepEqual([count("attempts"), count("challenges"), count("portalSessions")], before);
});

test("forms that no page of ours sends", async () => {
	const me = guest();
	await me.get("/enroll");
	const cases: readonly (readonly [string, string, string, number])[] = [
		["too large", `upn=${"x".repeat(70_000)}`, "application/x-www-form-urlencoded", 413],
		["JSON", '{"upn":"x","__proto__":{"password":"y"}}', "application/json", 400],
		["multipart", "--x\r\n\r\n--x--", "multipart/form-data; boundary=x", 400],
		["XML", "<upn>x</upn>", "text/xml", 400],
	];
	for (const [name, body, type, status] of cases) {
		const faults = await faultsOf(
			house,
			async () => assert.equal((await me.ask("POST", "/enroll/sign-in", body, { "content-type": type })).status, status, name),
			`203.0.113.${peers}`,
		);
		assert.deepEqual(
			faults.map(({ face, code, detail }) => [face, code, detail]),
			[["portal", status === 413 ? "too-large" : "unreadable", "/enroll/sign-in"]],
		);
	}
	for (const body of [
		"",
		"upn",
		"upn=&password=",
		"upn[]=a&password[x]=b",
		"__proto__[upn]=a&constructor=b",
		"upn=a&upn=b&password=c&password=d",
		"upn=%00&password=%00",
		"upn=%ff%fe&password=%c3%28",
		"upn=%ED%A0%80@contoso.example&password=x",
		`upn=${"@".repeat(60_000)}&password=x`,
		`upn=x&password=${"p".repeat(60_000)}`,
		"&".repeat(60_000),
		`upn=${encodeURIComponent("\u202e‮ｈａｎａ")}&password=x`,
	]) {
		const seen = await me.ask("POST", "/enroll/sign-in", body);
		assert.deepEqual([seen.status, seen.page], [200, "sign-in"], body.slice(0, 60));
	}
	assert.equal((await me.signIn(upn, password)).page, "install");
});

test("the log has nothing of all this, and nowhere stands a password, a session or a code", async () => {
	assert.deepEqual(house.complaints, []);
	const written = JSON.stringify(rows(house, "attempts", "attemptSteps", "faults"));
	for (const secret of [password, "Spring2026", "chosen-by-the-attacker"]) assert.ok(!written.includes(secret));
});
