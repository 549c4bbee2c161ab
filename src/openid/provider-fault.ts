import { AuthorizationResponseError, ClientError, ResponseBodyError, WWWAuthenticateChallengeError } from "openid-client";
import type { ProviderFault } from "../directory/ports.ts";
import { NoAnswer } from "./https-fetch.ts";

/** The discovery document is another issuer's. */
export class WrongIssuer extends Error {
	constructor() {
		super("the discovery document is of another issuer");
		this.name = "WrongIssuer";
	}
}

/** Which claim each word is about. */
const claimFaults: Readonly<Record<string, ProviderFault>> = { nonce: "nonce", aud: "audience", azp: "audience", iss: "issuer" };

/** Errors of our client's registration: its ID, secret, redirect address or grant (RFC 6749 5.2, 4.1.2.1). */
const ours: ReadonlySet<string> = new Set(["invalid_client", "unauthorized_client", "invalid_redirect_uri"]);

/**
 * One word for what a provider did wrong.
 *
 * @param error as the OpenID library threw it
 */
export function providerFaultOf(error: unknown): ProviderFault {
	if (error instanceof WrongIssuer) return "issuer";
	if (error instanceof NoAnswer) return "unreachable";
	if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError)
		return ours.has(error.error) ? "client-refused" : "refused";
	if (error instanceof WWWAuthenticateChallengeError) return "client-refused";
	// Addresses in the provider's document that are none come out as a TypeError.
	return error instanceof ClientError ? ofLibrary(error) : "not-understood";
}

function ofLibrary(error: ClientError): ProviderFault {
	const { cause, message } = innermost(error);
	if (cause instanceof NoAnswer) return "unreachable";
	const code = error.code ?? "";
	if (code === "OAUTH_TIMEOUT" || code === "OAUTH_ABORT") return "unreachable";
	switch (code) {
		case "OAUTH_JWT_TIMESTAMP_CHECK_FAILED":
			return "expired";
		case "OAUTH_JWT_CLAIM_COMPARISON_FAILED":
			return claimFaults[claimOf(cause)] ?? "not-understood";
		case "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED":
			return claimOf(cause) === "sub" ? "not-understood" : "issuer";
		case "OAUTH_KEY_SELECTION_FAILED":
			return "signature";
		default:
			break;
	}
	// The library has one code for every answer that breaks a rule: the sentence says which one.
	if (/signature|"alg"|\balgorithm\b/.test(message)) return "signature";
	if (/"nonce"/.test(message)) return "nonce";
	if (/"aud"|"azp"/.test(message)) return "audience";
	if (/"iss"/.test(message)) return "issuer";
	if (/"state"/.test(message)) return "state";
	return "not-understood";
}

/** The library wraps what its lower half threw. */
function innermost(error: ClientError): { readonly cause: unknown; readonly message: string } {
	const { cause } = error;
	return cause instanceof Error && !(cause instanceof NoAnswer)
		? { cause: cause.cause ?? cause, message: cause.message }
		: { cause, message: error.message };
}

function claimOf(cause: unknown): string {
	if (typeof cause !== "object" || cause === null) return "";
	const { claim, attribute } = cause as { readonly claim?: unknown; readonly attribute?: unknown };
	return typeof claim === "string" ? claim : typeof attribute === "string" ? attribute : "";
}
