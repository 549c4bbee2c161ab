import { incidentSeverity } from "../checks/incident-severity.ts";
import type { Severity } from "../checks/severity.ts";
import type { Incident } from "../evidence/incident.ts";
import { stageOf } from "./expiry.ts";
import type { Noticed, NoticeEvent, Topic } from "./ports.ts";

/** What is new: things to tell, and what is to be remembered of them. One of each for every incident of which something is to be told. */
export interface Plan {
	readonly events: readonly Omit<NoticeEvent, "sequence">[];
	readonly noticed: readonly Noticed[];
}

/** On the last day, and after it, whatever the rule calls it. */
const soon = 1;

/**
 * What is new of these incidents since it was looked at last. Pure. An incident that was over before anybody heard of it is not told of; one that comes
 * and goes in severity is told of as worse once.
 *
 * @param before what was told of each, by its id
 */
export function planNotices(
	before: ReadonlyMap<string, Noticed>,
	incidents: readonly Incident[],
	now: number,
	{ warningsAtOnce }: { readonly warningsAtOnce: boolean },
): Plan {
	const changes = incidents.flatMap((incident) => {
		const told = before.get(incident.id) ?? null;
		const open = incident.closedAt === null;
		const stage = open ? stageOf(incident, now) : (told?.stage ?? null);
		const seen = stage !== null && stage <= soon ? "error" : incidentSeverity(incident);
		const severity = told !== null && (told.open || !open) ? worse(told.severity, seen, open) : seen;
		const topic = topicOf(told, { open, stage, severity });
		if (topic === null) return [];
		const urgent = warningsAtOnce || severity === "error";
		return [
			{ event: { at: now, topic, severity, urgent, incident }, noticed: { incidentId: incident.id, open, severity, stage, at: now } },
		];
	});
	return { events: changes.map(({ event }) => event), noticed: changes.map(({ noticed }) => noticed) };
}

/** How it ended says nothing of how bad it was. */
function worse(told: Severity, seen: Severity, open: boolean): Severity {
	return open && seen === "error" ? "error" : told;
}

function topicOf(told: Noticed | null, is: Pick<Noticed, "open" | "stage" | "severity">): Topic | null {
	// What is no more than information is nobody's business until it grows.
	if (told === null) return is.open && is.severity !== "information" ? opened(is.stage, "incident.opened") : null;
	if (!told.open) return is.open ? opened(is.stage, "incident.reopened") : null;
	if (!is.open) return "incident.closed";
	if (is.stage !== null && (told.stage === null || is.stage < told.stage)) return "certificate.expiring";
	return is.severity === "error" && told.severity === "warning" ? "incident.worsened" : null;
}

const opened = (stage: number | null, otherwise: Topic): Topic => (stage === null ? otherwise : "certificate.expiring");
