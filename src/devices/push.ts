import type { Clock, Randomness } from "../evidence/clock.ts";
import { isEnded } from "../evidence/device-state.ts";
import type { Log } from "../evidence/log.ts";
import type { Sealer } from "../evidence/sealer.ts";
import type { Work } from "../evidence/work.ts";
import type { CommandStore, CurrentPushSender, Device, DeviceStore, Job, JobStore, PushOutcome } from "./ports.ts";
import { openPushSecrets } from "./push-secrets.ts";
import { type Carried, type PushHooks, recordPush } from "./record-push.ts";
import { followUpJob, pushJob, schedulePush } from "./schedule-push.ts";

export interface PushStores {
	readonly devices: DeviceStore;
	readonly commands: CommandStore;
	readonly jobs: JobStore;
}

export interface PushServiceOptions<S extends PushStores> {
	readonly work: Work<S>;
	/** Asked for every batch, so that a renewed certificate is used at once; null: there is no usable push certificate. */
	readonly current: () => Promise<CurrentPushSender | null>;
	readonly sealer: Sealer;
	readonly clock: Clock;
	readonly log: Log;
	readonly randomness: Randomness;
	readonly hooks: PushHooks<S>;
	/** How many jobs are claimed at once. */
	readonly batch?: number;
}

export interface PushService {
	/** Schedules a push for each and works at what is due. */
	pushNow(deviceIds: readonly string[]): Promise<void>;
	/** Sends what is due, also what another process scheduled. Resolves with how many pushes Apple accepted. */
	runDue(): Promise<number>;
	/** Resolves when the pushes under way are written down; nothing is begun after it. */
	stop(): Promise<void>;
}

/** Longer than a batch can take (two pushes after another, each with its own time limit); after a crash the jobs are claimed again. */
const leaseMs = 2 * 60_000;
/** Apple keeps a push for a device that is off until then: a phone that lay in a drawer for a week still comes when it is switched on. */
const keptByAppleMs = 7 * 24 * 3600_000;
/** So many devices whose tokens Apple refuses, one after another and none accepted between, prove a wrong certificate; fewer may be broken devices. */
const refusedTokensThatProve = 3;

/**
 * Sends pushes from the job table. Any number of requests for one device become one push. A refusal of our certificate stops the batch, marks no
 * device, and is reported to the hook; 410 marks the device; all else is tried again later.
 */
export function createPushService<S extends PushStores>(options: PushServiceOptions<S>): PushService {
	const { work, clock, log } = options;
	const limit = options.batch ?? 200;
	const refusedTokens = new Set<string>();
	let running: Promise<number> | null = null;
	let again = false;
	let stopped = false;

	async function prepare(job: Job, sender: CurrentPushSender | null): Promise<Carried | (() => Promise<Carried>)> {
		const device = await work.read.devices.byId(job.key);
		if (device === undefined || isEnded(device.state) || device.pushDeadAt !== null) return { job, device, result: "dropped" };
		const open = await work.read.commands.countOpen(device.id);
		if (job.kind === followUpJob && open === 0) return { job, device, result: "dropped" };
		const secrets = unseal(device);
		// No token yet: TokenUpdate asks for a push itself.
		if (secrets === null) return { job, device, result: "dropped" };
		if (sender === null) return { job, device, result: "no-certificate" };
		// A push under the new topic cannot reach a device that holds the old one, and Apple's refusal would look like a fault of the certificate.
		if (device.topic !== sender.topic) return { job, device, result: "other-topic" };
		return async () => {
			const expiresAt = clock.now() + keptByAppleMs;
			const outcome = await sender.sender.push({ token: secrets.token, magic: secrets.magic, topic: sender.topic, expiresAt });
			return { job, device, result: judge(device, outcome), hasOpenCommands: open > 0 };
		};
	}

	/** A row that was sealed under another master key must not hold the others up. */
	function unseal(device: Device): ReturnType<typeof openPushSecrets> {
		try {
			return openPushSecrets(options.sealer, device);
		} catch {
			log.error({ device: device.id }, "the push token cannot be unsealed: is this the master key that sealed it?");
			return null;
		}
	}

	/** One refused token may be that device's own fault, which must not condemn the certificate; several in a row are the certificate's. */
	function judge(device: Device, outcome: PushOutcome): PushOutcome {
		if (outcome.outcome === "accepted") refusedTokens.clear();
		if (outcome.outcome !== "sender-fault" || outcome.about !== "token") return outcome;
		refusedTokens.add(device.id);
		return refusedTokens.size < refusedTokensThatProve ? outcome : { ...outcome, about: "certificate" };
	}

	/** The first goes alone: if Apple refuses the certificate, the others need not be refused too. */
	async function carry(ready: readonly (() => Promise<Carried>)[]): Promise<Carried[]> {
		const [first, ...others] = ready;
		if (first === undefined) return [];
		const carried = await first();
		if (isCertificateFault(carried)) return [carried];
		return [carried, ...(await Promise.all(others.map((send) => send())))];
	}

	async function batch(): Promise<{ accepted: number; more: boolean }> {
		const now = clock.now();
		const claim = { kinds: [pushJob, followUpJob], now, leaseUntil: now + leaseMs, limit };
		const jobs = await work.write((stores) => stores.jobs.claim(claim));
		if (jobs.length === 0) return { accepted: 0, more: false };
		const sender = await options.current();
		const prepared = await Promise.all(jobs.map((job) => prepare(job, sender)));
		const carried = await carry(prepared.filter((one) => typeof one === "function"));
		const results = [...carried, ...prepared.filter((one) => typeof one !== "function")];
		const seen = new Set(results.map((one) => one.job.id));
		for (const job of jobs) if (!seen.has(job.id)) results.push({ job, device: undefined, result: "held-back" });

		const fault = carried.find(isCertificateFault);
		for (const one of carried) report(one, sender);
		await work.write((stores) =>
			recordPush(stores, results, { now: clock.now(), sender, hooks: options.hooks, randomness: options.randomness }),
		);
		const accepted = carried.filter((one) => typeof one.result !== "string" && one.result.outcome === "accepted").length;
		// When nothing got through, the connection rests or the certificate is bad: the rest waits for the next run.
		return { accepted, more: jobs.length === limit && (carried.length === 0 || accepted > 0) && fault === undefined };
	}

	function report({ job, result }: Carried, sender: CurrentPushSender | null): void {
		if (typeof result === "string" || result.outcome === "accepted") return;
		if (result.outcome === "token-dead") log.info({ device: job.key, since: result.at }, "Apple says that the device's push token is void");
		else if (result.outcome === "retry")
			log.info({ device: job.key, reason: result.reason }, "a push did not get through and is tried again");
		else if (result.about === "certificate")
			log.error({ reason: result.reason, certificate: sender?.certificateId ?? null }, "Apple refuses the push certificate");
		else log.warn({ device: job.key, reason: result.reason }, "Apple refuses this push");
	}

	async function run(): Promise<number> {
		let total = 0;
		do {
			again = false;
			for (let more = true; more && !stopped; ) {
				const done = await batch();
				total += done.accepted;
				more = done.more;
			}
		} while (again && !stopped);
		return total;
	}

	function runDue(): Promise<number> {
		if (stopped) return Promise.resolve(0);
		// Asked while running: what was just scheduled may have come after the claim.
		again = true;
		running ??= run().finally(() => {
			running = null;
		});
		return running;
	}

	return {
		async pushNow(deviceIds) {
			if (deviceIds.length === 0) return;
			const dueAt = clock.now();
			await work.write(async (stores) => {
				for (const deviceId of deviceIds) await schedulePush(stores, deviceId, { dueAt, randomness: options.randomness });
			});
			await runDue();
		},
		runDue,
		async stop() {
			stopped = true;
			await running;
		},
	};
}

function isCertificateFault(carried: Carried): boolean {
	return typeof carried.result !== "string" && carried.result.outcome === "sender-fault" && carried.result.about === "certificate";
}
