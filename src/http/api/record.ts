import { recordAudit } from "../../enrollment/record-audit.ts";
import type { AuditEntry } from "../../evidence/audit.ts";
import type { ApiStores, Asked } from "./route.ts";

/** Puts on record what somebody did by the API, in the unit of work that does it: who, what, and from where. */
export async function record(
	stores: Pick<ApiStores, "audit">,
	who: string,
	entry: Pick<AuditEntry, "action" | "target"> & Partial<Pick<AuditEntry, "detail" | "undo">>,
	{ services, peer }: Pick<Asked, "services" | "peer">,
): Promise<void> {
	const { action, target, detail = {}, undo = null } = entry;
	const actor = { kind: "person", name: who } as const;
	await recordAudit(stores, { actor, action, target, detail: { ...detail, from: peer }, undo, undoes: null }, services);
}
