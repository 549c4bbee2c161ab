import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { assertLinear } from "../../../test/linear-time.ts";
import { type RefusedAnswer, readRefusal, unreachable, unreadableAnswer } from "./read-refusal.ts";
import { type RefusalKind, refusalKinds } from "./refusal.ts";

const now = Date.UTC(2026, 4, 6, 7, 8, 9);
const answer = (status: number, body: string, more: Partial<RefusedAnswer> = {}) =>
	readRefusal({ status, body, retryAfter: null, date: null, now, ...more });

const codes: [number, string, RefusalKind][] = [
	[401, "", "unauthorized"],
	[401, "FORBIDDEN", "unauthorized"],
	[400, "token_rejected", "unauthorized"],
	[403, "signature_invalid", "unauthorized"],
	[403, "ACCESS_DENIED", "access-denied"],
	[403, "FORBIDDEN", "access-denied"],
	[403, "", "access-denied"],
	[403, "APPLE_SEED_FOR_IT_TURNED_OFF", "not-understood"],
	[403, "<html><title>403 Forbidden</title></html>", "not-understood"],
	[403, "T_C_NOT_SIGNED", "terms-not-signed"],
	[400, "INVALID_CURSOR", "cursor-invalid"],
	[400, "EXPIRED_CURSOR", "cursor-expired"],
	[400, "EXHAUSTED_CURSOR", "cursor-exhausted"],
	[400, "CURSOR_REQUIRED", "cursor-required"],
	[404, "PROFILE_NOT_FOUND", "profile-not-found"],
	[404, "", "not-understood"],
	[404, "<html><title>404</title></html>", "not-understood"],
	[400, "CONFIG_NAME_REQUIRED", "profile-name-invalid"],
	[400, "CONFIG_NAME_INVALID", "profile-name-invalid"],
	[400, "CONFIG_URL_REQUIRED", "url-invalid"],
	[400, "CONFIG_URL_INVALID", "url-invalid"],
	[400, "DEPARTMENT_INVALID", "department-invalid"],
	[400, "SUPPORT_PHONE_INVALID", "support-phone-invalid"],
	[400, "SUPPORT_EMAIL_INVALID", "support-email-invalid"],
	[400, "MAGIC_INVALID", "magic-invalid"],
	[400, "FLAGS_INVALID", "flags-invalid"],
	[400, "LOCALE_INVALID", "locale-invalid"],
	[400, "DEVICE_ID_REQUIRED", "request-malformed"],
	[400, "PROFILE_UUID_REQUIRED", "request-malformed"],
	[400, "MALFORMED_REQUEST_BODY", "request-malformed"],
	[400, "USER_AGENT_MISSING", "request-malformed"],
	[400, "Missing required oauth parameter oauth_nonce", "request-malformed"],
	[400, "", "request-malformed"],
	[400, "SOMETHING_NEW", "not-understood"],
	[429, "", "too-many-requests"],
	[503, "", "server-error"],
	[500, "T_C_NOT_SIGNED", "server-error"],
	[302, "", "not-understood"],
	[200, "<html></html>", "answer-unreadable"],
	[418, "constructor", "not-understood"],
];

for (const [status, body, kind] of codes) {
	test(`${status} with “${body}” is ${kind}`, () => assert.equal(answer(status, body).kind, kind));
}

test("a code is found however it is wrapped", () => {
	const wrapped = [
		"T_C_NOT_SIGNED",
		'"T_C_NOT_SIGNED"',
		" T_C_NOT_SIGNED\r\n",
		'"T_C_NOT_SIGNED',
		'{"code":"T_C_NOT_SIGNED","message":"Terms"}',
		'{"error": "T_C_NOT_SIGNED"}',
		'{"errors":[{"code":"T_C_NOT_SIGNED"}]}',
		'{"status":403,"error":{"code":" T_C_NOT_SIGNED "}}',
		'["T_C_NOT_SIGNED"]',
	];
	for (const body of wrapped) {
		const { kind, said } = answer(403, body);
		assert.deepEqual([kind, said], ["terms-not-signed", "T_C_NOT_SIGNED"], body);
	}
	const sentence = answer(403, "T_C_NOT_SIGNED: the terms have changed");
	assert.deepEqual([sentence.kind, sentence.said], ["terms-not-signed", "T_C_NOT_SIGNED: the terms have changed"]);
});

test("a bare 404 means the profile where a profile was asked", () => {
	assert.equal(answer(404, "", { path: "/profile/devices" }).kind, "profile-not-found");
	assert.equal(answer(404, "NOT_FOUND", { path: "/profile?profile_uuid=1" }).kind, "profile-not-found");
	assert.equal(answer(404, "", { path: "/session" }).kind, "not-understood");
});

test("how long to wait, by seconds or by a date of the server's own clock", () => {
	const wait = (retryAfter: string, date: string | null = null) => answer(503, "", { retryAfter, date }).retryAfterMs;
	assert.equal(wait("120"), 120_000);
	assert.equal(wait(" 0 "), 0);
	assert.equal(wait("Wed, 06 May 2026 07:10:09 GMT"), 120_000);
	assert.equal(wait("Wed, 06 May 2026 08:10:09 GMT", "Wed, 06 May 2026 08:08:09 GMT"), 120_000);
	assert.equal(wait("Wed, 06 May 2026 07:00:00 GMT"), 0);
	assert.equal(wait("999999999"), 24 * 3600_000);
	for (const nonsense of ["soon", "-5", "1.5", "9999999999999", "2026-05-06", ""]) assert.equal(wait(nonsense), null, nonsense);
	assert.equal(answer(503, "", { retryAfter: "5" }).kind, "too-many-requests");
});

test("the clocks are compared", () => {
	assert.equal(answer(401, "", { date: "Wed, 06 May 2026 07:18:09 GMT" }).skewMs, 600_000);
	assert.equal(answer(401, "", { date: "Wed, 06 May 2026 06:58:09 GMT" }).skewMs, -600_000);
	for (const date of [null, "", "yesterday GMT", "2026-05-06T07:18:09Z"]) assert.equal(answer(401, "", { date }).skewMs, null);
});

test("no answer, and an answer that is none", () => {
	assert.deepEqual(unreachable("ENOTFOUND"), { kind: "unreachable", status: null, said: "ENOTFOUND", retryAfterMs: null, skewMs: null });
	const date = "Wed, 06 May 2026 07:08:10 GMT";
	assert.deepEqual(unreadableAnswer({ status: 200, why: "missing:cursor", date, now }), {
		kind: "answer-unreadable",
		status: 200,
		said: "missing:cursor",
		retryAfterMs: null,
		skewMs: 1000,
	});
});

test("what is kept of a body is short, printable, and no secret that a proxy repeats", () => {
	assert.equal(answer(502, "<HTML><head><TITLE>Bad Gateway</TITLE></head>…").said, "Bad Gateway");
	const key = "CK_48dd68d198350f51258e885ce9a5c37ab7f98543c4a697323d75682a6c10a32501cb247e3db08105";
	const said = answer(400, `rejected: oauth_token="${key}" and ${key}`).said;
	assert.ok(!said.includes("48dd68d1"), said);
	assert.match(said, /^rejected: /);
	fc.assert(
		fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.json()), fc.integer({ min: 100, max: 599 }), (body, status) => {
			const refusal = answer(status, body, { retryAfter: body.slice(0, 30), date: body.slice(0, 30) });
			assert.match(refusal.said, /^[\x20-\x7e]{0,200}$/);
			assert.ok(refusalKinds.includes(refusal.kind));
		}),
	);
});

test("reads bodies in linear time", () => {
	for (const text of ['"', "A_", "<title>", "[", '{"a":', " ", "x"]) {
		assertLinear(JSON.stringify(text), 10_000, (size) => () => {
			for (let count = 0; count < 50; count++) answer(400, text.repeat(size / text.length));
		});
	}
});
