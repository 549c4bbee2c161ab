import { incidentSeverity } from "../checks/incident-severity.ts";
import { checkOf, doorTable } from "../checks/index.ts";
import type { GaugeStore } from "../evidence/gauges.ts";
import type { Incident } from "../evidence/incident.ts";
import { enrollingJourneys } from "./funnel.ts";

export const enrollmentStates = ["works", "trouble", "down", "nothing-yet"] as const;

/** How tries of a journey ended lately. */
export interface LatelyShare {
	readonly journey: (typeof enrollingJourneys)[number];
	readonly enrolled: number;
	/** Came to an end: enrolled, refused or fallen silent; without slips. */
	readonly ended: number;
	/** Ended by a slip of one person, as a mistyped password or a page that was left: they say nothing of the service. */
	readonly slips: number;
	/** So few came through that it is trouble. */
	readonly low: boolean;
}

export interface EnrollmentState {
	readonly state: (typeof enrollmentStates)[number];
	/** Nobody can enroll because of these. */
	readonly blocking: readonly Incident[];
	/** Open incidents of this weight, among those that were looked at. */
	readonly errors: number;
	readonly warnings: number;
	readonly lately: readonly LatelyShare[];
}

/** Fewer tries prove nothing. */
const enough = 5;
const goodShare = 0.8;

/** What a rule at the door says of the organisation refuses everybody. */
const refusesEverybody: ReadonlySet<string> = new Set(doorTable.open.map(({ code }) => code));

export const blocksEverybody = ({ subject, code }: Pick<Incident, "subject" | "code">) =>
	subject.kind === "tenant" && refusesEverybody.has(code);

/**
 * Does enrollment work now? Down: something of the organisation refuses everybody, or of the tries that ended lately none came through. Trouble: an
 * incident is open that is an error, or fewer than four of five came through in a journey. Nothing yet: nobody has ever tried.
 */
export function enrollmentState(
	open: readonly Incident[],
	newest: Awaited<ReturnType<GaugeStore["tries"]>>,
	everTried: boolean,
): EnrollmentState {
	const blocking = open.filter(blocksEverybody);
	const weights = open.map(incidentSeverity);
	const errors = weights.filter((weight) => weight === "error").length;
	const warnings = weights.filter((weight) => weight === "warning").length;
	const lately = enrollingJourneys.flatMap((journey) => shareOf(journey, newest));
	const ended = lately.reduce((sum, share) => sum + share.ended, 0);
	const none = ended >= enough && lately.every(({ enrolled }) => enrolled === 0);
	const few = lately.some(({ low }) => low);
	const judged = blocking.length > 0 || none ? "down" : errors > 0 || few ? "trouble" : "works";
	return { state: everTried ? judged : "nothing-yet", blocking, errors, warnings, lately };
}

function shareOf(journey: LatelyShare["journey"], newest: Awaited<ReturnType<GaugeStore["tries"]>>): readonly LatelyShare[] {
	const own = newest.filter((row) => row.journey === journey && row.state !== "open");
	if (own.length === 0) return [];
	const total = (rows: typeof own) => rows.reduce((sum, { count }) => sum + count, 0);
	const slips = own.filter(({ state, code }) => state !== "enrolled" && code !== null && checkOf(code)?.slip === true);
	const enrolled = total(own.filter(({ state }) => state === "enrolled"));
	const ended = total(own) - total(slips);
	return [{ journey, enrolled, ended, slips: total(slips), low: ended >= enough && enrolled < ended * goodShare }];
}
