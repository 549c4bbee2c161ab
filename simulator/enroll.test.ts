import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { browserFact } from "../src/enrollment/browser.ts";
import { enroll } from "./enroll.ts";
import { type Answer, type SmallServer, startSmallServer } from "./small-server.ts";
import { createTestPhone } from "./test-phone.ts";
import { userAgent } from "./user-agent.ts";

const reference = '<p data-reference="K7-4QPM">K7-4QPM</p>';
const page = (kind: string, body: string): Answer => ({
	status: 200,
	type: "text/html; charset=utf-8",
	body: `<!doctype html><html><head><title>A &amp; B</title></head><body data-page="${kind}" data-offline='x > y'>${reference}<!-- <form id="sign-in"> -->${body}</body></html>`,
});

/** The portal's pages in short, on the cookie of a visit. */
function portal(server: SmallServer, oneTimeCode: boolean): void {
	const visit = { signedIn: false, code: !oneTimeCode, terms: "", downloaded: false };
	const again = (): Answer => ({ status: 303, headers: { Location: "/enroll", "Set-Cookie": "visit=abc; Path=/; HttpOnly; Secure" } });
	const signIn = (refusal: string): Answer =>
		page(
			"sign-in",
			`${refusal}<form id="sign-in" method="post" action="/enroll/sign-in"><input name="upn" value=""><input name=password type=password></form>`,
		);
	server.intercept("/enroll", ({ path, headers, body }) => {
		const form = new URLSearchParams(body.toString());
		if (body.length > 0) {
			assert.equal(headers.origin, server.url);
			assert.equal(headers["sec-fetch-site"], "same-origin");
			if (path !== "/enroll/sign-in") assert.equal(headers.cookie, "visit=abc");
		}
		switch (path) {
			case "/enroll/sign-in":
				if (form.get("password") !== "p@ss word") return signIn('<div data-code="sign-in-failed"></div>');
				visit.signedIn = form.get("upn") === "haruka@contoso.co.jp";
				return again();
			case "/enroll/code":
				visit.code = form.get("code") === "123456";
				return again();
			case "/enroll/terms":
				visit.terms = `${form.get("answer")} ${form.getAll("version").join()}`;
				return again();
			case "/enroll/profile":
				visit.downloaded = true;
				return {
					status: 200,
					type: "application/x-apple-aspen-config",
					headers: { "Content-Disposition": "attachment; filename=\"p.mobileconfig\"; filename*=UTF-8''%E7%99%BB%E9%8C%B2.mobileconfig" },
					body: server.signed(server.profile()),
				};
		}
		if (!/iPhone/.test(headers["user-agent"] ?? "") || /CriOS/.test(headers["user-agent"] ?? "")) return page("open-in-safari", "");
		if (!visit.signedIn) return signIn("");
		if (!visit.code)
			return page("one-time-code", '<form id="one-time-code" method="post" action="/enroll/code"><input name="code"></form>');
		if (visit.terms === "") {
			return page(
				"terms",
				'<form id="terms" method="post" action="/enroll/terms"><input type="hidden" name="version" value="a&amp;b:3"><input type="hidden" name="version" value="c:1"><button name="answer" value="accept">はい</button><button name="answer" value="decline">いいえ</button></form>',
			);
		}
		if (visit.terms !== "accept a&b:3,c:1") return page("refused", '<div data-code="terms-not-accepted"></div>');
		return visit.downloaded ? page("managed", "") : page("install", '<a class="button" id="profile" href="/enroll/profile">↓</a>');
	});
}

const haruka = { upn: "haruka@contoso.co.jp", password: "p@ss word", code: () => "123456" };

describe("the whole journey", () => {
	let server: SmallServer;
	before(async () => {
		server = await startSmallServer();
	});
	after(() => server.stop());

	test("portal, sign-in, code, terms, profile, management", async () => {
		portal(server, true);
		const phone = createTestPhone(server);
		const done = await enroll(phone, haruka);
		assert.ok(done.ok);
		assert.deepEqual([done.reference, done.page.kind, done.signing], ["K7-4QPM", "managed", "Unverified"]);
		assert.equal(phone.state().managed, true);
		phone.close();
	});

	test("step by step, with the file's name", async () => {
		portal(server, false);
		const phone = createTestPhone(server);
		assert.equal((await phone.openPortal()).kind, "sign-in");
		assert.equal((await phone.signIn(haruka.upn, haruka.password)).kind, "terms");
		assert.equal((await phone.answerTerms(true)).kind, "install");
		const downloaded = await phone.downloadProfile();
		assert.ok(downloaded.ok);
		assert.equal(downloaded.fileName, "登録.mobileconfig");
		phone.close();
	});

	for (const [what, misbehaviour, kind, code] of [
		["a wrong password", { kind: "wrong-password" }, "sign-in", "sign-in-failed"],
		["a wrong code", { kind: "wrong-code" }, "one-time-code", null],
		["terms declined", { kind: "declines-terms" }, "refused", "terms-not-accepted"],
		["Chrome on the phone", { kind: "browser", browser: "chrome-ios" }, "open-in-safari", null],
		["a computer", { kind: "browser", browser: "chrome-windows" }, "open-in-safari", null],
	] as const) {
		test(what, async () => {
			portal(server, true);
			const phone = createTestPhone(server, { misbehaves: [misbehaviour] });
			const done = await enroll(phone, haruka);
			assert.ok(!done.ok && done.at === "portal");
			assert.deepEqual([done.page.kind, done.page.code, done.reference], [kind, code, "K7-4QPM"]);
			phone.close();
		});
	}

	for (const step of ["open", "sign-in", "terms", "download", "install", "Authenticate"] as const) {
		test(`silence before ${step}`, async () => {
			portal(server, false);
			const phone = createTestPhone(server, { misbehaves: [{ kind: "stops-before", step }] });
			const done = await enroll(phone, haruka);
			assert.ok(!done.ok && done.at === "stopped");
			assert.deepEqual([done.step, done.reference], [step, step === "open" ? null : "K7-4QPM"]);
			phone.close();
		});
	}

	test("a phone that is refused says so, and its owner returns to the page", async () => {
		portal(server, false);
		let waited = false;
		const wait = async () => {
			waited = true;
		};
		const phone = createTestPhone(server, {
			misbehaves: [
				{ kind: "waits-before-install", wait },
				{ kind: "challenge", challenge: null },
			],
		});
		const done = await enroll(phone, haruka);
		assert.ok(!done.ok && done.at === "phone");
		assert.deepEqual([done.failure.code, done.page.kind, waited], [22013, "managed", true]);
		phone.close();
	});

	test("the same profile twice", async () => {
		portal(server, false);
		const seen = server.scep.length;
		const phone = createTestPhone(server, { misbehaves: [{ kind: "installs-again" }] });
		assert.equal((await enroll(phone, haruka)).ok, true);
		assert.equal(server.scep.length, seen + 2);
		phone.close();
	});

	test("no server at all is a page too", async () => {
		const phone = createTestPhone(server, { portalUrl: "https://127.0.0.1:1/enroll" });
		const done = await enroll(phone, haruka);
		assert.ok(!done.ok && done.at === "portal");
		assert.equal(done.page.kind, "no-connection");
		phone.close();
	});
});

describe("User-Agents", () => {
	const of = { product: "iPhone15,2", osVersion: "18.5", browser: "safari", desktopSite: true, portalApp: null } as const;

	test("Safari on an iPhone, whose version stands still from 26 on", () => {
		assert.equal(
			userAgent({ ...of, osVersion: "17.6.1" }),
			"Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Mobile/15E148 Safari/604.1",
		);
		assert.equal(
			userAgent({ ...of, osVersion: "26.1" }),
			"Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1",
		);
	});

	test("each is taken for what it is", () => {
		const cases = [
			[of, "iphone", true],
			[{ ...of, product: "iPad13,18" }, "mac-or-ipad", true],
			[{ ...of, product: "iPad13,18", desktopSite: false }, "ipad", true],
			[{ ...of, portalApp: "5.2409.0" }, "iphone", true],
			[{ ...of, product: "iPod9,1", osVersion: "15.8.3" }, "iphone", true],
			[{ ...of, browser: "chrome-ios" }, "iphone", false],
			[{ ...of, browser: "line-ios" }, "iphone", false],
			[{ ...of, browser: "chrome-android" }, "other", false],
			[{ ...of, browser: "chrome-windows" }, "other", false],
			[{ ...of, browser: "chrome-mac" }, "other", false],
		] as const;
		for (const [which, family, safari] of cases) {
			const agent = userAgent(which);
			const fact = browserFact(agent);
			assert.deepEqual([fact.family, fact.safari], [family, safari], agent);
		}
		assert.match(userAgent({ ...of, portalApp: "5.2409.0" }), / CompanyPortal\/5\.2409\.0$/);
	});
});
