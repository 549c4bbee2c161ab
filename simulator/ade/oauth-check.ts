import { Buffer } from "node:buffer";
import { timingSafeEqual } from "node:crypto";
import { parseAuthorization, signature } from "../../src/protocol/ade/oauth.ts";
import type { AppleError } from "./refusal.ts";
import type { ServerState } from "./server-state.ts";

export interface SessionRequest {
	readonly method: string;
	/** Absolute, as the client addressed it. */
	readonly url: string;
	readonly authorization: string | undefined;
}

export type Verdict = { readonly server: ServerState } | { readonly error: AppleError };

const required = ["oauth_consumer_key", "oauth_token", "oauth_signature_method", "oauth_timestamp", "oauth_nonce", "oauth_signature"];
const known = new Set([...required, "oauth_version", "realm"]);
const window = 5 * 60_000;

/** Verifies GET /session as OAuth 1.0a (RFC 5849) demands: nothing missing, nothing twice, nothing unknown, in its time, and each nonce once. */
export function createOauthCheck(serverOf: (consumerKey: string) => ServerState | undefined): {
	check(request: SessionRequest, now: number): Verdict;
} {
	/** Nonce with its time stamp and key, and until when it counts. */
	const nonces = new Map<string, number>();

	function check({ method, url, authorization }: SessionRequest, now: number): Verdict {
		if (authorization === undefined) return { error: "parameter_absent" };
		const parameters = parseAuthorization(authorization);
		if (parameters === null || parameters === "duplicate") return { error: "parameter_rejected" };
		if ([...parameters.keys()].some((name) => !known.has(name))) return { error: "parameter_rejected" };
		if (required.some((name) => (parameters.get(name) ?? "") === "")) return { error: "parameter_absent" };
		const get = (name: string): string => parameters.get(name) ?? "";
		if (get("oauth_signature_method") !== "HMAC-SHA1") return { error: "signature_method_rejected" };
		if (parameters.has("oauth_version") && get("oauth_version") !== "1.0") return { error: "version_rejected" };
		// nanodep sends no realm, and Apple takes it.
		if (parameters.has("realm") && get("realm") !== "ADM") return { error: "parameter_rejected" };
		if (!/^[1-9]\d{0,12}$/.test(get("oauth_timestamp"))) return { error: "parameter_rejected" };

		const server = serverOf(get("oauth_consumer_key"));
		if (server === undefined) return { error: "consumer_key_unknown" };
		const { accessToken } = server;
		if (accessToken === null || accessToken.token !== get("oauth_token")) return { error: "token_rejected" };
		const expected = signature({
			method,
			url,
			parameters,
			consumerSecret: server.consumerSecret,
			tokenSecret: accessToken.secret,
		});
		if (!same(expected, get("oauth_signature"))) return { error: "signature_invalid" };
		if (accessToken.expiresAt <= now) return { error: "token_expired" };
		const at = Number(get("oauth_timestamp")) * 1000;
		if (Math.abs(now - at) > window) return { error: "timestamp_refused" };
		for (const [nonce, until] of nonces) {
			if (until >= now) break;
			nonces.delete(nonce);
		}
		const nonce = `${server.consumerKey}\n${at}\n${get("oauth_nonce")}`;
		if (nonces.has(nonce)) return { error: "nonce_used" };
		nonces.set(nonce, now + 2 * window);
		return { server };
	}
	return { check };
}

function same(a: string, b: string): boolean {
	const [left, right] = [Buffer.from(a), Buffer.from(b)];
	return left.length === right.length && timingSafeEqual(left, right);
}
