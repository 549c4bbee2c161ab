import type { AuditStore } from "../evidence/audit.ts";
import type { Finding } from "../evidence/finding.ts";
import type { IncidentName, IncidentStore, IncidentSubject } from "../evidence/incident.ts";
import { whoMended } from "./who-mended.ts";

/** Something that is looked after, with what its rules saw, in the table's order. */
export interface JudgedSubject {
	readonly subject: IncidentSubject;
	readonly findings: readonly Finding[];
}

/** What changed by judging: what is new, and what is over. */
export interface HealthChange {
	readonly opened: readonly IncidentName[];
	readonly closed: readonly IncidentName[];
}

export const nothingChanged: HealthChange = { opened: [], closed: [] };

/** Whether anything is to be written: where nothing is wrong, and nothing was, judging costs no write. */
export async function concerns(
	stores: { readonly incidents: Pick<IncidentStore, "openAmong"> },
	judged: readonly JudgedSubject[],
): Promise<boolean> {
	if (judged.some(({ findings }) => findings.some(({ outcome }) => outcome === "fail"))) return true;
	return (await stores.incidents.openAmong(judged.map(({ subject }) => subject))).length > 0;
}

/**
 * Opens an incident for each rule that fails and closes those whose rule holds now, with the change that probably mended it. A rule that does not know
 * leaves its incident as it is. To be called in a unit of work.
 */
export async function settle(
	stores: { readonly incidents: Pick<IncidentStore, "openAmong" | "open" | "close">; readonly audit: Pick<AuditStore, "list"> },
	judged: readonly JudgedSubject[],
	{ now, newId }: { readonly now: number; readonly newId: () => string },
): Promise<HealthChange> {
	const opened: IncidentName[] = [];
	const closed: IncidentName[] = [];
	const openOf = Map.groupBy(await stores.incidents.openAmong(judged.map(({ subject }) => subject)), ({ subject }) => nameOf(subject));
	for (const { subject, findings } of judged) {
		const open = new Map(openOf.get(nameOf(subject))?.map((incident) => [incident.code, incident]));
		for (const { check: code, outcome, saw } of findings) {
			if (outcome === "fail") {
				const one = await stores.incidents.open({ id: newId(), code, subject, saw, openedAt: now, seenAt: now });
				if (one.opened) opened.push({ code, subject });
			} else if (outcome === "pass") {
				const over = open.get(code);
				const mender = over && (await whoMended(stores, over, [], now));
				if (over !== undefined && (await stores.incidents.close(over, now, "mended", mender?.id))) closed.push({ code, subject });
			}
		}
	}
	return { opened, closed };
}

const nameOf = ({ kind, id }: Pick<IncidentSubject, "kind" | "id">) => `${kind} ${id}`;
