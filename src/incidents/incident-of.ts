import type { Attempt } from "../evidence/attempt.ts";
import type { Incident, IncidentStore } from "../evidence/incident.ts";
import { causeOf } from "./cause-of.ts";

/** A cause seldom comes back oftener while anybody still asks about a try. */
const looked = 10;

/** The incident that a try's last refusal or silence belongs to; undefined: it was admitted, or that incident is forgotten. */
export async function incidentOf(
	{ incidents }: { readonly incidents: Pick<IncidentStore, "list"> },
	{ decision }: Pick<Attempt, "decision">,
): Promise<Incident | undefined> {
	const cause = decision === null ? undefined : causeOf(decision);
	if (cause === undefined || decision === null) return undefined;
	const { code, subject } = cause;
	const found = await incidents.list({ code, subject, limit: looked });
	return found.find(({ openedAt }) => openedAt <= decision.at);
}
