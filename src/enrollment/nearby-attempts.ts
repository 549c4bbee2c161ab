import type { Attempt } from "../evidence/attempt.ts";
import type { AttemptStore } from "./ports.ts";

const looked = 20;

/** Other tries of the same person or the same device, the newest first; some twenty of each are looked at. */
export async function nearbyAttempts(
	attempts: Pick<AttemptStore, "list">,
	{ id, upn, device: { serial } }: Pick<Attempt, "id" | "upn" | "device">,
): Promise<readonly Attempt[]> {
	const theirs = [
		...(upn === null ? [] : await attempts.list({ upn, limit: looked })),
		...(serial === null ? [] : await attempts.list({ serial, limit: looked })),
	];
	const others = new Map(theirs.filter((one) => one.id !== id).map((one) => [one.id, one]));
	return [...others.values()].sort((a, b) => b.startedAt - a.startedAt);
}
