import assert from "node:assert/strict";
import { test } from "node:test";
import { readApnsReply, readConnectionFailure } from "./apns-answer.ts";

const now = Date.UTC(2026, 10, 20);
const read = (status: number, reason: string | null, more: { retryAfter?: string; body?: string } = {}) =>
	readApnsReply(
		{ status, apnsId: null, retryAfter: more.retryAfter ?? null, body: more.body ?? (reason === null ? "" : JSON.stringify({ reason })) },
		now,
	);

test("only 410 Unregistered means that the device is gone", () => {
	assert.deepEqual(read(410, null, { body: '{"reason":"Unregistered","timestamp":1700000000000}' }), {
		outcome: "token-dead",
		at: 1_700_000_000_000,
	});
	assert.deepEqual(read(410, "Unregistered"), { outcome: "token-dead", at: now });
	for (const [status, reason] of [
		[410, "ExpiredToken"],
		[410, null],
		[400, "Unregistered"],
		[400, "BadDeviceToken"],
		[404, "BadPath"],
	] as const) {
		assert.equal(read(status, reason).outcome, "sender-fault", `${status} ${reason}`);
	}
});

test("a fault of the certificate is told from one of a token and one of the request", () => {
	const about = (status: number, reason: string) => {
		const outcome = read(status, reason);
		return outcome.outcome === "sender-fault" ? outcome.about : outcome.outcome;
	};
	assert.equal(about(403, "BadCertificate"), "certificate");
	assert.equal(about(403, "BadCertificateEnvironment"), "certificate");
	assert.equal(about(400, "BadTopic"), "certificate");
	assert.equal(about(400, "DeviceTokenNotForTopic"), "token");
	assert.equal(about(400, "BadDeviceToken"), "token");
	assert.equal(about(400, "BadPriority"), "request");
	assert.equal(about(413, "PayloadTooLarge"), "request");
});

test("what passes is tried again, when Apple says", () => {
	assert.deepEqual(read(429, "TooManyRequests", { retryAfter: "30" }), { outcome: "retry", afterMs: 30_000, reason: "TooManyRequests" });
	assert.deepEqual(read(503, "ServiceUnavailable", { retryAfter: new Date(now + 5000).toUTCString() }), {
		outcome: "retry",
		afterMs: 5000,
		reason: "ServiceUnavailable",
	});
	assert.deepEqual(read(500, null, { retryAfter: "soon" }), { outcome: "retry", afterMs: null, reason: "500" });
	assert.equal(read(400, "IdleTimeout").outcome, "retry");
});

test("a reason that is none of Apple's words cannot carry text into a log", () => {
	const outcome = read(400, null, { body: JSON.stringify({ reason: "Bad\u001b[31m <b>Topic" }) });
	assert.deepEqual(outcome, { outcome: "sender-fault", reason: "Bad31mbTopic", about: "request" });
	for (const body of ["not json", "null", "[]", '{"reason":7}']) assert.equal(read(400, null, { body }).outcome, "sender-fault");
});

test("an alert about our certificate is a sender's fault, a lost connection is not", () => {
	for (const code of [
		"ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED",
		"ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE",
		"ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED",
		"ERR_SSL_TLSV1_ALERT_UNKNOWN_CA",
		"ERR_OSSL_X509_KEY_VALUES_MISMATCH",
	]) {
		assert.deepEqual(readConnectionFailure(code, 500), { outcome: "sender-fault", reason: code, about: "certificate" });
	}
	for (const code of ["ECONNREFUSED", "ENOTFOUND", "ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "DEPTH_ZERO_SELF_SIGNED_CERT"]) {
		assert.deepEqual(readConnectionFailure(code, 500), { outcome: "retry", afterMs: 500, reason: code });
	}
});
