import type { Ade } from "./ade-composition.ts";
import type { Config } from "./config/schema.ts";
import type { PushService } from "./devices/push.ts";
import type { Domain } from "./domain.ts";
import type { ProfileMaker } from "./enrollment/issue-profile.ts";
import { releaseWaiting } from "./enrollment/release-waiting.ts";
import { renewIdentities } from "./enrollment/renew-identities.ts";
import type { SilenceLimits } from "./enrollment/silence.ts";
import { watchSilence } from "./enrollment/watch-silence.ts";
import type { ServerCertificateFact } from "./evidence/facts.ts";
import { recheckIncidents } from "./health/recheck-incidents.ts";
import type { Health } from "./health-composition.ts";
import { every, type Repeating } from "./jobs/every.ts";
import type { Notices } from "./notices-composition.ts";

export interface ClockOptions {
	/** How often due pushes are looked for, milliseconds. */
	readonly pushEvery?: number;
	/** How often due rounds of Automated Device Enrollment are looked for, milliseconds. */
	readonly adeEvery?: number;
	/** How often tries that wait too long are looked for, milliseconds. */
	readonly silenceEvery?: number;
	/** How long the service listens after it was away until it finds anybody silent, milliseconds: where tests turn the clock, nobody was away. */
	readonly silenceGrace?: number;
	/** How often incidents are looked for that are to be judged again, milliseconds. */
	readonly incidentsEvery?: number;
	/** How often what is due outside is looked at, milliseconds. */
	readonly lookEvery?: number;
	/** How often incidents are looked at for something to tell, milliseconds. */
	readonly noticesEvery?: number;
	/** How often messages are looked for that are due, milliseconds. */
	readonly outboxEvery?: number;
	/** How often the organisation is judged, every ten minutes by default. */
	readonly judgeEvery?: number;
	/** How often is looked for identities that end, hourly by default. */
	readonly renewEvery?: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const keptFaults = 10_000;
/** After its end: until then whoever presents it is told whether it ran out or was used, and not that nobody knows it. */
const keptChallenges = 30 * day;
/** What is still there is looked at every hour. */
const keptObservations = 30 * day;
/** Messages, and what they were about. */
const keptNotices = 40 * day;
/** In one unit of work, in which whoever enrolls has to wait for it. */
const forgottenAtOnce = 1000;
/** Tries of nobody that were refused: any program that asks for the first page leaves one. */
const keptNobodys = 90 * day;

/** What of the service the clocks set going, or look at. */
interface Works {
	readonly ade: Ade;
	readonly push: PushService;
	readonly profiles: ProfileMaker;
	readonly certificate: ServerCertificateFact;
	readonly health: Health;
	readonly notices: Notices;
}

/** Starts everything that the service does by itself. */
export function startClocks(
	domain: Domain,
	{ ade, push, profiles, certificate, health, notices }: Works,
	options: ClockOptions,
): readonly Repeating[] {
	const { config, store, sealer, clock, randomness, log } = domain;
	const common = { work: store, clock, randomness };
	const grace = options.silenceGrace ?? 10 * minute;
	const lookForSilence = watchSilence({ ...common, limits: silenceLimits(config), grace, serverCertificate: certificate });
	const recheck = { ...common, context: { serverCertificate: certificate, admitMacs: config.admitMacs } };
	return [
		every(options.pushEvery ?? 500, "push", () => push.runDue(), log),
		every(options.adeEvery ?? 1000, "rounds of Automated Device Enrollment", () => ade.rounds.begin(), log),
		every(minute, "keep rounds of Automated Device Enrollment", () => ade.rounds.schedule(), log),
		every(10 * minute, "judge waiting tokens", () => ade.judgeWaiting(), log),
		every(minute, "let waiting phones go", () => releaseWaiting({ ...common, awaitFor: config.awaitMinutes * minute }), log),
		every(options.silenceEvery ?? minute / 2, "stop what fell silent", lookForSilence, log),
		every(options.incidentsEvery ?? minute / 2, "judge incidents again", () => recheckIncidents(recheck), log),
		every(options.lookEvery ?? minute, "look outside", () => health.look(), log),
		every(options.judgeEvery ?? 10 * minute, "judge the organisation", () => health.judge(), log),
		every(options.noticesEvery ?? minute / 2, "look for what to tell", () => notices.look(), log),
		every(options.outboxEvery ?? 2000, "tell", () => notices.outbox.begin(), log),
		every(options.renewEvery ?? 60 * minute, "renew identities", () => renewIdentities({ ...common, sealer, profiles }), log),
		every(10 * minute, "prune administrators' sessions", () => pruneAdministrators(domain), log),
		every(10 * minute, "prune", () => prune(domain), log),
	];
}

/** Sessions, tokens and invitations that are over. */
function pruneAdministrators({ store, clock, config }: Domain): Promise<void> {
	const now = clock.now();
	return store.write(async (stores) => {
		await stores.administratorSessions.prune(now, now - config.adminIdleMinutes * minute);
		await stores.apiTokens.prune(now);
		await stores.invitations.prune(now);
		await stores.spentCeremonies.prune(now);
	});
}

/** How long each group of steps may take. */
function silenceLimits(config: Config): SilenceLimits {
	const device = config.silenceDeviceMinutes * minute;
	return {
		person: config.silenceMinutes * minute,
		signIn: config.adeSignInMinutes * minute,
		device,
		connection: config.silenceConnectionMinutes * minute,
		configuration: config.awaitMinutes * minute + device,
		contact: (config.silenceDeviceDays - 1) * day,
		answer: day,
	};
}

/** Forgets what nobody asks for any more. */
export async function prune({ store, clock }: Pick<Domain, "store" | "clock">): Promise<void> {
	const now = clock.now();
	await store.write(async (stores) => {
		await stores.sessions.deleteExpired(now);
		await stores.mySessions.deleteExpired(now);
		await stores.faults.prune(keptFaults);
		await stores.throttle.prune(now - day);
	});
	// All of them: whoever opens pages without end must not be quicker than this.
	for (const [nameless, kept] of [
		[true, day],
		[false, keptNobodys],
	] as const)
		await allOf((limit) => store.write((stores) => stores.attempts.pruneNobodys({ nameless, before: now - kept, limit })));
	await allOf((limit) => store.write((stores) => stores.adeVisits.deleteExpired(now - day, limit)));
	await allOf((limit) => store.write((stores) => stores.challenges.pruneEnded(now - keptChallenges, limit)));
	await allOf((limit) => store.write((stores) => stores.observations.prune(now - keptObservations, limit)));
	await allOf((limit) => store.write((stores) => stores.incidents.pruneClosed(now - 365 * day, limit)));
	await allOf((limit) => store.write((stores) => stores.noticeDeliveries.prune(now - keptNotices, limit)));
	await allOf((limit) => store.write((stores) => stores.notices.prune(now - keptNotices, limit)));
}

/** Part by part, each in a unit of its own. */
async function allOf(forget: (limit: number) => Promise<number>): Promise<void> {
	while ((await forget(forgottenAtOnce)) === forgottenAtOnce);
}
