import { type Severity, severityOf } from "../checks/severity.ts";
import type { Incident } from "../evidence/incident.ts";

/** One person who cannot sign in is no fire; several who fail for the same cause are. */
const several = 3;

/** How much an incident matters to whoever is told: as its rule wrote it; of a cause for which tries fail by how many people or devices it stops. */
export function incidentSeverity({ subject, saw, extent }: Pick<Incident, "subject" | "saw" | "extent">): Severity {
	if (subject.kind !== "cause" || extent === null || extent === undefined) return severityOf(saw);
	return Math.max(extent.users, extent.devices) >= several ? "error" : "warning";
}
