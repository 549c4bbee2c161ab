import type { ProviderFault, ProviderSecrets } from "../directory/ports.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { type ClientSettings, createOpenIdClient, type OpenIdClient } from "./client.ts";

export interface AdministratorProviderSettings extends ClientSettings {
	readonly userClaim: string;
	readonly groupsClaim: string;
}

/** Whom the provider vouches for. */
export interface VouchedFor {
	/** Issuer and subject: names are given to somebody else one day, this is not (OpenID Connect Core 1.0, 5.7). */
	readonly provider: string;
	readonly name: string;
	readonly groups: readonly string[];
}

/** Sign-in of administrators, with an OpenID provider that says in which groups they are. */
export function createAdministratorProvider(
	settings: AdministratorProviderSettings,
	edge: { readonly clock: Clock; readonly randomness: Randomness },
): {
	readonly begin: OpenIdClient["begin"];
	finish(
		query: string,
		expected: ProviderSecrets & { readonly state: string },
	): Promise<{ readonly ok: true; readonly person: VouchedFor } | { readonly ok: false; readonly fault: ProviderFault }>;
} {
	const { userClaim, groupsClaim } = settings;
	const client = createOpenIdClient(settings, edge);
	return {
		begin: (language) => client.begin(language),
		async finish(query, expected) {
			const finished = await client.finish(
				query,
				expected,
				(claims) => claims[userClaim] !== undefined && claims[groupsClaim] !== undefined,
			);
			if (!finished.ok) return finished;
			const { iss, sub, [userClaim]: name, [groupsClaim]: groups } = finished.claims;
			if (typeof name !== "string" || name.trim() === "") return { ok: false, fault: "no-name" };
			// One group alone is said as text by some providers.
			const listed: readonly unknown[] = Array.isArray(groups) ? groups : [groups];
			const named = listed.filter((one): one is string => typeof one === "string");
			return { ok: true, person: { provider: JSON.stringify([iss, sub]), name, groups: named } };
		},
	};
}
