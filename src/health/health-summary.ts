import { incidentSeverity } from "../checks/incident-severity.ts";
import type { Severity } from "../checks/severity.ts";
import type { IncidentStore, IncidentSubject } from "../evidence/incident.ts";
import type { ObservationStore } from "../evidence/observation.ts";
import { observationKeys } from "../evidence/observation-keys.ts";

/** How things are, for a program that watches: numbers and codes, and nobody's name. Instants are ISO 8601 in UTC. */
export interface HealthSummary {
	/** The worst of what is open. */
	readonly state: "ok" | Severity;
	/** When the organisation and its domains were judged last; null: not yet. */
	readonly judgedAt: string | null;
	readonly incidents: readonly {
		readonly code: string;
		readonly severity: Severity;
		readonly about: IncidentSubject["kind"];
		readonly count: number;
		/** Of the oldest of them. */
		readonly since: string;
	}[];
	/** More are open than were counted. */
	readonly more: boolean;
}

const most = 10_000;
const byWeight: readonly Severity[] = ["error", "warning", "information"];

/** Open incidents by code, severity and what they are about; the worst first. */
export async function healthSummary(stores: {
	readonly incidents: Pick<IncidentStore, "list">;
	readonly observations: Pick<ObservationStore, "get">;
}): Promise<HealthSummary> {
	const open = await stores.incidents.list({ open: true, limit: most });
	const groups = Map.groupBy(open, (incident) => `${incident.code} ${incidentSeverity(incident)} ${incident.subject.kind}`);
	const incidents = [...groups.values()].flatMap(([first, ...others]) => {
		if (first === undefined) return [];
		const since = Math.min(first.openedAt, ...others.map(({ openedAt }) => openedAt));
		const { code, subject } = first;
		return [
			{ code, severity: incidentSeverity(first), about: subject.kind, count: others.length + 1, since: new Date(since).toISOString() },
		];
	});
	incidents.sort((a, b) => byWeight.indexOf(a.severity) - byWeight.indexOf(b.severity) || (a.code < b.code ? -1 : 1));
	const judged = await stores.observations.get(observationKeys.judged);
	return {
		state: incidents[0]?.severity ?? "ok",
		judgedAt: judged === undefined ? null : new Date(judged.at).toISOString(),
		incidents,
		more: open.length === most,
	};
}
