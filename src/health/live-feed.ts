import { incidentSeverity } from "../checks/incident-severity.ts";
import type { Incident, IncidentStore } from "../evidence/incident.ts";
import type { Log } from "../evidence/log.ts";
import type { LiveStep, PulseStore } from "../evidence/pulse.ts";

export interface LiveStores {
	readonly pulse: Pick<PulseStore, "newestStep" | "stepsAfter" | "stepsNumbered">;
	readonly incidents: Pick<IncidentStore, "list" | "byId">;
}

/** What happened since the batch before. */
export interface LiveBatch {
	/** The newest step that was seen: whoever comes back goes on from here. */
	readonly sequence: number;
	readonly steps: readonly LiveStep[];
	/** Incidents that opened, changed or closed. */
	readonly incidents: readonly Incident[];
}

export type LiveListener = (batch: LiveBatch) => void;

export interface LiveFeed {
	/**
	 * Hears all that is written from now on. `after`: where this listener was; what it missed since is its first batch. Without it the first batch holds the
	 * newest steps. Resolves with the place where it begins; `missed`: it was away for so long that not all of it is told.
	 */
	listen(
		listener: LiveListener,
		after: number | null,
	): Promise<{ readonly sequence: number; readonly missed: boolean; readonly stop: () => void }>;
	readonly listeners: number;
	close(): Promise<void>;
}

const pause = 250;
const atOnce = 1_000;
const first = 50;
/** Steps that were written before others and committed after them, as PostgreSQL does: they are asked for so often, and then no more. */
const lateRounds = 40;
const lateMost = 1_000;
/** Every second. */
const incidentRounds = 4;
const incidentsLookedAt = 200;

/** One reader for all who listen, which reads only while somebody does: what is written is found by its number, in whichever process it was written. */
export function createLiveFeed(read: LiveStores, log: Log): LiveFeed {
	const listeners = new Set<LiveListener>();
	let newest = 0;
	let round = 0;
	/** Numbers that were passed over, and until which round they are asked for. */
	const late = new Map<number, number>();
	let seen = new Map<string, string>();
	let timer: NodeJS.Timeout | undefined;
	let reading: Promise<void> | undefined;
	let failing = false;

	async function newSteps(): Promise<readonly LiveStep[]> {
		const steps = await read.pulse.stepsAfter(newest, atOnce);
		for (const { sequence } of steps) {
			for (let passed = newest + 1; passed < sequence && late.size < lateMost; passed++) late.set(passed, round + lateRounds);
			newest = sequence;
		}
		return steps;
	}

	async function lateSteps(): Promise<readonly LiveStep[]> {
		for (const [sequence, until] of late) if (until < round) late.delete(sequence);
		const steps = await read.pulse.stepsNumbered([...late.keys()]);
		for (const { sequence } of steps) late.delete(sequence);
		return steps;
	}

	async function changedIncidents(): Promise<readonly Incident[]> {
		if (round % incidentRounds !== 0) return [];
		const open = await read.incidents.list({ open: true, limit: incidentsLookedAt });
		const now = new Map(open.map((incident) => [incident.id, marksOf(incident)]));
		const changed = open.filter(({ id }) => seen.get(id) !== now.get(id));
		for (const id of seen.keys()) {
			const gone = now.has(id) ? undefined : await read.incidents.byId(id);
			if (gone !== undefined && gone.closedAt !== null) changed.push(gone);
		}
		seen = now;
		return changed;
	}

	async function look(): Promise<void> {
		round++;
		const steps = [...(await lateSteps()), ...(await newSteps())];
		const incidents = await changedIncidents();
		if (steps.length > 0 || incidents.length > 0) for (const listener of listeners) listener({ sequence: newest, steps, incidents });
	}

	function again(): void {
		timer = setTimeout(() => {
			reading = look()
				.then(
					() => {
						failing = false;
					},
					(error: unknown) => {
						if (!failing)
							log.warn({ cause: error instanceof Error ? error.message : "unknown" }, "what is live cannot be read; it is tried again");
						failing = true;
					},
				)
				.then(() => {
					reading = undefined;
					if (listeners.size > 0) again();
					else timer = undefined;
				});
		}, pause);
	}

	/** Of what went on while nobody listened, only the newest is read, for what of it is late. */
	async function begin(): Promise<void> {
		newest = Math.max(0, (await read.pulse.newestStep()) - first);
		late.clear();
		await newSteps();
		seen = new Map(
			(await read.incidents.list({ open: true, limit: incidentsLookedAt })).map((incident) => [incident.id, marksOf(incident)]),
		);
	}

	let beginning: Promise<void> | undefined;

	return {
		async listen(listener, after) {
			if (timer === undefined && reading === undefined) {
				beginning ??= begin().finally(() => {
					beginning = undefined;
				});
				await beginning;
			}
			const sequence = newest;
			const from = Math.max(0, Math.min(after ?? sequence - first, sequence));
			const missed = after !== null && sequence - from > atOnce;
			// What comes while the past is read waits until that was told.
			let waiting: LiveBatch[] | undefined = [];
			const own: LiveListener = (batch) => (waiting === undefined ? listener(batch) : void waiting.push(batch));
			listeners.add(own);
			if (timer === undefined && reading === undefined) again();
			const past = missed || from === sequence ? [] : await read.pulse.stepsAfter(from, sequence - from);
			const steps = past.filter((step) => step.sequence <= sequence);
			if (steps.length > 0) listener({ sequence, steps, incidents: [] });
			for (const batch of waiting) listener(batch);
			waiting = undefined;
			return { sequence, missed, stop: () => void listeners.delete(own) };
		},
		get listeners() {
			return listeners.size;
		},
		async close() {
			listeners.clear();
			clearTimeout(timer);
			await reading;
		},
	};
}

/** What of an incident changes as it goes on; when it was seen last changes all the time. */
function marksOf(incident: Incident): string {
	const { extent, openedAt, reopened } = incident;
	return [incidentSeverity(incident), openedAt, reopened, extent?.tries, extent?.users, extent?.names, extent?.devices].join(" ");
}
