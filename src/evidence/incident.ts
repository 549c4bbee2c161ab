import type { Evidence } from "./finding.ts";

/**
 * Something of the tenant that is wrong, found before or beside any try, from when it was first proved until it was seen to be mended. Opened and
 * closed by whoever ran the checks; what it says is what the check saw.
 */
export interface Incident {
	readonly id: string;
	readonly code: string;
	readonly subject: IncidentSubject;
	readonly openedAt: number;
	/** When the checks last saw it. */
	readonly seenAt: number;
	/** null: it is still wrong. */
	readonly closedAt: number | null;
	/** `healed`: the service mended it by itself. `mended`: somebody else did, or it passed. */
	readonly closedBy: "healed" | "mended" | null;
	readonly saw: Evidence;
}

/** What it is about. `name` is what a person calls it, as it was then. */
export interface IncidentSubject {
	readonly kind: "ade-token" | "ade-profile" | "tenant" | "domain";
	readonly id: string;
	readonly name: string;
}

export interface IncidentStore {
	/** Opens it, or marks the open one of the same code and subject as seen now, with what was seen now. `opened`: it is new. */
	open(incident: Omit<Incident, "closedAt" | "closedBy">): Promise<{ readonly opened: boolean }>;
	/** Closes the open one of this code and subject, if there is one. */
	close(
		of: { readonly code: string; readonly subject: Pick<IncidentSubject, "kind" | "id"> },
		at: number,
		by: "healed" | "mended",
	): Promise<boolean>;
	openOf(subject: Pick<IncidentSubject, "kind" | "id">): Promise<Incident[]>;
	/** Of all of these, in one read. */
	openAmong(subjects: readonly Pick<IncidentSubject, "kind" | "id">[]): Promise<Incident[]>;
	/** The newest first. */
	list(filter: {
		readonly open?: boolean;
		readonly code?: string;
		readonly subject?: Pick<IncidentSubject, "kind" | "id">;
		readonly limit: number;
	}): Promise<Incident[]>;
	/** Forgets those that were closed before; at most `limit`; how many. */
	pruneClosed(before: number, limit: number): Promise<number>;
}
