import { checkOf } from "../checks/index.ts";
import type { AuditEntry, AuditStore } from "../evidence/audit.ts";
import type { Incident, IncidentMember } from "../evidence/incident.ts";

/** No command has more words than that before its arguments. */
const longestCommand = 3;

/**
 * The commands that can mend what a rule refuses, as the audit calls them: of a fix's arguments every beginning, for where the words end and the
 * arguments begin only the command line knows. Pure.
 */
export function mendingActions({ code, saw }: Pick<Incident, "code" | "saw">): readonly string[] {
	const fixes = checkOf(code)?.fixes(saw, { upn: null, serial: null, deviceId: null }) ?? [];
	const actions = fixes.flatMap(({ command }) =>
		command === null ? [] : Array.from({ length: Math.min(longestCommand, command.length) }, (_, at) => command.slice(0, at + 1).join(" ")),
	);
	return [...new Set(actions.flatMap((action) => [action, ...(alsoBy[action] ?? [])]))];
}

/** A page saves several values of a policy at once, and its list in a new order: what a fix does by one command, these do among others. */
const alsoBy: { readonly [action: string]: readonly string[] } = {
	"restrictions set": ["restrictions change"],
	"restrictions limit": ["restrictions change"],
	"restrictions assign": ["restrictions change", "restrictions order"],
	"licences seats": ["licences plan"],
};

/** How many changes of the kind are looked through for one that names what the incident is about. */
const looked = 50;

/**
 * The change that probably mended it: the newest by a command that can, made while the incident was open; one that names what it is about, or somebody
 * whom it stopped, before any other. undefined: nobody did anything of the kind here, so it passed by itself or was mended outside.
 */
export async function whoMended(
	{ audit }: { readonly audit: Pick<AuditStore, "list"> },
	incident: Pick<Incident, "code" | "saw" | "subject" | "openedAt" | "history">,
	members: readonly Pick<IncidentMember, "name">[],
	until: number,
): Promise<AuditEntry | undefined> {
	const actions = mendingActions(incident);
	if (actions.length === 0) return undefined;
	const since = incident.history.findLast(({ what }) => what === "reopened" || what === "opened")?.at ?? incident.openedAt;
	const entries = (await audit.list({ since, until, actions, limit: looked })).filter(
		({ undoneBy, undoes }) => undoneBy === null && undoes === null,
	);
	const named = new Set([incident.subject.name, ...members.map(({ name }) => name)]);
	return entries.find(({ target }) => target !== null && named.has(target)) ?? entries[0];
}
