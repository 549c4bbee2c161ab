import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { soundFacts } from "../src/checks/sound-facts.ts";
import { systemRandomness } from "../src/domain.ts";
import { decide } from "../src/enrollment/decide.ts";
import { beginAttempt, type RecordStores, recordDecision } from "../src/enrollment/record.ts";
import type { Facts } from "../src/evidence/facts.ts";
import type { Decision } from "../src/evidence/finding.ts";
import { openStore, type Store } from "../src/store/open.ts";
import { type Bench, median, type Row } from "./report.ts";

const failures = 1_000_000;
/** Whom they stop: each fails some times. */
const people = 200_000;
const policies = 20;
/** So many at once share a commit, as busy hours have it. */
const atOnce = 64;
const block = 1_024;
/** Where both ways are compared, by turns: at the beginning, on the way, and after the last. */
const stations = [0, 0.1, 0.5, 1];
const turns = 5;

/** A million failed tries, recorded as the door records them, each joining the incident of its cause as it is written. */
export const incidents: Bench = {
	name: "incidents",
	async run(say) {
		const folder = mkdtempSync(join(tmpdir(), "genkan-bench-"));
		const store = await openStore({ kind: "sqlite", file: join(folder, "incidents.sqlite") });
		try {
			return await measured(store, say);
		} finally {
			await store.close();
			rmSync(folder, { recursive: true, force: true });
		}
	},
};

async function measured(store: Store, say: (progress: string) => void): Promise<readonly Row[]> {
	const decisions = causes();
	let done = 0;
	/** Milliseconds each: of the processor, and by the clock. The first are those that another's load on this machine leaves alone. */
	const write = async (count: number, ungrouped: boolean): Promise<{ readonly busy: number; readonly wall: number }> => {
		const started = performance.now();
		const before = process.cpuUsage();
		for (let written = 0; written < count; written += atOnce) {
			const first = done;
			done += atOnce;
			await Promise.all(Array.from({ length: atOnce }, (_, at) => fail(store, decisions, first + at, ungrouped)));
		}
		const { user, system } = process.cpuUsage(before);
		return { busy: (user + system) / 1000 / count, wall: (performance.now() - started) / count };
	};
	await write(block, false);
	const rows: Row[] = [];
	type Each = Awaited<ReturnType<typeof write>>;
	const all: Each[] = [];
	for (const station of stations) {
		while (done < station * failures) all.push(await write(block, false));
		const grouped: Each[] = [];
		const alone: Each[] = [];
		for (let turn = 0; turn < turns; turn++) {
			grouped.push(await write(block, false));
			alone.push(await write(block, true));
		}
		all.push(...grouped);
		const where = `after ${Math.round(station * failures).toLocaleString("en")} failures`;
		for (const [kind, unit] of [
			["busy", "ms of processor"],
			["wall", "ms"],
		] as const) {
			const joined = grouped.map((each) => each[kind]);
			const bare = alone.map((each) => each[kind]);
			const joining = joined.map((value, turn) => value - (bare[turn] ?? Number.NaN));
			const note = `${(median(joined) / median(bare)).toFixed(2)} times as much in all`;
			say(`${where}: joining costs ${median(joining).toFixed(3)} ${unit}, ${note}`);
			rows.push({ what: `a failure joins its incident, ${where}`, unit, values: joining, bar: { atMost: 1 }, note });
			rows.push({ what: `failed try recorded without, ${where}`, unit, values: bare });
		}
	}
	const found = await store.read.incidents.list({ limit: 1000 });
	const tries = found.reduce((sum, { extent }) => sum + (extent?.tries ?? 0), 0);
	rows.push({
		what: "failed try with its incident, of all",
		unit: "ms",
		values: all.map(({ wall }) => wall),
		note: `${tries.toLocaleString("en")} tries in ${found.length} incidents`,
	});
	return rows;
}

/** What the rules of a step say of some who fail: real decisions, with everything that each rule saw. */
function causes(): readonly Decision[] {
	const one = (change: Partial<Facts>) => decide("user", soundFacts(change));
	const { restriction, limit } = soundFacts();
	if (restriction === undefined || limit === undefined) throw new Error("the sound facts lack a policy");
	return [
		one({ licences: { assigned: [], plans: [] } }),
		one({ enrollmentGroup: { required: "Sales", member: false } }),
		...Array.from({ length: policies }, (_, at) => one({ restriction: { ...restriction, policy: `Policy ${at}`, platformBlocked: true } })),
	].map((decision) => {
		if (decision.verdict !== "refuse") throw new Error("nobody was refused");
		return decision;
	});
}

const notGrouped: Pick<RecordStores["incidents"], "join"> = {
	join: async () => ({ id: "", opened: false, reopened: false, counted: true }),
};

function fail(store: Store, decisions: readonly Decision[], at: number, ungrouped: boolean): Promise<unknown> {
	const clock = { now: () => 1_700_000_000_000 + at };
	const person = (at * 7919) % people;
	const decision = decisions[at % decisions.length];
	if (decision === undefined) throw new Error("no decision");
	return store.write(async (stores) => {
		const owner = { userId: `user-${person}`, upn: `user${person}@contoso.example` };
		const recording = ungrouped ? { ...stores, incidents: { ...stores.incidents, ...notGrouped } } : stores;
		const begun = await beginAttempt(recording, "web", clock, systemRandomness, owner);
		const device = { udid: `00008110-${person}`, serial: `F${person}`, product: `iPhone${person % 9},1`, osVersion: `18.${person % 6}` };
		await recording.attempts.update(begun.id, { device, updatedAt: clock.now() });
		await recordDecision(recording, { ...begun, device }, "user", decision, clock.now());
	});
}
