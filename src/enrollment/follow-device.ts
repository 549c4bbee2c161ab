import { type ActionStores, syncDevice } from "../devices/actions.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { Randomness } from "../evidence/clock.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { AttemptStore } from "./ports.ts";

export interface FollowStores extends ActionStores {
	readonly attempts: AttemptStore;
}

/**
 * A managed device whose time is over: when it came last stands on its own record, so that its messages need not write on its try. Nothing came for
 * long may mean that nobody asked: a device connects only when it is pushed to (Apple, MDM protocol reference). So it is asked first, and silent is
 * who does not answer. To be called in a unit of work.
 *
 * @returns whether it is silent
 */
export async function followDevice(
	stores: FollowStores,
	attempt: Attempt,
	{ now, randomness }: { readonly now: number; readonly randomness: Randomness },
): Promise<boolean> {
	const device = attempt.deviceId === null ? undefined : await stores.devices.byId(attempt.deviceId);
	const waitFor = (awaits: "contact" | "answer" | null, since: number) =>
		stores.attempts.update(attempt.id, { awaits, awaitsSince: awaits === null ? null : since, updatedAt: attempt.updatedAt });
	// Retired, wiped, or enrolled again by another try.
	if (device === undefined || isEnded(device.state) || device.attemptId !== attempt.id) {
		await waitFor(null, now);
		return false;
	}
	// Told to go (retired, wiped): it goes when it comes, and there is nothing to ask. It may be kept after all, so it is looked at again.
	if (device.state !== "managed") {
		await waitFor("contact", now);
		return false;
	}
	const heard = device.lastSeenAt ?? device.enrolledAt;
	if (heard > (attempt.awaitsSince ?? 0)) {
		await waitFor("contact", heard);
		return false;
	}
	if (attempt.awaits === "answer") return true;
	await syncDevice(stores, device.id, { now, randomness });
	await waitFor("answer", now);
	return false;
}
