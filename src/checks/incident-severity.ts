import type { Incident } from "../evidence/incident.ts";
import { checkOf, healthTable } from "./index.ts";
import { type Severity, severityOf } from "./severity.ts";

/** One person who cannot enroll is a case for the help desk; so many for the same cause are a case for whoever runs the service. */
const several = 3;

const stopsEverybody: ReadonlySet<string> = new Set(healthTable.tenant.map(({ code }) => code));

/**
 * How much an incident matters. Of the tenant: as its rule wrote it. Of failed tries: an error where the rule stops everybody or has stopped several,
 * else a warning. Of a slip (a typing error, a stranger's nonsense): information, until several have it, then a warning.
 */
export function incidentSeverity({ code, saw, extent }: Pick<Incident, "code" | "saw" | "extent">): Severity {
	if (extent === null) return severityOf(saw);
	const many = Math.max(extent.users + extent.names, extent.devices) >= several;
	if (checkOf(code)?.slip === true) return many ? "warning" : "information";
	return many || stopsEverybody.has(code) ? "error" : "warning";
}
