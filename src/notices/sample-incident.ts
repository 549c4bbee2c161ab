import type { Incident } from "../evidence/incident.ts";

/** An open incident, whole, with what a test cares about changed. */
export function sampleIncident(id: string, change: Partial<Incident> = {}): Incident {
	return {
		id,
		code: "ade-token-expired",
		subject: { kind: "ade-token", id: `token-${id}`, name: `Token ${id}` },
		openedAt: 1000,
		seenAt: 1000,
		closedAt: null,
		closedBy: null,
		saw: { kind: "token-past", severity: "error", token: `Token ${id}`, expiresAt: 900 },
		extent: null,
		reopened: 0,
		confirmed: null,
		mendedBy: null,
		history: [],
		...change,
	};
}
