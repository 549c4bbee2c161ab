import type { AdeDeviceFact } from "../evidence/ade-fact.ts";
import { assignmentStateOf } from "./assignment-state.ts";
import type { AdeDevice, AdeProfile, AdeToken } from "./ports.ts";

/** What Apple's list says of a device, and the profile that it should have. The token is undefined where it was deleted meanwhile. */
export function adeDeviceFact(
	device: AdeDevice,
	token: Pick<AdeToken, "name"> | undefined,
	wanted: Pick<AdeProfile, "name"> | undefined,
	now: number,
): AdeDeviceFact {
	const { serial, removedAt, profileAssignedAt, profilePushedAt, serverAssignedAt } = device;
	return {
		serial,
		token: token?.name ?? "",
		profile: wanted?.name ?? null,
		state: assignmentStateOf(device, now),
		removedAt,
		profileAssignedAt,
		profilePushedAt,
		serverAssignedAt,
	};
}
