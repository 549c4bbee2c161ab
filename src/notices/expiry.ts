import { warningDays } from "../checks/days-left.ts";
import type { Incident } from "../evidence/incident.ts";

/** Incidents of what ends on a day that is known: they are told of again as it comes near. */
export const expiringCodes: readonly string[] = [
	"push-certificate-expiring",
	"ade-token-expiring",
	"server-certificate-expiring",
	"ca-certificate-expiring",
];

/** Days before the end at which people are told: those at which the rules warn; 0: it is over. */
const marks = [0, ...warningDays] as const;
/** What a rule reports earlier than that: told once, and at 30 days again. */
const earlier = 1000;

const day = 24 * 3600_000;

/** The names under which a rule writes when something ends. */
const ends = ["expiresAt", "notAfterAt"] as const;

/** When what this incident is about ends, epoch milliseconds; null where it does not end, or its rule does not say. */
export function endOf({ code, saw }: Pick<Incident, "code" | "saw">): number | null {
	if (!expiringCodes.includes(code)) return null;
	return ends.map((name) => saw[name]).find((value) => typeof value === "number") ?? null;
}

/** The mark that was reached last: 30, 10, 1 or 0 days, or a large number before them. null: it does not end. */
export function stageOf(incident: Pick<Incident, "code" | "saw">, now: number): number | null {
	const end = endOf(incident);
	return end === null ? null : (marks.find((days) => end - now <= days * day) ?? earlier);
}
