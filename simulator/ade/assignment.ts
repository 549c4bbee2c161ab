import type { Call } from "./call.ts";
import type { DeviceState } from "./device.ts";
import type { AssignmentWord } from "./misbehave.ts";
import type { DefinedProfile } from "./profile.ts";
import type { Outcome } from "./refusal.ts";
import { noteChange } from "./server-state.ts";
import type { World } from "./world.ts";

/** The most devices in one request. */
const most = 1000;

/** null: not a list of serial numbers. */
export function serialsOf(call: Call): readonly string[] | "none" | null {
	const list = call.body["devices"];
	if (list === undefined || list === null) return "none";
	if (!Array.isArray(list) || !list.every((one) => typeof one === "string")) return null;
	return list.length === 0 ? "none" : list.length > most ? null : list;
}

/** POST and, of older clients, PUT /profile/devices. */
export function assignProfile(call: Call, world: World): Outcome {
	const serials = serialsOf(call);
	if (serials === "none") return { error: "DEVICE_ID_REQUIRED" };
	if (serials === null) return { error: "MALFORMED_REQUEST_BODY" };
	const uuid = call.body["profile_uuid"];
	if (uuid === undefined || uuid === null || uuid === "") return { error: "PROFILE_UUID_REQUIRED" };
	const profile = typeof uuid === "string" ? call.state.profiles.get(uuid) : undefined;
	if (profile === undefined) return { error: "PROFILE_NOT_FOUND" };
	const { devices, retry } = assign(call, profile, serials, world);
	return { json: JSON.stringify({ profile_uuid: profile.uuid, devices, ...retry }) };
}

/** What assigning comes to, device by device; also for those that a new profile names. */
export function assign(
	call: Call,
	profile: DefinedProfile,
	serials: readonly string[],
	world: World,
): { readonly devices: Readonly<Record<string, AssignmentWord>>; readonly retry: { readonly retry_after_seconds?: number } } {
	const told = call.script.take(call, ["results"], (how) => serials.some((serial) => how.results[serial] !== undefined));
	const throttled = call.script.take(call, ["throttled"], (how) => how.serials?.some((serial) => serials.includes(serial)) ?? true);
	const hidden = call.script.take(call, ["missing-serial"], (how) => how.serials?.some((serial) => serials.includes(serial)) ?? true);
	const unnamed = new Set(hidden === undefined ? [] : (hidden.serials ?? serials.slice(0, 1)));
	const putOff = throttled === undefined ? null : new Set(throttled.serials ?? serials);

	const results = new Map<string, AssignmentWord>();
	let anyThrottled = false;
	for (const serial of serials) {
		const device = world.find(serial);
		let word: AssignmentWord = putOff?.has(serial) ? "THROTTLED" : (told?.results[serial] ?? "SUCCESS");
		if (device === undefined || device.server !== call.state) word = "NOT_ACCESSIBLE";
		else if (word === "SUCCESS") give(call, device, profile);
		if (word === "THROTTLED") {
			anyThrottled = true;
			// THROTTLED came with protocol version 9.
			if (call.version < 9) word = "FAILED";
		}
		if (!unnamed.has(serial)) results.set(serial, word);
	}
	const seconds = throttled?.seconds ?? told?.retryAfterSeconds;
	world.record({ server: call.state.name, uuid: profile.uuid, serials, at: call.now, results });
	call.note({ devices: serials.length });
	return {
		devices: Object.fromEntries(results),
		retry: anyThrottled && seconds !== undefined && call.version >= 10 ? { retry_after_seconds: seconds } : {},
	};
}

function give(call: Call, device: DeviceState, profile: DefinedProfile): void {
	if (device.profile === profile) return;
	device.profile = profile;
	device.status = "assigned";
	device.profileAssignedAt = call.now;
	device.profilePushedAt = null;
	noteChange(call.state, device, "modified", call.now);
}

/** DELETE /profile/devices. */
export function removeProfile(call: Call, world: World): Outcome {
	const serials = serialsOf(call);
	if (serials === "none") return { error: "DEVICE_ID_REQUIRED" };
	if (serials === null) return { error: "MALFORMED_REQUEST_BODY" };
	const devices: Record<string, AssignmentWord> = {};
	for (const serial of serials) {
		const device = world.find(serial);
		const ours = device !== undefined && device.server === call.state;
		devices[serial] = ours ? "SUCCESS" : "NOT_ACCESSIBLE";
		if (!ours || device.profile === null) continue;
		device.profile = null;
		device.status = "removed";
		device.profileAssignedAt = null;
		device.profilePushedAt = null;
		noteChange(call.state, device, "modified", call.now);
	}
	call.note({ devices: serials.length });
	return { json: JSON.stringify({ devices }) };
}
