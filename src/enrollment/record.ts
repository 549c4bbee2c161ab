import type { Attempt, DeviceDescription, Journey, Json, StepName, StoredDecision } from "../evidence/attempt.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Decision } from "../evidence/finding.ts";
import type { IncidentStore } from "../evidence/incident.ts";
import { cameThrough } from "../incidents/came-through.ts";
import { joinIncident } from "../incidents/join-incident.ts";
import type { AttemptChange, AttemptFilter, AttemptStore, FaultStore } from "./ports.ts";
import { newReference } from "./reference.ts";
import { awaitedAfter, lastSign, standing } from "./silence.ts";

export interface RecordStores {
	readonly attempts: AttemptStore;
	readonly faults: FaultStore;
	readonly incidents: IncidentStore;
}

/** Where the process stands in the millisecond of its last id. */
let last = { at: Number.NaN, count: 0 };

/**
 * Ids grow with time, so that rows of one time lie together in the store (UUID version 7, RFC 9562 5.7). Those of one millisecond count up from a random
 * beginning (6.2, method 1): what a command puts on record in one unit of work is listed in the order in which it did it.
 */
export function newId(clock: Clock, randomness: Randomness): string {
	const bytes = randomness.bytes(16);
	const at = clock.now();
	last = { at, count: last.at === at ? last.count + 1 : bytes.readUInt16BE(6) & 0x07ff };
	bytes.writeUIntBE(at, 0, 6);
	bytes.writeUInt16BE(0x7000 | (last.count & 0x0fff), 6);
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = bytes.toString("hex");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

const unknownDevice: DeviceDescription = { udid: null, serial: null, product: null, osVersion: null };

/** Whose try it is, as far as it is known when it begins. */
type Owner = Pick<Attempt, "userId" | "upn">;

/** Opens a try and writes it down. */
export async function beginAttempt(
	stores: RecordStores,
	journey: Journey,
	clock: Clock,
	randomness: Randomness,
	{ userId, upn }: Owner = { userId: null, upn: null },
): Promise<Attempt> {
	const now = clock.now();
	for (;;) {
		const attempt: Attempt = {
			id: newId(clock, randomness),
			reference: newReference(randomness),
			journey,
			state: "open",
			code: null,
			userId,
			upn,
			device: unknownDevice,
			deviceId: null,
			decision: null,
			awaits: null,
			awaitsSince: null,
			startedAt: now,
			updatedAt: now,
		};
		if (await stores.attempts.insert(attempt)) return attempt;
	}
}

const hour = 3_600_000;

/** The newest refused try of these, if it was refused within the hour: a phone asks several times, and all of that is one try. */
export async function refusedLately(
	stores: RecordStores,
	of: Pick<AttemptFilter, "upn" | "serial" | "code" | "journey">,
	now: number,
): Promise<Attempt | undefined> {
	const [last] = await stores.attempts.list({ ...of, state: "refused", limit: 1 });
	return last !== undefined && last.updatedAt > now - hour ? last : undefined;
}

/** What changed on the try with a step; what it waits for is known by the step. */
type Change = Omit<AttemptChange, "updatedAt" | "awaits" | "awaitsSince">;

/** Writes a step, what changed on the try with it, and what the try waits for now. A device that had fallen silent, and its person, come back by it. */
export async function recordStep(
	stores: RecordStores,
	attempt: Attempt,
	name: StepName,
	at: number,
	evidence: { readonly [key: string]: Json },
	change: Change = {},
): Promise<Attempt> {
	await stores.attempts.addStep(attempt.id, { name, at, evidence });
	const awaits = awaitedAfter({ ...attempt, ...change }, { name, evidence });
	const back = awaits !== undefined && attempt.state === "stopped" ? { state: standing(attempt), code: null } : {};
	const whole = { ...back, ...waiting(awaits, at), ...change, updatedAt: at };
	await stores.attempts.update(attempt.id, whole);
	const present = { ...attempt, ...whole };
	if (whole.state === "enrolled") await cameThrough(stores, present, at);
	return present;
}

const waiting = (awaits: Attempt["awaits"] | undefined, at: number): Pick<AttemptChange, "awaits" | "awaitsSince"> =>
	awaits === undefined ? {} : { awaits, awaitsSince: awaits === null ? null : at };

/** A decision as it is kept: everything that the deciding functions saw. */
export const storedDecision = (step: string, at: number, decision: Decision): StoredDecision => ({
	step,
	at,
	verdict: decision.verdict,
	code: decision.verdict === "refuse" ? decision.code : null,
	findings: decision.findings,
});

/**
 * Writes a decision on its try before anybody is answered, and a refusal on the incident of its cause. A refusal that only repeats the last one (a page
 * that is reloaded) adds no step.
 * An admission reopens a refused try, for whatever was wrong has been mended, and a stopped one, for somebody came back.
 */
export async function recordDecision(
	stores: RecordStores,
	attempt: Attempt,
	step: string,
	decision: Decision,
	at: number,
): Promise<Attempt> {
	const stored = storedDecision(step, at, decision);
	if (decision.verdict === "admit") {
		const state = attempt.state === "refused" ? "open" : standing(attempt);
		if (state === attempt.state && attempt.decision?.step === step && attempt.decision.verdict === "admit") return attempt;
		const change = { state, code: null, decision: stored, ...(await waitingAgain(stores, attempt, at)), updatedAt: at };
		await stores.attempts.update(attempt.id, change);
		return { ...attempt, ...change };
	}
	const repeated = attempt.state === "refused" && attempt.code === decision.code && attempt.decision?.step === step;
	const change = { state: "refused", code: decision.code, decision: stored } as const;
	await joinIncident(stores, attempt, stored, at);
	if (repeated) {
		await stores.attempts.update(attempt.id, { ...change, updatedAt: at });
		return { ...attempt, ...change, updatedAt: at };
	}
	return recordStep(stores, attempt, "refused", at, { code: decision.code, at: step }, change);
}

/** A try that is reopened, or whose person has just given a name, waits from now on for what comes after its last step. */
async function waitingAgain(
	stores: Pick<RecordStores, "attempts">,
	attempt: Attempt,
	at: number,
): Promise<Pick<AttemptChange, "awaits" | "awaitsSince">> {
	const named = attempt.state === "open" && attempt.awaits === null && attempt.upn !== null;
	if (!named && attempt.state !== "refused" && attempt.state !== "stopped") return {};
	const last = lastSign(await stores.attempts.steps(attempt.id));
	return last === undefined ? {} : waiting(awaitedAfter(attempt, last), at);
}

const minute = 60_000;
const mostAlike = 10;

/**
 * A request that belongs to no try leaves its trace here. `detail` names kinds and codes, never content. The same from the same peer is written ten
 * times a minute at most: only so many are kept, and whoever sends nonsense without end must not push out what others left.
 */
export async function recordFault(
	stores: RecordStores,
	fault: {
		readonly face: "mdm" | "scep" | "portal" | "ade";
		readonly peer: string;
		readonly code: string;
		readonly detail: string;
		readonly attemptId?: string;
	},
	clock: Clock,
	randomness: Randomness,
): Promise<void> {
	const at = clock.now();
	const written = { ...fault, attemptId: fault.attemptId ?? null };
	if ((await stores.faults.writtenSince(written, at - minute, mostAlike)) === mostAlike) return;
	await stores.faults.insert({ ...written, id: newId(clock, randomness), at });
}
