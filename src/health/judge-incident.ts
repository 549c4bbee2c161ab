import { setImmediate } from "node:timers/promises";
import { checkOf, type SilenceCode, silenceTable } from "../checks/index.ts";
import type { Facts } from "../evidence/facts.ts";
import type { ClosedBy, Incident, IncidentMember, IncidentStore } from "../evidence/incident.ts";
import { quietAmongOthers, quietForEverybody, slipOver } from "../incidents/patience.ts";
import { type FactsNowContext, type FactsNowStores, factsNow } from "./facts-now.ts";

export type JudgeIncidentStores = FactsNowStores & {
	readonly incidents: Pick<IncidentStore, "members">;
};

/** How many of those whom it stopped last are looked at: if it holds for none of them, it is mended. */
const sample = 20;
/** Of devices that fell silent each stands for itself. The first that still is silent ends the search. */
const mostSilent = 1000;

export interface JudgedIncident {
	/** How it is over; null: it is not. */
	readonly over: Exclude<ClosedBy, "healed"> | null;
	/** Whether its rule fails now for somebody whom it stopped and who waits still; null: nobody can tell. */
	readonly holds: boolean | null;
	/** Those whom it stopped last. */
	readonly members: readonly IncidentMember[];
}

/** Whether the cause for which tries failed is over now, by the rule that found it where that can be asked again, else by what happened since. */
export async function judgeIncident(
	stores: JudgeIncidentStores,
	incident: Incident,
	context: FactsNowContext,
	now: number,
): Promise<JudgedIncident> {
	const members = await stores.incidents.members(incident.id, { limit: sample });
	const holds = await stillHolds(stores, incident, members, context, now);
	if (holds === false) return { over: "mended", holds, members };
	const quiet = now - (incident.extent?.lastAt ?? incident.seenAt);
	const slip = checkOf(incident.code)?.slip === true;
	const passed =
		(slip && quiet >= slipOver) ||
		(quiet >= quietForEverybody && incident.code !== ("device-went-silent" satisfies SilenceCode)) ||
		(holds === null && quiet >= quietAmongOthers && (await othersCameThrough(stores, incident)));
	return { over: passed ? "passed" : null, holds, members };
}

/** null: nobody can tell. */
async function stillHolds(
	stores: JudgeIncidentStores,
	{ id, code }: Incident,
	members: readonly IncidentMember[],
	context: FactsNowContext,
	now: number,
): Promise<boolean | null> {
	if (code === ("device-went-silent" satisfies SilenceCode))
		return stillSilent(stores, await stores.incidents.members(id, { kind: "device", waiting: true, limit: mostSilent }));
	const waiting = await stores.incidents.members(id, { waiting: true, limit: sample });
	if (members.length > 0 && waiting.length === 0) return false;
	const rule = checkOf(code);
	// Silence is no state of the tenant: it ends when the device comes, and not sooner.
	if (rule === undefined || Object.hasOwn(silenceTable, code)) return null;
	let known = true;
	for (const subject of members.length === 0 ? [{}] : await subjectsOf(stores, waiting)) {
		// The embedded store answers at once: without a pause, twenty people's facts would keep every phone waiting.
		await setImmediate();
		const { outcome } = rule.check(standingFacts((await factsNow(stores, subject, context, now)).facts));
		if (outcome === "fail") return true;
		if (outcome === "unknown") known = false;
	}
	return known ? false : null;
}

/**
 * A managed device is silent until it comes, is told to go, or enrolls anew, however long that takes and whoever else enrolls meanwhile. Who was told to go
 * and never comes is what its administrator has decided.
 */
async function stillSilent({ attempts, devices }: FactsNowStores, members: readonly IncidentMember[]): Promise<boolean> {
	for (const id of new Set(members.map(({ attemptId }) => attemptId))) {
		await setImmediate();
		const attempt = await attempts.byId(id);
		if (attempt?.state !== "stopped" || attempt.deviceId === null) continue;
		const device = await devices.byId(attempt.deviceId);
		if (device?.state === "managed" && device.attemptId === id) return true;
	}
	return false;
}

/** What was true of one request only, a password or a signature, says nothing of how things are now. */
function standingFacts(facts: Facts): Facts {
	const { message: _, signIn: _1, challenge: _2, identity: _3, machineInfo: _4, silence: _5, ...standing } = facts;
	return standing;
}

/** The person and the device of each member's newest try: a person and their device are members of the same try, and judged together. */
async function subjectsOf(
	{ attempts }: Pick<JudgeIncidentStores, "attempts">,
	members: readonly IncidentMember[],
): Promise<readonly { readonly upn?: string; readonly serial?: string }[]> {
	const ids = [...new Set(members.map(({ attemptId }) => attemptId))];
	const tries = await Promise.all(ids.map((id) => attempts.byId(id)));
	return tries.map((attempt) => ({
		...(attempt?.upn == null ? {} : { upn: attempt.upn }),
		...(attempt?.device.serial == null ? {} : { serial: attempt.device.serial }),
	}));
}

/** Whoever enrolled after the last failure has passed the very step that failed. */
async function othersCameThrough({ attempts }: Pick<JudgeIncidentStores, "attempts">, { extent, seenAt }: Incident): Promise<boolean> {
	const since = extent?.lastAt ?? seenAt;
	const [newest] = await attempts.list({ state: "enrolled", limit: 1 });
	return newest !== undefined && newest.startedAt > since;
}
