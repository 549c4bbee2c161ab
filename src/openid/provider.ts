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
import type { SignInProvider } from "../directory/ports.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { httpsFetch } from "./https-fetch.ts";
import { providerFaultOf, WrongIssuer } from "./provider-fault.ts";

export interface ProviderSettings {
	/** As the provider's discovery document names it, to the letter but for a slash at the end. */
	readonly issuer: string;
	readonly clientId: string;
	/** null: a public client, with PKCE alone. */
	readonly clientSecret: string | null;
	readonly userClaim: string;
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

/**
 * Sign-in with an OpenID provider: authorization code with PKCE (S256), state and nonce. The ID token's signature is checked against the provider's
 * keys although it came over TLS, so that a proxy that ends TLS cannot name anybody; `alg: none` and HMAC are refused with it.
 */
export function createSignInProvider(
	settings: ProviderSettings,
	{ clock, randomness }: { readonly clock: Clock; readonly randomness: Randomness },
): SignInProvider {
	const { issuer, clientId, clientSecret, userClaim, redirectUri } = settings;
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

		async finish(query, { state, nonce, verifier }) {
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
				// Some providers put the names of a person into the ID token only where no access token is given out beside it.
				const inToken = claims[userClaim] !== undefined && (userClaim !== "email" || claims["email_verified"] !== undefined);
				const asked = !inToken && at.serverMetadata().userinfo_endpoint !== undefined;
				const person = asked ? { ...claims, ...(await fetchUserInfo(at, tokens.access_token, claims.sub)) } : claims;
				const username = person[userClaim];
				if (typeof username !== "string" || username.trim() === "") return { ok: false, fault: "no-name" };
				// Anybody can claim an address that nobody has looked at: Entra ID says what its owner entered, and nothing of whether it is so. Some
				// providers (Amazon Cognito) say it as text.
				const verified = person["email_verified"];
				if (userClaim === "email" && verified !== true && verified !== "true") return { ok: false, fault: "email-not-verified" };
				return { ok: true, username };
			} catch (error) {
				return { ok: false, fault: providerFaultOf(error) };
			}
		},
	};
}

const withoutSlash = (address: string) => address.replace(/\/$/, "");
