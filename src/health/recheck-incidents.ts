import type { AuditEntry, AuditStore } from "../evidence/audit.ts";
import type { Clock } from "../evidence/clock.ts";
import { commandTopics } from "../evidence/command-topics.ts";
import type { ClosedBy, Incident, IncidentStore } from "../evidence/incident.ts";
import type { Work } from "../evidence/work.ts";
import { nextCheck } from "../incidents/next-check.ts";
import { mendingActions, whoMended } from "../incidents/who-mended.ts";
import type { FactsNowContext, FactsNowStores } from "./facts-now.ts";
import { judgeIncident } from "./judge-incident.ts";

export type RecheckStores = FactsNowStores & { readonly incidents: IncidentStore; readonly audit: Pick<AuditStore, "list"> };

export interface RecheckOptions {
	readonly work: Work<RecheckStores>;
	readonly clock: Clock;
	readonly context: FactsNowContext;
}

/** In one round: each reads what is known now of some people. What is left over is due in the next. */
const atOnce = 50;

/**
 * Judges again those incidents of failed tries that are due, and closes what is over. Reads what is due and nothing else.
 *
 * @returns what was closed
 */
export async function recheckIncidents({ work, clock, context }: RecheckOptions): Promise<readonly Incident[]> {
	const due = await work.read.incidents.due(clock.now(), atOnce);
	return recheck({ work, clock, context }, due);
}

/** An action concerns a few causes; so many are looked at where nearly everything is broken. */
const mostOpen = 300;

/**
 * Judges again at once what an administrator's action can have mended: to be called after the unit of work that made the change, with the words of its
 * command. Where it closes something, that change is what mended it.
 *
 * @returns what was closed
 */
export async function recheckAfter(
	options: RecheckOptions,
	{ action, id }: Pick<AuditEntry, "action"> & { readonly id: string | null },
): Promise<readonly Incident[]> {
	const open = await options.work.read.incidents.list({ open: true, limit: mostOpen });
	const topics = commandTopics(action);
	const concerned = open.filter((incident) => incident.extent !== null && mendingActions(incident).some((one) => topics.includes(one)));
	return recheck(options, concerned, id);
}

/**
 * Judges again at once what a change had mended that was taken back now, and opens again what is wrong for somebody whom it stopped.
 *
 * @param by the entry that took it back
 * @returns what was opened again
 */
export async function recheckUndone(
	{ work, clock, context }: RecheckOptions,
	{ undone, by }: { readonly undone: string; readonly by: string },
): Promise<readonly Incident[]> {
	const mended = await work.read.incidents.list({ open: false, mendedBy: [undone], limit: mostOpen });
	const reopened: Incident[] = [];
	for (const incident of mended) {
		const now = clock.now();
		const { over, holds } = await judgeIncident(work.read, incident, context, now);
		if (over !== null || holds !== true) continue;
		const again = { at: now, by, nextCheckAt: nextCheck(incident, now) };
		if (await work.write(({ incidents }) => incidents.reopen(incident.id, again))) reopened.push(incident);
	}
	return reopened;
}

async function recheck(
	options: RecheckOptions,
	incidents: readonly Incident[],
	mendedBy: string | null = null,
): Promise<readonly Incident[]> {
	const closed: Incident[] = [];
	for (const incident of incidents) if (await recheckOne(options, incident, mendedBy)) closed.push(incident);
	return closed;
}

async function recheckOne({ work, clock, context }: RecheckOptions, incident: Incident, action: string | null): Promise<boolean> {
	const now = clock.now();
	const { over, members } = await judgeIncident(work.read, incident, context, now);
	const mendedBy = over === "mended" ? (action ?? (await whoMended(work.read, incident, members, now))?.id ?? null) : null;
	return work.write(async (stores) => {
		const present = await stores.incidents.byId(incident.id);
		// Closed, or joined by another try, while it was judged.
		if (present === undefined || present.closedAt !== null) return false;
		if (over === null || present.extent?.lastAt !== incident.extent?.lastAt) {
			await stores.incidents.note(incident.id, { nextCheckAt: nextCheck(present, now) });
			return false;
		}
		return close(stores, present, { at: now, by: over, mendedBy }, members);
	});
}

/** Who came through while it was open proves that it is mended: nobody has to wait for the next. Before it came back they proved nothing of now. */
async function close(
	{ incidents }: Pick<RecheckStores, "incidents">,
	{ id, history, openedAt }: Incident,
	end: { readonly at: number; readonly by: ClosedBy; readonly mendedBy: string | null },
	members: Awaited<ReturnType<typeof judgeIncident>>["members"],
): Promise<boolean> {
	const closed = await incidents.end(id, end);
	const since = history.findLast(({ what }) => what === "opened" || what === "reopened")?.at ?? openedAt;
	const [proof] = members
		.flatMap(({ throughAt: at, throughBy: reference }) => (at === null || reference === null || at < since ? [] : [{ at, reference }]))
		.sort((a, b) => b.at - a.at);
	if (closed && proof !== undefined) await incidents.confirm(id, proof);
	return closed;
}
