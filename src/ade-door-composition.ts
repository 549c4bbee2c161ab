import { readFileSync } from "node:fs";
import type { Domain } from "./domain.ts";
import { providerReturnPath } from "./enrollment/ade-paths.ts";
import type { ProfileMaker } from "./enrollment/issue-profile.ts";
import { type DeviceTrust, verifyMachineInfo } from "./protocol/ade/verify-machine-info.ts";

const minute = 60_000;

/** What the faces for phones in Setup Assistant share. */
export async function openAdeDoor({ config, store, sealer, clock, randomness }: Domain, profiles: ProfileMaker, trust: DeviceTrust) {
	const { oidcIssuer: issuer, oidcClientId: clientId } = config;
	// Loaded only where it is used: with what it brings along it is seven megabytes.
	const provider =
		issuer === null || clientId === null
			? null
			: (await import("./openid/provider.ts")).createSignInProvider(
					{
						issuer,
						clientId,
						clientSecret: config.oidcClientSecret,
						userClaim: config.oidcUserClaim,
						ca: config.oidcCaFile === null ? null : readFileSync(config.oidcCaFile, "utf8"),
						redirectUri: `${config.publicUrl}${providerReturnPath}`,
					},
					{ clock, randomness },
				);
	return {
		...{ work: store, clock, randomness, sealer, profiles, provider },
		verify: (cms: Uint8Array, now: number) => verifyMachineInfo(cms, trust, now),
		options: {
			publicUrl: config.publicUrl,
			visitLifetime: config.adeSignInMinutes * minute,
			challengeLifetime: config.challengeMinutes * minute,
			admitMacs: config.admitMacs,
			providerIssuer: provider === null ? null : issuer,
		},
	};
}
