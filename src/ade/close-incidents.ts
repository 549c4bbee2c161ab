import type { IncidentName, IncidentStore, IncidentSubject } from "../evidence/incident.ts";

/** Ends every open incident of a thing that is gone, in the unit that deletes it. */
export async function closeIncidentsOf(
	stores: { readonly incidents: Pick<IncidentStore, "openOf" | "close"> },
	subject: Pick<IncidentSubject, "kind" | "id">,
	now: number,
): Promise<readonly IncidentName[]> {
	const open = await stores.incidents.openOf(subject);
	for (const { code } of open) await stores.incidents.close({ code, subject }, now, "mended");
	return open.map(({ code }) => ({ code, subject }));
}
