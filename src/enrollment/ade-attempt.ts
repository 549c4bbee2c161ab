import type { Attempt, DeviceDescription } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { networkPrefix } from "../evidence/network-prefix.ts";
import { type AdeDoorStores, type Caller, isAde } from "./ade-door.ts";
import { beginAttempt, recordStep, refusedLately } from "./record.ts";
import { standing } from "./silence.ts";

interface Context {
	readonly clock: Clock;
	readonly randomness: Randomness;
}

/** A phone that goes on after this long begins a new try. */
const hour = 3_600_000;
/** And one with more steps than any person takes: each request reads them all, and somebody may send the same description without end. */
const mostSteps = 100;

/**
 * The try to record a calling phone on. Setup Assistant asks again after every refusal and every broken line, and all of that is one try until
 * somebody has signed in or the phone has come into management. Callers that prove nothing share one try an hour for each cause, or strangers could
 * fill the record.
 */
export async function attemptOfCaller(stores: AdeDoorStores, context: Context, caller: Caller): Promise<Attempt> {
	const { clock, randomness } = context;
	const journey = caller.asked.way === "none" ? "ade-userless" : "ade-sign-in";
	const now = clock.now();
	const { described } = caller;
	if (described === null) {
		const last = await refusedLately(stores, { code: "machine-info-not-genuine", journey }, now);
		return last?.device.serial === null ? last : beginAttempt(stores, journey, clock, randomness);
	}
	const [last] = await stores.attempts.list({ serial: described.serial, limit: 1 });
	const goesOn =
		last?.journey === journey &&
		standing(last) !== "enrolled" &&
		last.userId === null &&
		last.deviceId === null &&
		// One that was stopped waits for its phone, however long that takes.
		(last.updatedAt > now - hour || last.state === "stopped") &&
		(await stores.attempts.steps(last.id)).length < mostSteps;
	// What is not believed takes nothing from a phone that may hold its profile already.
	if (goesOn && caller.machineInfo.state !== "genuine") return last;
	const attempt = goesOn ? last : await beginAttempt(stores, journey, clock, randomness);
	const device: DeviceDescription = {
		udid: described.udid,
		serial: described.serial,
		product: described.product,
		osVersion: described.osVersion,
	};
	await stores.attempts.update(attempt.id, { device, updatedAt: now });
	return { ...attempt, device };
}

/**
 * Writes a genuine description on its try, ends what an earlier one of this phone had opened, and notes that the phone came. The serial number and
 * UDID of this step are what Authenticate is held against.
 */
export async function recordDescribed(
	stores: AdeDoorStores,
	context: Context,
	{ asked, described, machineInfo }: Caller,
	attempt: Attempt,
	/** Its address; only the network is kept. */
	peer: string,
): Promise<Attempt> {
	if (described === null || machineInfo.state !== "genuine") return attempt;
	const now = context.clock.now();
	const { token, profile, way } = asked;
	const { serial, udid, language, hash, signedAt, byStandIn } = described;
	await endEarlier(stores, serial, now);
	await stores.adeDevices.contacted(token.id, serial, now);
	// Setup Assistant's own form sends the very same description with each try of a password.
	const steps = await stores.attempts.steps(attempt.id);
	if (steps.findLast(({ name }) => name === "device-described")?.evidence["description"] === hash) return attempt;
	return recordStep(stores, attempt, "device-described", now, {
		serial,
		udid,
		token: token.name,
		profile: profile.name,
		profileId: profile.id,
		way,
		language,
		description: hash,
		signedAt,
		byStandIn,
		network: networkPrefix(peer),
	});
}

/** One phone is in one Setup Assistant: a profile that was given out and not used yet is worth nothing once the phone begins again. */
async function endEarlier(stores: AdeDoorStores, serial: string, now: number): Promise<void> {
	for (const { id, journey } of await stores.attempts.list({ serial, limit: 5 })) {
		if (isAde(journey)) await stores.challenges.expireUnused(id, now);
	}
}
