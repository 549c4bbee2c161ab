import type { Evidence } from "./finding.ts";
import type { Position } from "./position.ts";

/**
 * Something that is wrong, from when it was first proved until it was seen to be mended: of the tenant, found before or beside any try; or a cause for
 * which tries failed. Opened and closed by whoever ran the checks; what it says is what the check saw.
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
	/** How it was closed last. */
	readonly closedBy: ClosedBy | null;
	readonly saw: Evidence;
	/** Whom it stopped. null: it is of the tenant, and counts no tries. */
	readonly extent: IncidentExtent | null;
	/** How often it came back. */
	readonly reopened: number;
	/** The first try of somebody affected that enrolled, and when: the proof that it is mended. */
	readonly confirmed: { readonly at: number; readonly by: string } | null;
	/** The entry of the audit that mended it; null: none, or not known. */
	readonly mendedBy: string | null;
	/** What became of it, the oldest first; of a very long history the newest. Empty for what counts no tries. */
	readonly history: readonly IncidentEvent[];
}

/**
 * `healed`: the service mended it by itself. `mended`: its rule holds for those who were affected, or they came through. `passed`: nobody proved that;
 * but nothing new failed of it for a set time.
 */
export type ClosedBy = "healed" | "mended" | "passed";

export interface IncidentEvent {
	readonly at: number;
	readonly what: "opened" | "reopened" | "confirmed" | ClosedBy;
	/** Of `mended` the entry of the audit, of `confirmed` the reference of the try, of `reopened` the entry that took back what had mended it. */
	readonly by: string | null;
}

/** Of a code and a thing one incident is open at most. */
export interface IncidentName {
	readonly code: string;
	readonly subject: Pick<IncidentSubject, "kind" | "id">;
}

/** What it is about. `name` is what a person calls it, as it was then. */
export interface IncidentSubject {
	/** `cause`: why tries failed; its id is what the rule says that it is about (a policy), empty for all that the rule is about. */
	readonly kind: "ade-token" | "ade-profile" | "tenant" | "domain" | "cause";
	readonly id: string;
	readonly name: string;
}

/** By what the failed tries of an incident are told apart: all alike, or some of each? */
export const facetNames = ["journey", "step", "platform", "product", "osVersion", "network", "profile"] as const;

export type FacetName = (typeof facetNames)[number];

/** How many tries had which value. What goes beyond the first values is counted together under `otherValues`. */
export type Facets = { readonly [F in FacetName]?: { readonly [value: string]: number } };

export const otherValues = "*";

/** Whom an incident stopped, counted as it happened. */
export interface IncidentExtent {
	readonly tries: number;
	/** Different people of the directory. */
	readonly users: number;
	/** Different names that were typed and are nobody's, or nobody proved to be theirs; counted up to `strangersKept`. */
	readonly names: number;
	readonly devices: number;
	readonly firstAt: number;
	readonly lastAt: number;
	/** The last try that enrolled before the first that failed; null: enrollment never worked before. */
	readonly successBefore: { readonly reference: string; readonly at: number } | null;
	readonly facets: Facets;
}

/** Somebody or something that an incident stopped. */
export interface IncidentMember {
	/** `name`: typed by somebody who did not prove to be its owner. */
	readonly kind: "user" | "name" | "device";
	/** A user's id, a name, a serial number or UDID. */
	readonly key: string;
	/** As a person calls it. */
	readonly name: string;
	readonly firstAt: number;
	readonly lastAt: number;
	/** How many tries. */
	readonly tries: number;
	/** The newest of them. */
	readonly attemptId: string;
	/** When it came through after all, and the reference of that try. */
	readonly throughAt: number | null;
	readonly throughBy: string | null;
}

/** So many members that nobody proved to exist are kept of one incident: whoever invents names fills no table. */
export const strangersKept = 1000;

/** What opens an incident of the tenant. */
export type IncidentSighting = Pick<Incident, "id" | "code" | "subject" | "openedAt" | "seenAt" | "saw">;

/** A failed try, as it joins the incident of its cause. */
export interface FailedTry {
	/** Of the incident, where it has to be opened. */
	readonly id: string;
	readonly code: string;
	readonly subject: IncidentSubject & { readonly kind: "cause" };
	readonly saw: Evidence;
	readonly at: number;
	readonly attemptId: string;
	readonly members: readonly Pick<IncidentMember, "kind" | "key" | "name">[];
	/** Whether its device is who it says. Where not, only some are kept. */
	readonly proven: boolean;
	/** One that was closed since then opens again; null: none does. */
	readonly reopensSince: number | null;
	/** When its rule is to be judged again. */
	readonly nextCheckAt: number;
}

export interface Joined {
	readonly id: string;
	/** Of an incident that is new; of one that came back. */
	readonly opened: boolean;
	readonly reopened: boolean;
	/** false: this try was counted before. */
	readonly counted: boolean;
}

export interface IncidentStore {
	/** Opens it, or marks the open one of the same code and subject as seen now, with what was seen now. `opened`: it is new. */
	open(incident: IncidentSighting): Promise<{ readonly opened: boolean }>;
	/** Closes the open one of this name, if there is one. `mendedBy`: the entry of the audit that mended it, where it is known. */
	close(of: IncidentName, at: number, by: "healed" | "mended", mendedBy?: string): Promise<boolean>;
	openOf(subject: Pick<IncidentSubject, "kind" | "id">): Promise<Incident[]>;
	/** Of all of these, in one read. */
	openAmong(subjects: readonly Pick<IncidentSubject, "kind" | "id">[]): Promise<Incident[]>;
	/** The newest first. */
	list(filter: {
		readonly open?: boolean;
		readonly code?: string;
		readonly subject?: Pick<IncidentSubject, "kind" | "id">;
		readonly kind?: IncidentSubject["kind"];
		readonly after?: Position;
		/** Any of these entries of the audit mended it. */
		readonly mendedBy?: readonly string[];
		readonly limit: number;
	}): Promise<Incident[]>;
	byId(id: string): Promise<Incident | undefined>;
	/** By the whole id or its ending: two at most, for an ending may be that of several. */
	find(ending: string): Promise<Incident[]>;
	/**
	 * Counts a failed try in the open incident of its cause, opens one that was closed lately again, or opens a new one. Costs the same however many
	 * have joined before. `facets`: asked for only where the try is counted.
	 */
	join(failed: FailedTry, facets: () => Promise<{ readonly [F in FacetName]?: string }>): Promise<Joined>;
	/** Closes it, if it is open. */
	end(id: string, end: { readonly at: number; readonly by: ClosedBy; readonly mendedBy: string | null }): Promise<boolean>;
	/** Opens a closed one again, for `by` took back what had mended it; unless the same is open as another. */
	reopen(id: string, again: { readonly at: number; readonly by: string; readonly nextCheckAt: number }): Promise<boolean>;
	/** Writes down that somebody affected enrolled, if nobody has since it was closed. */
	confirm(id: string, by: { readonly at: number; readonly reference: string }): Promise<boolean>;
	/** Sets what is known only after it was opened. */
	note(
		id: string,
		what: { readonly successBefore?: NonNullable<IncidentExtent["successBefore"]>; readonly nextCheckAt?: number },
	): Promise<void>;
	/** Open ones whose rule is to be judged again, the longest due first. Reads no others. */
	due(now: number, limit: number): Promise<Incident[]>;
	/** Those it stopped last first. `waiting`: only those who have not come through since. */
	members(
		id: string,
		filter: { readonly kind?: IncidentMember["kind"]; readonly waiting?: boolean; readonly limit: number },
	): Promise<IncidentMember[]>;
	/** Marks these members of whatever incident as come through, and names the incidents: open ones, and closed ones that nobody has confirmed. */
	cameThrough(
		members: readonly Pick<IncidentMember, "kind" | "key">[],
		by: { readonly at: number; readonly reference: string },
		limit: number,
	): Promise<Incident[]>;
	/** The newest incidents that stopped any of these, each with the member as it stands in it. */
	ofMembers(
		members: readonly Pick<IncidentMember, "kind" | "key">[],
		limit: number,
	): Promise<readonly { readonly incident: Incident; readonly member: IncidentMember }[]>;
	/** Forgets those that were closed before, with their members; at most `limit` rows of each; how many. */
	pruneClosed(before: number, limit: number): Promise<number>;
}
