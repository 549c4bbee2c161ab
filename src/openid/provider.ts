import type { SignInProvider } from "../directory/ports.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { type ClientSettings, createOpenIdClient } from "./client.ts";

export interface ProviderSettings extends ClientSettings {
	readonly userClaim: string;
}

/** Sign-in of people who enroll, with an OpenID provider. */
export function createSignInProvider(
	settings: ProviderSettings,
	edge: { readonly clock: Clock; readonly randomness: Randomness },
): SignInProvider {
	const { userClaim } = settings;
	const client = createOpenIdClient(settings, edge);
	return {
		begin: (language) => client.begin(language),
		async finish(query, expected) {
			// Some providers put the names of a person into the ID token only where no access token is given out beside it.
			const finished = await client.finish(
				query,
				expected,
				(claims) => claims[userClaim] !== undefined && (userClaim !== "email" || claims["email_verified"] !== undefined),
			);
			if (!finished.ok) return finished;
			const username = finished.claims[userClaim];
			if (typeof username !== "string" || username.trim() === "") return { ok: false, fault: "no-name" };
			// Anybody can claim an address that nobody has looked at: Entra ID says what its owner entered, and nothing of whether it is so. Some
			// providers (Amazon Cognito) say it as text.
			const verified = finished.claims["email_verified"];
			if (userClaim === "email" && verified !== true && verified !== "true") return { ok: false, fault: "email-not-verified" };
			return { ok: true, username };
		},
	};
}
