import { createHash } from "node:crypto";
import type { Attempt, AttemptState, Step, StoredDecision } from "../evidence/attempt.ts";
import type { FacetName, IncidentStore } from "../evidence/incident.ts";
import { causeOf } from "./cause-of.ts";
import { membersOf } from "./members-of.ts";
import { recheckEvery, sameIncident, slipOver } from "./patience.ts";

export interface JoinStores {
	readonly incidents: Pick<IncidentStore, "join" | "note">;
	readonly attempts: {
		steps(attemptId: string): Promise<Step[]>;
		/** Newest first. */
		list(filter: { readonly state: AttemptState; readonly limit: number }): Promise<Attempt[]>;
	};
}

/**
 * A try that was refused or stopped joins the incident of its cause, in the unit of work that writes it down. A slip opens a new incident each time:
 * that somebody mistyped a password last week has nothing to do with who does today.
 */
export async function joinIncident(stores: JoinStores, attempt: Attempt, decision: StoredDecision, at: number): Promise<void> {
	const cause = causeOf(decision);
	if (cause === undefined) return;
	const { code, subject, saw, slip } = cause;
	const joined = await stores.incidents.join(
		{
			...{ id: incidentId(attempt.id, code, at), code, subject, saw, at },
			attemptId: attempt.id,
			members: membersOf(attempt),
			proven: !slip,
			reopensSince: slip ? null : at - sameIncident,
			nextCheckAt: at + (slip ? slipOver : recheckEvery),
		},
		async () => facetsOf(attempt, decision.step, await stores.attempts.steps(attempt.id)),
	);
	if (joined.opened) await noteSuccess(stores, joined.id);
}

/** Whether enrollment ever worked: read once for each incident, and never again. */
async function noteSuccess({ incidents, attempts }: JoinStores, id: string): Promise<void> {
	const [last] = await attempts.list({ state: "enrolled", limit: 1 });
	if (last === undefined) return;
	const managed = (await attempts.steps(last.id)).find(({ name }) => name === "managed");
	await incidents.note(id, { successBefore: { reference: last.reference, at: managed?.at ?? last.startedAt } });
}

/** Shaped like every other id, with time in front (RFC 9562 5.8); a unit of work that runs again makes the same one. */
function incidentId(attemptId: string, code: string, at: number): string {
	const bytes = createHash("sha256").update(`${attemptId} ${code} ${at}`).digest().subarray(0, 16);
	bytes.writeUIntBE(at, 0, 6);
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = bytes.toString("hex");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** How this try differs from others of the same cause, as far as anything is known. Pure. */
function facetsOf(attempt: Attempt, step: string, steps: readonly Step[]): { readonly [F in FacetName]?: string } {
	const { product, osVersion } = attempt.device;
	const first = steps.find(({ name }) => name === "portal-opened" || name === "device-described")?.evidence ?? {};
	const { network, family, profile } = first;
	const platform = product === null ? (typeof family === "string" ? family : null) : (/^[A-Za-z]+/.exec(product)?.[0] ?? null);
	return {
		...{ journey: attempt.journey, step },
		...(platform === null ? {} : { platform: platform.toLowerCase() }),
		...(product === null ? {} : { product }),
		...(osVersion === null ? {} : { osVersion }),
		...(typeof network === "string" ? { network } : {}),
		...(typeof profile === "string" ? { profile } : {}),
	};
}
