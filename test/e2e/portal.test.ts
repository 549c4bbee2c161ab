import assert from "node:assert/strict";
import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "node:https";
import { after, before, test } from "node:test";
import { openProfile } from "../../simulator/profile-reader.ts";
import { hashPassword } from "../../src/credentials/password.ts";
import { changeUser } from "../../src/directory/change-user.ts";
import { parseCertificate } from "../../src/protocol/x509/certificate.ts";
import { pemToDer } from "../../src/protocol/x509/pem.ts";
import { setTerms } from "../../src/tenant/terms.ts";
import { within } from "../within.ts";
import { faultsOf, rows, unchanged } from "./enrolled-device.ts";
import { type House, openHouse, password } from "./harness.ts";

/** The pages over HTTPS, as a browser asks for them: status, headers and cookies. */
const upn = "hana@contoso.example";
const safari = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1";
let house: House;
let agent: Agent;

before(async () => {
	house = await openHouse({ pushEvery: 3_600_000 });
	agent = new Agent({ keepAlive: true, ca: house.root });
	await house.addUser(upn);
	await house.addUser("poor@contoso.example", { licences: "" });
});
after(async () => {
	agent.destroy();
	await house[Symbol.asyncDispose]();
});

interface Answer {
	readonly status: number | undefined;
	readonly headers: IncomingHttpHeaders;
	readonly cookies: readonly string[];
	readonly bytes: Buffer;
	readonly html: string;
}

/** One request with its path as it is written; nothing is followed and no cookie is kept. */
function ask(method: string, path: string, headers: { readonly [name: string]: string } = {}, body = ""): Promise<Answer> {
	const { hostname, port } = new URL(house.url);
	const form = body === "" ? {} : { "content-type": "application/x-www-form-urlencoded", "content-length": Buffer.byteLength(body) };
	const answered = new Promise<Answer>((resolve, reject) => {
		const asked = request({ agent, method, hostname, port, path, headers: { "user-agent": safari, ...form, ...headers } }, (response) => {
			const cookies = response.headers["set-cookie"] ?? [];
			const seen = (bytes: Buffer) => ({ status: response.statusCode, headers: response.headers, cookies, bytes, html: bytes.toString() });
			response.toArray().then((parts) => resolve(seen(Buffer.concat(parts))), reject);
		});
		asked.on("error", reject);
		asked.end(body);
	});
	return within(`the answer to ${method} ${path}`, answered);
}

const get = (path: string, headers?: { readonly [name: string]: string }) => ask("GET", path, headers);
const post = (path: string, body: string, headers: { readonly [name: string]: string } = {}) =>
	ask("POST", path, { "sec-fetch-site": "same-origin", ...headers }, body);
const visitOf = ({ cookies }: Answer): { cookie: string } => ({ cookie: /^genkan-visit=[^;]+/.exec(cookies[0] ?? "")?.[0] ?? "" });
const signIn = (name: string) => post("/enroll/sign-in", new URLSearchParams({ upn: name, password }).toString());
const referenceOn = ({ html }: Answer): string => /data-reference="([^"]+)"/.exec(html)?.[1] ?? "";
const tries = () => (rows(house, "attempts")["attempts"] as readonly unknown[]).length;

test("GET / leads to the enrollment page", async () => {
	const { status, headers } = await get("/");
	assert.deepEqual([status, headers.location], [302, "/enroll"]);
});

test("GET /enroll opens a try that knows the browser, and keeps the visit in a cookie", async () => {
	const answer = await get("/enroll", { "user-agent": `${safari} CompanyPortal/5.2406.1`, "accept-language": "ja" });
	assert.equal(answer.status, 200);
	assert.match(answer.html, /data-page="sign-in"/);
	assert.match(answer.html, /<html lang="ja">/);
	assert.equal(answer.cookies.length, 1);
	assert.match(answer.cookies[0] ?? "", /^genkan-visit=[\w-]{43}; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
	const { id } = await house.attempt(referenceOn(answer));
	const [opened] = await house.domain.store.read.attempts.steps(id);
	const seen = { family: "iphone", platform: "iOS", safari: true, portalApp: "5.2406.1", language: "ja", network: "127.0.0.0/24" };
	assert.deepEqual([opened?.name, opened?.evidence], ["portal-opened", seen]);

	// Who has the cookie is not given it again, and is on the same try.
	const again = await get("/enroll", visitOf(answer));
	assert.deepEqual([again.cookies, referenceOn(again)], [[], referenceOn(answer)]);
});

test("every answer carries the security headers and is not kept", async () => {
	for (const path of ["/", "/enroll", "/enroll/progress", "/enroll/profile", "/nothing", "/language?to=ja", "/%zz"]) {
		const { headers } = await get(path);
		assert.match(String(headers["content-security-policy"]), /^default-src 'none';.*frame-ancestors 'none'; base-uri 'none'$/, path);
		assert.doesNotMatch(String(headers["content-security-policy"]), /unsafe|http|\*/, path);
		assert.equal(headers["x-content-type-options"], "nosniff", path);
		assert.equal(headers["referrer-policy"], "same-origin", path);
		assert.equal(headers["cache-control"], "no-store", path);
	}
});

test("the page's assets are served under names that change with their content, for ever", async () => {
	const paths = [...(await get("/enroll")).html.matchAll(/"(\/enroll\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
	assert.deepEqual(paths.map((path) => path.replace(/\.[0-9a-f]{12}\./, ".")).sort(), [
		"/enroll/assets/icon.svg",
		"/enroll/assets/portal.css",
		"/enroll/assets/portal.js",
	]);
	for (const path of paths) {
		const { status, headers, bytes } = await get(path);
		assert.equal(status, 200);
		assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
		assert.equal(headers["x-content-type-options"], "nosniff");
		assert.ok(bytes.length > 100);
	}
});

test("signing in takes what was typed as it was typed, and leads to the next page", async () => {
	const name = "mei@contoso.example";
	await house.addUser(name);
	const passwordHash = await hashPassword(" a&b=あ ");
	await house.domain.store.write((stores) => changeUser(stores, { upn: name, change: { passwordHash }, now: 1 }));
	const answer = await post("/enroll/sign-in", "upn=mei%EF%BC%A0contoso.example&password=+a%26b%3D%E3%81%82+");
	assert.deepEqual([answer.status, answer.headers.location], [303, "/enroll"]);
	assert.match((await get("/enroll", visitOf(answer))).html, /data-page="install"/);
	const trimmed = await post("/enroll/sign-in", "upn=mei%40contoso.example&password=a%26b%3D%E3%81%82");
	assert.equal(trimmed.status, 200);
});

test("of a field that was sent twice the last counts", async () => {
	const typed = new URLSearchParams([
		["upn", "nobody"],
		["upn", upn],
		["password", "x"],
		["password", password],
		["__proto__", "y"],
		["constructor", "z"],
	]);
	assert.equal((await post("/enroll/sign-in", typed.toString())).status, 303);
});

test("a refusal is shown by the answer itself, which keeps the name typed", async () => {
	const wrong = await post("/enroll/sign-in", `upn=${upn}&password=wrong`);
	assert.equal(wrong.status, 200);
	assert.match(wrong.html, /role="alert"/);
	assert.ok(wrong.html.includes(`value="${upn}"`));
	const refused = await signIn("poor@contoso.example");
	for (const shown of [refused, await get("/enroll/profile", visitOf(refused))]) {
		assert.equal(shown.status, 200);
		assert.match(shown.html, /data-code="user-not-licensed"/);
		assert.match(String(shown.headers["content-type"]), /^text\/html/);
	}
});

test("the profile comes as a profile, and the page waits for it", async () => {
	const visit = visitOf(await signIn(upn));
	const reference = referenceOn(await get("/enroll", visit));
	const { status, headers, bytes } = await get("/enroll/profile", visit);
	assert.equal(status, 200);
	assert.equal(headers["content-type"], "application/x-apple-aspen-config");
	assert.equal(headers["cache-control"], "no-store");
	assert.equal(headers["content-disposition"], `attachment; filename="${reference}.mobileconfig"`);
	const roots = pemToDer(house.root, "CERTIFICATE").map(parseCertificate);
	const opened = openProfile(bytes, roots, house.clock.now(), (_domain, _code, _step, detail) => assert.fail(detail));
	assert.deepEqual([opened.ok && opened.state, opened.ok && opened.managing], ["Verified", true]);

	const progress = await get("/enroll/progress", visit);
	assert.deepEqual(JSON.parse(progress.html), { page: "progress", stage: "profile-downloaded" });
	assert.match(String(progress.headers["content-type"]), /^application\/json/);
});

test("the language is switched by the cookie, and the way back leads to our page only", async () => {
	const switches = [await get("/language?to=ja&next=https://evil.example"), await post("/language", "to=ja&return=//evil.example")];
	for (const answer of switches) {
		assert.deepEqual([answer.status, answer.headers.location], [303, "/enroll"]);
		assert.deepEqual(answer.cookies, ["genkan-language=ja; Max-Age=31536000; Path=/; HttpOnly; Secure; SameSite=Lax"]);
	}
	for (const to of ["https://evil.example", "//evil.example", "%0d%0aset-cookie:x=y", ""]) {
		const answer = await get(`/language?to=${to}`);
		assert.deepEqual([answer.headers.location, answer.cookies], ["/enroll", []]);
	}
	const shown = await get("/enroll", { cookie: "genkan-language=ja", "accept-language": "en" });
	assert.match(shown.html, /<html lang="ja">/);
	const asked = await get("/enroll?lang=ja");
	assert.match(asked.html, /<html lang="ja">/);
	assert.match(asked.cookies[0] ?? "", /^genkan-language=ja;/);
});

test("a form from another site has its own page and gets no cookie", async () => {
	for (const path of ["/enroll/sign-in", "/enroll/again", "/language"]) {
		for (const from of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }]) {
			const answer = await post(path, "upn=a&password=b&to=ja", from);
			assert.deepEqual([answer.status, answer.cookies], [403, []], path);
			assert.match(answer.html, /data-problem="cross-site"/);
		}
	}
	// Safari before 16.4 says only the origin.
	assert.equal((await ask("POST", "/enroll/again", { origin: "https://evil.example" }, "x=y")).status, 403);
	assert.equal((await ask("POST", "/enroll/again", { origin: house.url }, "x=y")).status, 303);
});

test("nobody is believed an address where no proxy is trusted", async () => {
	const told = { "sec-fetch-site": "cross-site", "x-forwarded-for": "203.0.113.9" };
	const [fault] = await faultsOf(house, () => post("/enroll/again", "x=y", told), "127.0.0.1");
	assert.equal(fault?.code, "cross-site");
});

test("what does not exist, cannot be read or is too large has its own page, and begins no try", async () => {
	const count = tries();
	const json = { "content-type": "application/json" };
	const cases: readonly (readonly [() => Promise<Answer>, number, string])[] = [
		[() => get("/nothing"), 404, "not-found"],
		[() => get("/enroll/assets/portal.000000000000.css"), 404, "not-found"],
		[() => get("/enroll/assets/../routes.ts"), 404, "not-found"],
		[() => ask("PUT", "/enroll"), 404, "not-found"],
		[() => get("/%zz"), 400, "unreadable"],
		[() => post("/enroll/sign-in", `upn=${"a".repeat(70_000)}`), 413, "too-large"],
		[() => post("/enroll/sign-in", "{}", json), 400, "unreadable"],
		[() => post("/enroll/terms", "version=rules%3A1"), 400, "unreadable"],
	];
	for (const [request, status, problem] of cases) {
		const answer = await unchanged(house, request);
		assert.equal(answer.status, status, problem);
		assert.match(answer.html, new RegExp(`data-problem="${problem}"`));
	}
	assert.equal(tries(), count);
	assert.deepEqual(house.complaints, []);
});

test("the terms are accepted in the versions that were shown, all of them at once", async () => {
	const text = { en: "x", ja: "x" };
	await house.domain.store.write(async (stores) => {
		for (const id of ["rules", "mail"]) assert.ok((await setTerms(stores, { id, title: text, body: text, now: 1 })).ok);
	});
	const visit = visitOf(await signIn(upn));
	const { html } = await get("/enroll", visit);
	const versions = [...html.matchAll(/name="version" value="([^"]+)"/g)].map(([, value = ""]) => value);
	assert.deepEqual(versions.toSorted(), ["mail:1", "rules:1"]);
	const page = async () => /data-page="([^"]+)"/.exec((await get("/enroll", visit)).html)?.[1];
	await post("/enroll/terms", "version=rules&version=%3A1&version=rules%3A-1&version=rules%3A1e0&answer=accept", visit);
	assert.equal(await page(), "terms");
	const form = versions.map((version) => `version=${encodeURIComponent(version)}`).join("&");
	const accepted = await post("/enroll/terms", `${form}&answer=accept`, visit);
	assert.deepEqual([accepted.status, accepted.headers.location], [303, "/enroll"]);
	assert.equal(await page(), "install");
});

test("an unexpected error tells the visitor nothing and the log enough", async () => {
	// Somebody wrote into the database by hand.
	await house.domain.store.write((stores) => stores.settings.set("organization", "damaged", house.clock.now()));
	const answer = await post("/enroll/sign-in", `upn=${upn}&password=hunter2`);
	assert.equal(answer.status, 500);
	assert.match(answer.html, /data-problem="unexpected"/);
	assert.doesNotMatch(answer.html, /damaged|SyntaxError|JSON/);
	assert.equal(house.complaints.length, 1);
	const [complaint = ""] = house.complaints;
	assert.match(complaint, /^portal: unexpected error /);
	assert.match(complaint, /"route":"\/enroll\/sign-in"/);
	assert.match(complaint, /SyntaxError.*visited-view\.ts/);
	assert.doesNotMatch(complaint, /hunter2/);
});
