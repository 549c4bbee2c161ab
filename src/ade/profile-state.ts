import { mustBeDefined } from "./define-profiles.ts";
import type { AdeProfile, AdeToken } from "./ports.ts";

/** `unused`: nobody wants it, so Apple is not told. `waiting`: Apple has not its present version. */
export const profileStates = ["unused", "waiting", "defined", "refused"] as const;

/**
 * How far a profile is at Apple.
 *
 * @param chosen how many devices want it by choice
 */
export function profileStateOf(
	profile: AdeProfile,
	token: Pick<AdeToken, "defaultProfileId" | "uploadedAt">,
	chosen: number,
): (typeof profileStates)[number] {
	if (profile.refusal !== null) return "refused";
	if (chosen === 0 && token.defaultProfileId !== profile.id) return "unused";
	return mustBeDefined(profile, token) ? "waiting" : "defined";
}
