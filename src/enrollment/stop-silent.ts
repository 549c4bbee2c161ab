import { silenceTable } from "../checks/index.ts";
import type { Attempt, StoredDecision } from "../evidence/attempt.ts";
import { awaitedSigns } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { Facts, ServerCertificateFact } from "../evidence/facts.ts";
import type { Finding } from "../evidence/finding.ts";
import type { Work } from "../evidence/work.ts";
import { joinIncident } from "../incidents/join-incident.ts";
import { type FollowStores, followDevice } from "./follow-device.ts";
import { type Silence, type SilenceLimits, silences } from "./silence.ts";
import { type SilenceFactStores, type Surroundings, silenceFacts } from "./silence-facts.ts";

export interface StopSilentOptions {
	readonly work: Work<SilenceFactStores & FollowStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly limits: SilenceLimits;
	/** Since when this service listens: nobody was silent towards a service that was away. */
	readonly upSince: number;
	readonly serverCertificate: ServerCertificateFact;
}

/** So much time whoever could not reach us has to come again. */
const grace = 10 * 60_000;
const atOnce = 100;
/** Of the newest that enrolled, to compare with. */
const compared = 50;

/**
 * Stops the tries that have waited too long for their next sign: judges what may be behind it and writes it down. Reads what is due and nothing else.
 *
 * @returns how many were stopped
 */
export async function stopSilent(options: StopSilentOptions): Promise<number> {
	const { work, clock, randomness, limits, upSince, serverCertificate } = options;
	let stopped = 0;
	let surroundings: Surroundings | undefined;
	for (const sign of awaitedSigns) {
		const silence = silences[sign];
		const limit = limits[silence.limit];
		for (let more = true; more; ) {
			const now = clock.now();
			if (now - upSince < Math.min(limit, grace)) break;
			const due = await work.read.attempts.awaiting({ sign, until: now - limit, limit: atOnce });
			for (const attempt of due) {
				if (silence.code === "device-went-silent" && !(await work.write((stores) => follow(stores, attempt, { now, randomness }))))
					continue;
				surroundings ??= { enrolled: await work.read.attempts.list({ state: "enrolled", limit: compared }), serverCertificate };
				const facts = await silenceFacts(work.read, attempt, surroundings, now);
				if (await work.write((stores) => stop(stores, attempt, silence, facts))) stopped += 1;
			}
			more = due.length === atOnce;
		}
	}
	return stopped;
}

/** What each rule of this silence finds, in the table's order. Pure. */
function judgeSilence(code: Silence["code"], facts: Facts): readonly Finding[] {
	return silenceTable[code].map((rule) => rule.check(facts));
}

/** As the try is now: its device may have come meanwhile. */
async function follow(stores: FollowStores, looked: Attempt, how: Parameters<typeof followDevice>[2]): Promise<boolean> {
	const present = await stores.attempts.byId(looked.id);
	if (present === undefined || present.awaits !== looked.awaits || present.awaitsSince !== looked.awaitsSince) return false;
	return followDevice(stores, present, how);
}

async function stop(
	stores: Pick<SilenceFactStores, "attempts" | "devices" | "incidents">,
	judged: Attempt,
	{ code, managed }: Silence,
	facts: Facts,
): Promise<boolean> {
	const { now } = facts;
	// As it is now: its phone may have come while it was judged.
	const present = await stores.attempts.byId(judged.id);
	if (present === undefined || present.awaits !== judged.awaits || present.awaitsSince !== judged.awaitsSince) return false;
	const over = { awaits: null, awaitsSince: null } as const;
	const device = managed && present.deviceId !== null ? await stores.devices.byId(present.deviceId) : undefined;
	// Retired, wiped, or enrolled again by another try: nothing is to come on this one.
	if (device !== undefined && (isEnded(device.state) || device.attemptId !== present.id)) {
		await stores.attempts.update(present.id, { ...over, updatedAt: present.updatedAt });
		return false;
	}
	// It came after it was found silent, and before this was written: the next look sees that.
	if (present.awaits === "answer" && (device?.lastSeenAt ?? 0) > (present.awaitsSince ?? 0)) return false;
	const findings = judgeSilence(code, facts);
	await stores.attempts.addStep(present.id, { name: "fell-silent", at: now, evidence: { code } });
	const decision: StoredDecision = { step: "silence", at: now, verdict: "stop", code, findings };
	await stores.attempts.update(present.id, { ...over, state: "stopped", code, decision, updatedAt: now });
	await joinIncident(stores, present, decision, now);
	return true;
}
