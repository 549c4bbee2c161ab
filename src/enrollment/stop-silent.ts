import { silenceTable } from "../checks/index.ts";
import type { Attempt, AwaitedSign, StoredDecision } from "../evidence/attempt.ts";
import { awaitedSigns } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { Facts, ServerCertificateFact } from "../evidence/facts.ts";
import type { Finding } from "../evidence/finding.ts";
import type { Work } from "../evidence/work.ts";
import { joinIncident } from "../incidents/join-incident.ts";
import { type FollowStores, followDevice } from "./follow-device.ts";
import { type Silence, type SilenceLimits, silences } from "./silence.ts";
import { type SilenceFactStores, type Surroundings, silenceFacts, surroundingsNow } from "./silence-facts.ts";

export interface StopSilentOptions {
	readonly work: Work<SilenceFactStores & FollowStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly limits: SilenceLimits;
	/** Since when this service hears whoever comes: nobody was silent towards a service that was away. */
	readonly upSince: number;
	/** So much time whoever could not reach us has to come again, milliseconds. */
	readonly grace: number;
	readonly serverCertificate: ServerCertificateFact;
}

/** In one unit of work: they share its commit, and phones wait for it. */
const atOnce = 20;
/** Of each sign in one look; the rest is due in the next. So a stop of the service waits for little, and a fleet is not called back all at once. */
const mostOfSign = 2000;

/**
 * Stops the tries that have waited too long for their next sign: judges what may be behind it and writes it down. Reads what is due and nothing else.
 *
 * @returns how many were stopped
 */
export async function stopSilent(options: StopSilentOptions): Promise<number> {
	const { work, clock, limits, upSince, grace, serverCertificate } = options;
	let stopped = 0;
	let surroundings: Surroundings | undefined;
	for (const sign of awaitedSigns) {
		const limit = limits[silences[sign].limit];
		for (let looked = 0; looked < mostOfSign; looked += atOnce) {
			const now = clock.now();
			// Read in any case: a database that does not answer is found by it (watch-silence.ts).
			const due = await work.read.attempts.awaiting({ sign, until: now - limit, limit: atOnce });
			if (due.length === 0 || now - upSince < Math.min(limit, grace)) break;
			surroundings ??= await surroundingsNow(work.read, serverCertificate);
			stopped += await stopThese(options, sign, due, surroundings, now);
			if (due.length < atOnce) break;
		}
	}
	return stopped;
}

/** Whoever of these is silent. */
async function stopThese(
	{ work, randomness }: StopSilentOptions,
	sign: AwaitedSign,
	due: readonly Attempt[],
	surroundings: Surroundings,
	now: number,
): Promise<number> {
	const silence = silences[sign];
	const followed = sign === "contact" || sign === "answer";
	const silent = followed ? await work.write((stores) => follow(stores, due, { now, randomness })) : due;
	const judged = await Promise.all(
		silent.map(async (attempt) => ({ attempt, facts: await silenceFacts(work.read, attempt, surroundings, now) })),
	);
	if (judged.length === 0) return 0;
	return work.write(async (stores) => {
		let stopped = 0;
		for (const { attempt, facts } of judged) if (await stop(stores, attempt, silence, facts)) stopped += 1;
		return stopped;
	});
}

/** What each rule of this silence finds, in the table's order. Pure. */
function judgeSilence(code: Silence["code"], facts: Facts): readonly Finding[] {
	return silenceTable[code].map((rule) => rule.check(facts));
}

/** Those that are silent. */
async function follow(stores: FollowStores, due: readonly Attempt[], how: Parameters<typeof followDevice>[2]): Promise<readonly Attempt[]> {
	const silent: Attempt[] = [];
	for (const looked of due) {
		const present = await stillWaiting(stores, looked);
		if (present !== undefined && (await followDevice(stores, present, how))) silent.push(present);
	}
	return silent;
}

/** The try as it is now; undefined where it was heard of since it was looked at. */
async function stillWaiting({ attempts }: Pick<FollowStores, "attempts">, looked: Attempt): Promise<Attempt | undefined> {
	const present = await attempts.byId(looked.id);
	return present?.awaits === looked.awaits && present?.awaitsSince === looked.awaitsSince ? present : undefined;
}

async function stop(
	stores: Pick<SilenceFactStores, "attempts" | "devices" | "incidents">,
	judged: Attempt,
	{ code, managed }: Silence,
	facts: Facts,
): Promise<boolean> {
	const { now } = facts;
	const present = await stillWaiting(stores, judged);
	if (present === undefined) return false;
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
	if (!(await enrolledOtherwise(stores, present))) await joinIncident(stores, present, decision, now);
	return true;
}

/**
 * Whoever began again in another browser and has enrolled since left this try behind: it is on record how far it came, and nobody has to be told. A
 * try that knows its phone is another matter: its owner may have enrolled another one.
 */
async function enrolledOtherwise(
	{ attempts }: Pick<SilenceFactStores, "attempts">,
	{ upn, device, startedAt, awaitsSince }: Attempt,
): Promise<boolean> {
	if (upn === null || device.udid !== null) return false;
	const [newest] = await attempts.list({ upn, state: "enrolled", limit: 1 });
	return newest !== undefined && newest.startedAt >= startedAt && newest.updatedAt >= (awaitsSince ?? 0);
}
