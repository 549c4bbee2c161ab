import {
	authorizationCodeGrant,
	buildAuthorizationUrl,
	ClientSecretBasic,
	ClientSecretPost,
	Configuration,
	calculatePKCECodeChallenge,
	clockTolerance,
	customFetch,
	discovery,
	enableNonRepudiationChecks,
	fetchUserInfo,
	None,
	type ServerMetadata,
} from "openid-client";
import type { ProviderFault, ProviderSecrets } from "../directory/ports.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { httpsFetch } from "./https-fetch.ts";
import { providerFaultOf, WrongIssuer } from "./provider-fault.ts";

export interface ClientSettings {
	/** As the provider's discovery document names it, to the letter but for a slash at the end. */
	readonly issuer: string;
	readonly clientId: string;
	/** null: a public client, with PKCE alone. */
	readonly clientSecret: string | null;
	/** PEM; null: the public ones. */
	readonly ca: string | null;
	readonly redirectUri: string;
	/** Milliseconds, for each request. */
	readonly timeout?: number;
}

const usualTimeout = 10_000;
/** How long a discovery document is good: a provider that moves an address keeps the old one at least for a day. */
const keptFor = 3_600_000;
/** Clocks of machines differ by seconds. */
const tolerance = 60;

/** What the provider says of a person: of the ID token, and of the user information where the token does not hold it. */
export type Claims = Readonly<Record<string, unknown>> & { readonly sub: string; readonly iss: string };

export interface OpenIdClient {
	begin(
		language: "en" | "ja",
	): Promise<
		| { readonly ok: true; readonly url: string; readonly state: string; readonly secrets: ProviderSecrets }
		| { readonly ok: false; readonly fault: ProviderFault }
	>;
	/**
	 * @param query of the redirect, as it came
	 * @param enough whether the ID token says what is needed; else the user information is asked for
	 */
	finish(
		query: string,
		expected: ProviderSecrets & { readonly state: string },
		enough: (claims: Claims) => boolean,
	): Promise<{ readonly ok: true; readonly claims: Claims } | { readonly ok: false; readonly fault: ProviderFault }>;
}

/**
 * A client of an OpenID provider: authorization code with PKCE (S256), state and nonce. The ID token's signature is checked against the provider's
 * keys although it came over TLS, so that a proxy that ends TLS cannot name anybody; `alg: none` and HMAC are refused with it.
 */
export function createOpenIdClient(
	settings: ClientSettings,
	{ clock, randomness }: { readonly clock: Clock; readonly randomness: Randomness },
): OpenIdClient {
	const { issuer, clientId, clientSecret, redirectUri } = settings;
	const fetch = httpsFetch(settings.ca);
	const timeout = (settings.timeout ?? usualTimeout) / 1000;
	const secret = () => randomness.bytes(32).toString("base64url");
	let kept: { readonly configuration: Configuration; readonly at: number } | undefined;

	async function configuration(): Promise<Configuration> {
		const now = clock.now();
		if (kept !== undefined && Math.abs(now - kept.at) < keptFor) return kept.configuration;
		const found = await discovery(new URL(issuer), clientId, undefined, None(), { [customFetch]: fetch, timeout });
		const server = found.serverMetadata();
		// The library lets some providers name another issuer than the one asked for; whoever that is would vouch for our users.
		if (withoutSlash(server.issuer) !== withoutSlash(issuer)) throw new WrongIssuer();
		const made = new Configuration(server, clientId, { [clockTolerance]: tolerance }, authentication(server));
		made[customFetch] = fetch;
		made.timeout = timeout;
		enableNonRepudiationChecks(made);
		kept = { configuration: made, at: now };
		return made;
	}

	function authentication({ token_endpoint_auth_methods_supported: methods }: ServerMetadata) {
		if (clientSecret === null) return None();
		// What is not said is client_secret_basic (OpenID Connect Discovery 1.0, 3).
		return methods?.includes("client_secret_basic") === false ? ClientSecretPost(clientSecret) : ClientSecretBasic(clientSecret);
	}

	return {
		async begin(language) {
			try {
				const at = await configuration();
				const state = secret();
				const secrets = { nonce: secret(), verifier: secret() };
				const url = buildAuthorizationUrl(at, {
					redirect_uri: redirectUri,
					scope: "openid profile email",
					state,
					nonce: secrets.nonce,
					code_challenge: await calculatePKCECodeChallenge(secrets.verifier),
					code_challenge_method: "S256",
					ui_locales: language,
				});
				return { ok: true, url: url.href, state, secrets };
			} catch (error) {
				return { ok: false, fault: providerFaultOf(error) };
			}
		},

		async finish(query, { state, nonce, verifier }, enough) {
			try {
				const at = await configuration();
				const tokens = await authorizationCodeGrant(at, new URL(`${redirectUri}?${query}`), {
					expectedState: state,
					expectedNonce: nonce,
					pkceCodeVerifier: verifier,
					idTokenExpected: true,
				});
				const claims = tokens.claims();
				if (claims === undefined) return { ok: false, fault: "not-understood" };
				// The library looks at it only where there are several audiences (OpenID Connect Core 1.0, 3.1.3.7, 5).
				if (claims.azp !== undefined && claims.azp !== clientId) return { ok: false, fault: "audience" };
				const asked = !enough(claims) && at.serverMetadata().userinfo_endpoint !== undefined;
				// Who it is and who says so is the signed token's to say.
				const { iss, sub } = claims;
				return { ok: true, claims: asked ? { ...claims, ...(await fetchUserInfo(at, tokens.access_token, sub)), iss, sub } : claims };
			} catch (error) {
				return { ok: false, fault: providerFaultOf(error) };
			}
		},
	};
}

const withoutSlash = (address: string) => address.replace(/\/$/, "");
