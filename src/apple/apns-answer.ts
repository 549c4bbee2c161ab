import type { PushOutcome } from "../devices/ports.ts";

/** What APNs said on one stream. */
export interface ApnsReply {
	readonly status: number;
	readonly apnsId: string | null;
	readonly retryAfter: string | null;
	readonly body: string;
}

/** 400 reasons that are about our certificate's topic, and so about every push that we send. */
const aboutTheCertificate = new Set(["BadTopic", "TopicDisallowed", "MissingTopic"]);
/** 400 and 410 reasons that are about this one token: a token of another topic or environment, or no token at all. */
const aboutTheToken = new Set(["BadDeviceToken", "DeviceTokenNotForTopic", "MissingDeviceToken", "ExpiredToken"]);

/**
 * Reads Apple's answer. Only 410 Unregistered means that the device is gone: 400 and 403 are faults of the sender and may strike the whole fleet at
 * once, so they must never mark a device (Apple, "Handling notification responses from APNs").
 */
export function readApnsReply(reply: ApnsReply, now: number): PushOutcome {
	if (reply.status === 200) return { outcome: "accepted", apnsId: reply.apnsId };
	const { reason, timestamp } = readBody(reply.body);
	if (reply.status === 410 && reason === "Unregistered") return { outcome: "token-dead", at: timestamp ?? now };
	if (reply.status === 429 || reply.status >= 500 || reason === "IdleTimeout") {
		return { outcome: "retry", afterMs: retryAfterMs(reply.retryAfter, now), reason: reason ?? String(reply.status) };
	}
	return { outcome: "sender-fault", reason: reason ?? String(reply.status), about: aboutWhat(reply.status, reason) };
}

function aboutWhat(status: number, reason: string | null): "certificate" | "token" | "request" {
	if (status === 403 || (reason !== null && aboutTheCertificate.has(reason))) return "certificate";
	return reason !== null && aboutTheToken.has(reason) ? "token" : "request";
}

function readBody(body: string): { reason: string | null; timestamp: number | null } {
	try {
		const value: unknown = JSON.parse(body);
		if (typeof value !== "object" || value === null) return { reason: null, timestamp: null };
		const reason = "reason" in value && typeof value.reason === "string" ? value.reason.replace(/[^A-Za-z0-9]/g, "").slice(0, 64) : null;
		const timestamp = "timestamp" in value && typeof value.timestamp === "number" ? value.timestamp : null;
		return { reason: reason === "" ? null : reason, timestamp };
	} catch {
		return { reason: null, timestamp: null };
	}
}

/** RFC 9110 10.2.3: seconds, or a date. */
function retryAfterMs(header: string | null, now: number): number | null {
	if (header === null) return null;
	if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
	const at = Date.parse(header);
	return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/**
 * OpenSSL's alerts with which a server refuses the client's certificate. With TLS 1.3 they arrive after the handshake, on the open connection. Newer
 * OpenSSL spells the prefix `SSL/TLS_ALERT`, older `SSLV3_ALERT`, so only the end counts.
 */
const certificateAlert =
	/ALERT_(BAD_CERTIFICATE|CERTIFICATE_(EXPIRED|REVOKED|UNKNOWN|REQUIRED)|UNSUPPORTED_CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED|DECRYPT_ERROR|NO_CERTIFICATE)$/;

/** Local faults of the pair itself: the key is not the certificate's, or one of the two cannot be read. */
const unusablePair = /^ERR_OSSL_/;

/** What a connection that could not be made, or broke, means for the pushes that waited for it. `code` is an error's code, never its message. */
export function readConnectionFailure(code: string, afterMs: number | null): PushOutcome {
	if (certificateAlert.test(code) || unusablePair.test(code)) return { outcome: "sender-fault", reason: code, about: "certificate" };
	return { outcome: "retry", afterMs, reason: code };
}
