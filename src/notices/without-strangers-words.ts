import { checkOf } from "../checks/index.ts";
import type { Incident } from "../evidence/incident.ts";

/** What whoever signs in types, and nobody has proved to be anything. */
const typed = ["upn", "suffix"] as const;

/** A name as accounts have it. No sentence and no address of a page fits into it. */
const plainName = /^[\w.+~'-]{1,64}(?:@[a-z\d.-]{1,100})?$/i;

/**
 * An incident as it is told outside the service. A stranger's slip is told with what they typed, and that may be a letter to the administrator in our
 * name: where it does not look like a name, it is left out. `genkan incidents show` has it.
 */
export function withoutStrangersWords<I extends Pick<Incident, "code" | "saw">>(incident: I): I {
	const { code, saw } = incident;
	if (checkOf(code)?.slip !== true) return incident;
	const strange = typed.filter((name) => typeof saw[name] === "string" && !plainName.test(saw[name]));
	return strange.length === 0 ? incident : { ...incident, saw: { ...saw, ...Object.fromEntries(strange.map((name) => [name, "…"])) } };
}
