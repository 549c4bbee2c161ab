import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { FastifyInstance, InjectOptions } from "fastify";
import type { PortalService, Visit } from "../../enrollment/portal-view.ts";
import type { Json } from "../../evidence/attempt.ts";
import { StoreUnavailable } from "../../evidence/work.ts";
import { peerOf } from "../peer.ts";
import { createPortal, type PortalOptions } from "./routes.ts";
import { answering, type samplePages, sampleView } from "./sample-views.ts";

type Name = keyof typeof samplePages;

interface Setup {
	readonly portal: FastifyInstance;
	/** What the service was asked, in order. */
	readonly calls: (readonly [keyof PortalService, readonly unknown[]])[];
	readonly logged: string[];
}

async function setUp(
	t: TestContext,
	shows: Name | Error,
	options: Partial<PortalOptions> = {},
	session: string | null = "s3ss10n",
): Promise<Setup> {
	const calls: [keyof PortalService, readonly unknown[]][] = [];
	const logged: string[] = [];
	const log = (detail: { readonly [key: string]: Json }, message: string) => void logged.push(`${message} ${JSON.stringify(detail)}`);
	const portal = createPortal({
		service: answering((call, args) => {
			calls.push([call, args]);
			if (shows instanceof Error) throw shows;
			return sampleView(shows);
		}, session),
		publicUrl: "https://enroll.example.com/",
		peerOf: peerOf([]),
		recordFault: async () => undefined,
		log: { debug: log, info: log, warn: log, error: log },
		...options,
	});
	await portal.ready();
	t.after(() => portal.close());
	return { portal, calls, logged };
}

const post = (url: string, fields: string, headers: Record<string, string> = {}): InjectOptions => ({
	method: "POST",
	url,
	payload: fields,
	headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", ...headers },
});

test("GET / leads to the enrollment page", async (t) => {
	const { portal } = await setUp(t, "sign-in");
	const answer = await portal.inject("/");
	assert.deepEqual([answer.statusCode, answer.headers.location], [302, "/enroll"]);
});

test("GET /enroll shows the page of this visit and keeps the visit in a cookie", async (t) => {
	const { portal, calls } = await setUp(t, "sign-in");
	const userAgent = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Safari/604.1 CompanyPortal/5.2406.1";
	const answer = await portal.inject({
		url: "/enroll",
		remoteAddress: "192.0.2.7",
		headers: { "user-agent": userAgent, "accept-language": "ja", cookie: "genkan-visit=abc", "x-forwarded-for": "203.0.113.9" },
	});
	assert.equal(answer.statusCode, 200);
	assert.match(answer.body, /data-page="sign-in"/);
	assert.match(answer.body, /<html lang="ja">/);
	const visit: Visit = { session: "abc", userAgent, language: "ja", peer: "192.0.2.7", portalApp: "5.2406.1" };
	assert.deepEqual(calls, [["open", [visit]]]);
	const [cookie] = answer.cookies;
	assert.deepEqual(
		{ ...cookie },
		{
			name: "genkan-visit",
			value: "s3ss10n",
			maxAge: 43_200,
			path: "/",
			httpOnly: true,
			secure: true,
			sameSite: "Lax",
		},
	);
});

test("without a session from the service no cookie is set", async (t) => {
	const without = await setUp(t, "sign-in", {}, null);
	assert.equal((await without.portal.inject("/enroll")).headers["set-cookie"], undefined);
});

test("a trusted proxy's word counts", async (t) => {
	const { portal, calls } = await setUp(t, "sign-in", { peerOf: peerOf(["127.0.0.1"]) });
	await portal.inject({ url: "/enroll", headers: { "x-forwarded-for": "203.0.113.9" } });
	assert.deepEqual(
		calls.map(([, [visit]]) => (visit as Visit).peer),
		["203.0.113.9"],
	);
});

test("every answer carries the security headers and is not kept, except the assets", async (t) => {
	const { portal } = await setUp(t, "install");
	for (const url of ["/", "/enroll", "/enroll/progress", "/nothing", "/language?to=ja", "/%zz"]) {
		const { headers } = await portal.inject(url);
		assert.match(String(headers["content-security-policy"]), /^default-src 'none';.*frame-ancestors 'none'; base-uri 'none'$/, url);
		assert.doesNotMatch(String(headers["content-security-policy"]), /unsafe|http|\*/, url);
		assert.equal(headers["x-content-type-options"], "nosniff", url);
		assert.equal(headers["referrer-policy"], "same-origin", url);
		assert.equal(headers["cache-control"], "no-store", url);
	}
});

test("the page's assets are served under names that change with their content, for ever", async (t) => {
	const { portal } = await setUp(t, "install");
	const page = (await portal.inject("/enroll")).body;
	const paths = [...page.matchAll(/"(\/enroll\/assets\/[^"]+)"/g)].map(([, path = ""]) => path);
	assert.deepEqual(paths.map((path) => path.replace(/\.[0-9a-f]{12}\./, ".")).sort(), [
		"/enroll/assets/icon.svg",
		"/enroll/assets/portal.css",
		"/enroll/assets/portal.js",
	]);
	for (const path of paths) {
		const { statusCode, headers, rawPayload } = await portal.inject(path);
		assert.equal(statusCode, 200);
		assert.equal(headers["cache-control"], "public, max-age=31536000, immutable");
		assert.equal(headers["x-content-type-options"], "nosniff");
		assert.ok(rawPayload.length > 100);
	}
});

test("signing in hands on what was typed and leads to the next page", async (t) => {
	const { portal, calls } = await setUp(t, "terms");
	const answer = await portal.inject(post("/enroll/sign-in", "upn=hanako%EF%BC%A0example.com&password=+a%26b%3D%E3%81%82+"));
	assert.deepEqual([answer.statusCode, answer.headers.location], [303, "/enroll"]);
	assert.equal(answer.cookies[0]?.value, "s3ss10n");
	assert.deepEqual(calls[0]?.[1].slice(1), ["hanako＠example.com", " a&b=あ "]);
});

test("a refusal is shown by the answer itself, which keeps the name typed", async (t) => {
	const { portal } = await setUp(t, "sign-in-refused");
	const answer = await portal.inject(post("/enroll/sign-in", "upn=a&password=b"));
	assert.equal(answer.statusCode, 200);
	assert.match(answer.body, /role="alert"/);
	assert.match(answer.body, /value="hanako.sato@example.co.jp"/);
	const refused = await setUp(t, "refused");
	for (const request of [post("/enroll/terms", "answer=decline"), { url: "/enroll/profile" }]) {
		const shown = await refused.portal.inject(request);
		assert.equal(shown.statusCode, 200);
		assert.match(shown.body, /data-code="personal-device-blocked"/);
		assert.match(String(shown.headers["content-type"]), /^text\/html/);
	}
});

test("missing and repeated fields harm nobody", async (t) => {
	const { portal, calls } = await setUp(t, "sign-in");
	await portal.inject(post("/enroll/sign-in", ""));
	await portal.inject(post("/enroll/sign-in", "upn=a&upn=b&password=x&password=y&__proto__=z&constructor=z"));
	await portal.inject(post("/enroll/code", "code=12%203456"));
	assert.deepEqual(
		calls.map(([, args]) => args.slice(1)),
		[["", ""], ["b", "y"], ["12 3456"]],
	);
});

test("the terms' answer goes with the versions that were shown", async (t) => {
	const { portal, calls } = await setUp(t, "install");
	await portal.inject(post("/enroll/terms", "version=byod%3A3&version=a%3Ab%3A1&answer=accept"));
	await portal.inject(post("/enroll/terms", "version=byod%3A3&answer=decline"));
	await portal.inject(post("/enroll/terms", "version=byod&version=%3A1&version=x%3A-1&version=x%3A1e3&answer=accept"));
	assert.deepEqual(
		calls.map(([call, args]) => [call, args[1], args[2]]),
		[
			[
				"answerTerms",
				"accept",
				[
					{ id: "byod", version: 3 },
					{ id: "a:b", version: 1 },
				],
			],
			["answerTerms", "decline", [{ id: "byod", version: 3 }]],
			["answerTerms", "accept", []],
		],
	);
	assert.equal((await portal.inject(post("/enroll/terms", "version=byod%3A3"))).statusCode, 400);
	assert.equal(calls.length, 3);
});

test("the profile comes as a profile, is never kept, and only GET asks for one", async (t) => {
	const profile = Buffer.from([0x30, 0x80, 0xff, 0x00]);
	let issued = 0;
	const service: PortalService = {
		...answering(() => sampleView("install")),
		async downloadProfile() {
			issued++;
			return { session: null, reference: "K7-4QPM", profile };
		},
	};
	const { portal } = await setUp(t, "install", { service });
	const answer = await portal.inject("/enroll/profile");
	assert.equal(answer.statusCode, 200);
	assert.deepEqual(answer.rawPayload, profile);
	assert.equal(answer.headers["content-type"], "application/x-apple-aspen-config");
	assert.equal(answer.headers["cache-control"], "no-store");
	assert.equal(answer.headers["content-disposition"], 'attachment; filename="K7-4QPM.mobileconfig"');
	assert.equal((await portal.inject({ method: "HEAD", url: "/enroll/profile" })).statusCode, 404);
	assert.equal(issued, 1);
});

test("progress is answered as data", async (t) => {
	const { portal } = await setUp(t, "progress-issued");
	const answer = await portal.inject("/enroll/progress");
	assert.deepEqual(answer.json(), { page: "progress", stage: "identity-issued" });
	assert.match(String(answer.headers["content-type"]), /^application\/json/);
});

test("the language is switched by the cookie, and the way back leads to our page only", async (t) => {
	const { portal } = await setUp(t, "sign-in", {}, null);
	for (const request of [{ url: "/language?to=ja&next=https://evil.example" }, post("/language", "to=ja&return=//evil.example")]) {
		const answer = await portal.inject(request);
		assert.deepEqual([answer.statusCode, answer.headers.location], [303, "/enroll"]);
		const [cookie] = answer.cookies;
		assert.deepEqual([cookie?.name, cookie?.value, cookie?.httpOnly, cookie?.sameSite], ["genkan-language", "ja", true, "Lax"]);
	}
	for (const to of ["https://evil.example", "//evil.example", "%0d%0aset-cookie:x=y", ""]) {
		const answer = await portal.inject(`/language?to=${to}`);
		assert.deepEqual([answer.headers.location, answer.headers["set-cookie"]], ["/enroll", undefined]);
	}
	const shown = await portal.inject({ url: "/enroll", headers: { cookie: "genkan-language=ja", "accept-language": "en" } });
	assert.match(shown.body, /<html lang="ja">/);
	const asked = await portal.inject("/enroll?lang=ja");
	assert.match(asked.body, /<html lang="ja">/);
	assert.equal(asked.cookies[0]?.value, "ja");
});

test("a form from another site is refused before anything is done", async (t) => {
	const { portal, calls } = await setUp(t, "sign-in");
	const urls = ["/enroll/sign-in", "/enroll/code", "/enroll/terms", "/enroll/again", "/language"];
	for (const url of urls) {
		for (const headers of [{ "sec-fetch-site": "cross-site" }, { "sec-fetch-site": "same-site" }]) {
			const answer = await portal.inject(post(url, "upn=a&password=b&answer=accept&to=ja", headers));
			assert.equal(answer.statusCode, 403, url);
			assert.match(answer.body, /data-problem="cross-site"/);
			assert.equal(answer.headers["set-cookie"], undefined);
		}
	}
	const old = { method: "POST", url: "/enroll/again", headers: { "content-type": "application/x-www-form-urlencoded" } } as const;
	assert.equal((await portal.inject({ ...old, headers: { ...old.headers, origin: "https://evil.example" } })).statusCode, 403);
	assert.equal(calls.length, 0);
	assert.equal((await portal.inject({ ...old, headers: { ...old.headers, origin: "https://enroll.example.com" } })).statusCode, 303);
	assert.deepEqual(
		calls.map(([call]) => call),
		["startAgain"],
	);
});

test("what does not exist, cannot be read or is too large has its own page", async (t) => {
	const { portal, calls, logged } = await setUp(t, "sign-in");
	const cases: readonly [InjectOptions | string, number, string][] = [
		["/nothing", 404, "not-found"],
		["/enroll/assets/portal.000000000000.css", 404, "not-found"],
		["/enroll/assets/../routes.ts", 404, "not-found"],
		[{ method: "PUT", url: "/enroll" }, 404, "not-found"],
		["/%zz", 400, "unreadable"],
		[post("/enroll/sign-in", `upn=${"a".repeat(70_000)}`), 413, "too-large"],
		[post("/enroll/sign-in", "{}", { "content-type": "application/json" }), 400, "unreadable"],
	];
	for (const [request, status, problem] of cases) {
		const answer = await portal.inject(request);
		assert.equal(answer.statusCode, status, problem);
		assert.match(answer.body, new RegExp(`data-problem="${problem}"`));
	}
	assert.deepEqual([calls.length, logged.length], [0, 0]);
});

test("a store that cannot answer is a pause, not a loss", async (t) => {
	const { portal } = await setUp(t, new StoreUnavailable("database is locked"));
	const answer = await portal.inject(post("/enroll/sign-in", "upn=a&password=b"));
	assert.deepEqual([answer.statusCode, answer.headers["retry-after"]], [503, "60"]);
	assert.match(answer.body, /Nothing is lost/);
	assert.doesNotMatch(answer.body, /locked/);
});

test("an unexpected error tells the visitor nothing and the log enough", async (t) => {
	const { portal, logged } = await setUp(t, new TypeError("secret detail"));
	const answer = await portal.inject(post("/enroll/sign-in", "upn=a&password=hunter2"));
	assert.equal(answer.statusCode, 500);
	assert.match(answer.body, /data-problem="unexpected"/);
	assert.doesNotMatch(answer.body, /secret|TypeError/);
	assert.match(logged.join(), /secret detail.*\/enroll\/sign-in|\/enroll\/sign-in.*secret detail/);
	assert.doesNotMatch(logged.join(), /hunter2/);
});

test("the pages are served through routing(), as the main server calls it", async (t) => {
	const { portal } = await setUp(t, "install");
	const server = createServer((request, response) => portal.routing(request, response));
	await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
	t.after(() => server.close());
	const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const signedIn = await fetch(`${origin}/enroll/sign-in`, {
		method: "POST",
		body: new URLSearchParams({ upn: "a", password: "b" }),
		redirect: "manual",
	});
	assert.deepEqual([signedIn.status, signedIn.headers.get("location")], [303, "/enroll"]);
	assert.match(await (await fetch(`${origin}/enroll`)).text(), /data-page="install"/);
});
