import { shortId } from "../../diagnosis/incident-record.ts";
import { recordAudit } from "../../enrollment/record-audit.ts";
import type { AuditEntry } from "../../evidence/audit.ts";
import type { ApiStores } from "./api-stores.ts";
import type { Asked, Caller } from "./route.ts";

/** Puts on record what somebody did by the API, in the unit of work that does it: who, what, and from where. */
export async function record(
	stores: Pick<ApiStores, "audit">,
	who: string,
	entry: Pick<AuditEntry, "action" | "target"> & Partial<Pick<AuditEntry, "detail" | "undo">>,
	{ services, peer, caller = null }: Pick<Asked, "services" | "peer"> & { readonly caller?: Caller | null },
): Promise<void> {
	const { action, target, detail = {}, undo = null } = entry;
	const by = caller?.token == null ? {} : { byToken: shortId(caller.token.id) };
	const actor = { kind: "person", name: who } as const;
	await recordAudit(stores, { actor, action, target, detail: { ...detail, ...by, from: peer }, undo, undoes: null }, services);
}
