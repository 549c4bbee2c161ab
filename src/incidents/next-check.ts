import type { Incident } from "../evidence/incident.ts";
import { recheckEvery } from "./patience.ts";

const longest = 6 * 3_600_000;

/** When an incident that is not over is judged again: the longer it has stopped nobody, the later. Pure. */
export function nextCheck({ extent, seenAt }: Pick<Incident, "extent" | "seenAt">, now: number): number {
	const quiet = now - (extent?.lastAt ?? seenAt);
	return now + Math.min(longest, Math.max(recheckEvery, Math.floor(quiet / 10)));
}
