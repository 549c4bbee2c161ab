import type { MdmAuthority } from "../evidence/facts.ts";
import type { Incident, IncidentExtent, IncidentMember } from "../evidence/incident.ts";

/** Everything that the store knows of an incident of failed tries, for whoever has to explain it to somebody else. */
export interface IncidentRecord {
	readonly incident: Incident & { readonly extent: IncidentExtent };
	/** Those whom it stopped last. */
	readonly members: readonly IncidentMember[];
	/** What people said that their device shows, by the codes that it matched, and lines of logs that they gave. */
	readonly reported: { readonly codes: readonly string[]; readonly lines: readonly string[] };
	readonly totals: { readonly users: number; readonly devices: number };
	/** Tries that enrolled since the first failure; `more`: it was not counted to the end. */
	readonly enrolledSince: { readonly count: number; readonly more: boolean };
	readonly authority: MdmAuthority;
	/** The change that probably mended it. */
	readonly mended: { readonly at: number; readonly action: string; readonly actor: string | null } | null;
	/** How those whom it stopped are called otherwise. */
	readonly personal: readonly string[];
	readonly now: number;
}

/** What a person says of an incident: the ending of its id, which is found again (IncidentStore.find). */
export const shortId = (id: string): string => id.slice(-8);
