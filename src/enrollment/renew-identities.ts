import { newUuid } from "../devices/new-uuid.ts";
import type { CheckInStore, CommandStore, DeviceStore, JobStore } from "../devices/ports.ts";
import { enqueue } from "../devices/queue.ts";
import { schedulePush } from "../devices/schedule-push.ts";
import type { Step } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import type { CertificateStore, ChallengeStore } from "../pki/ports.ts";
import { installProfile } from "../protocol/mdm/commands.ts";
import { issueEnrollmentProfile, type ProfileMaker } from "./issue-profile.ts";
import type { RecordStores } from "./record.ts";

export interface RenewalStores extends RecordStores {
	readonly certificates: CertificateStore;
	readonly challenges: ChallengeStore;
	readonly checkIns: CheckInStore;
	readonly commands: CommandStore;
	readonly devices: DeviceStore;
	readonly jobs: JobStore;
}

const day = 86_400_000;
/** So long before its end an identity is renewed, a short-lived one in the last third: a phone that lies in a drawer for three weeks still comes in time. */
const before = 30 * day;
/** The challenge waits in the queue until the phone comes; it is bound to this device, so it is worth nothing to others. */
const lifetime = 14 * day;
/** Each makes a profile, which is signed: the rest comes an hour later. */
const atOnce = 100;
/** Far more than `atOnce`: those that were told and lie in their drawers come first in the list, and must not keep the others from their turn. */
const looked = 10_000;

/**
 * Sends devices whose identity ends soon an update of their enrollment profile, with which they get a new one. The pin moves when a device first signs
 * with it (enrollment/speaker.ts), so the old identity speaks for it until then.
 *
 * @returns how many were told
 */
export async function renewIdentities(deps: {
	readonly work: Work<RenewalStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly sealer: Sealer;
	readonly profiles: ProfileMaker;
}): Promise<number> {
	const { work, clock, randomness, sealer, profiles } = deps;
	let told = 0;
	const now = clock.now();
	for (const id of await work.read.certificates.devicesWithIdentityEndingBefore(now + before, looked, now)) {
		if (told === atOnce) break;
		const device = await work.read.devices.byId(id);
		const attempt = device?.attemptId == null ? undefined : await work.read.attempts.byId(device.attemptId);
		if (device === undefined || attempt === undefined) continue;
		const identity = await work.read.certificates.byFingerprint(device.fingerprint);
		if (identity === undefined || identity.notAfter - now > (identity.notAfter - identity.issuedAt) / 3) continue;
		const waiting = (await work.read.commands.ofDevice(id, 50)).some(
			(command) => command.requestType === "InstallProfile" && command.finishedAt === null && command.queuedAt > now - lifetime,
		);
		if (waiting) continue;
		const issued = await issueEnrollmentProfile(work, {
			attempt,
			userId: attempt.userId,
			deviceId: id,
			purpose: "renewal",
			topic: device.topic,
			language: languageOf(await work.read.attempts.steps(attempt.id)),
			lifetime,
			form: "signed",
			clock,
			randomness,
			profiles,
		});
		if (issued.kind === "moved-on") continue;
		await work.write(async (stores) => {
			await enqueue(stores, id, installProfile(newUuid(randomness), issued.body), { now, sealer });
			await schedulePush(stores, id, { dueAt: now, randomness });
		});
		told += 1;
	}
	return told;
}

/** In which its owner has the profile: an update must not change the names that the phone shows. */
function languageOf(steps: readonly Step[]): "en" | "ja" {
	return steps.findLast(({ name }) => name === "profile-downloaded")?.evidence["language"] === "ja" ? "ja" : "en";
}
