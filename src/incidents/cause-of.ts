import { checkOf } from "../checks/index.ts";
import { isEvidence } from "../checks/written.ts";
import type { StoredDecision } from "../evidence/attempt.ts";
import type { Evidence } from "../evidence/finding.ts";
import type { IncidentSubject } from "../evidence/incident.ts";

/** Why a try failed: what it has in common with the others of its incident. */
export interface Cause {
	readonly code: string;
	readonly subject: IncidentSubject & { readonly kind: "cause" };
	readonly saw: Evidence;
	readonly slip: boolean;
}

/** The cause that a decision wrote down; undefined where it admitted. Pure. */
export function causeOf({ code, findings }: Pick<StoredDecision, "code" | "findings">): Cause | undefined {
	if (code === null) return undefined;
	const found = findings.find(({ check, outcome }) => check === code && outcome === "fail")?.saw;
	const saw = isEvidence(found) ? found : { kind: "" };
	const rule = checkOf(code);
	const about = rule?.about?.(saw) ?? "";
	return { code, subject: { kind: "cause", id: about, name: about }, saw, slip: rule?.slip === true };
}
