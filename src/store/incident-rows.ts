import type { Incident } from "../evidence/incident.ts";
import type { IncidentRow } from "./schema.ts";

export function toIncident(row: IncidentRow): Incident {
	const { id, code, openedAt, seenAt, closedAt, closedBy, mendedBy } = row;
	return {
		...{ id, code, openedAt, seenAt, closedAt, closedBy, mendedBy },
		subject: { kind: row.subjectKind, id: row.subjectId, name: row.subjectName },
		saw: JSON.parse(row.saw),
		extent: row.extent === null ? null : JSON.parse(row.extent),
		reopened: row.reopened ?? 0,
		confirmed: row.confirmedAt === null || row.confirmedBy === null ? null : { at: row.confirmedAt, by: row.confirmedBy },
		history: row.history === null ? [] : JSON.parse(row.history),
	};
}

const eventsKept = 40;

/** A history with one more event. Of a very long one the beginning stays, and the newest. */
export function withEvent(history: Incident["history"], event: Incident["history"][number]): string {
	const whole = [...history, event];
	return JSON.stringify(whole.length > eventsKept ? [...whole.slice(0, 1), ...whole.slice(2)] : whole);
}
