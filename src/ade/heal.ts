import type { Randomness } from "../evidence/clock.ts";
import type { IncidentStore, IncidentSubject } from "../evidence/incident.ts";
import type { Refusal, RefusalKind } from "../protocol/ade/refusal.ts";

/** Refusals that say that our place in Apple's list is lost, with the codes under which they are written down. A full fetch mends each. */
const lostCursors = {
	"cursor-invalid": "ade-cursor-invalid",
	"cursor-expired": "ade-cursor-expired",
	"cursor-required": "ade-cursor-required",
} as const satisfies Partial<Record<RefusalKind, string>>;

type LostCursor = keyof typeof lostCursors;

export function isLostCursor(kind: RefusalKind): kind is LostCursor {
	return kind in lostCursors;
}

export const cursorCode = (kind: LostCursor): string => lostCursors[kind];
export const cursorCodes: readonly string[] = Object.values(lostCursors);
export const profileNotFoundCode = "ade-profile-not-found";

/** Writes down that the service begins to mend something by itself. What was seen has the shape in which the check of the same code sees it. */
export async function beginHealing(
	stores: { readonly incidents: Pick<IncidentStore, "open"> },
	what: {
		readonly code: string;
		readonly subject: IncidentSubject;
		/** Names of the token, and of the profile if it is about one. */
		readonly token: string;
		readonly profile: string | null;
		readonly refusal: Refusal;
	},
	{ now, randomness }: { readonly now: number; readonly randomness: Randomness },
): Promise<void> {
	const { code, subject, token, profile, refusal } = what;
	const said = refusal.said === "" ? null : refusal.said;
	const saw = { kind: code, severity: "warning", token, profile, status: refusal.status, said, sinceAt: now, lastAt: now };
	await stores.incidents.open({ id: randomness.bytes(16).toString("hex"), code, subject, openedAt: now, seenAt: now, saw });
}

/** It is mended: closes what is open of these codes. */
export async function healed(
	stores: { readonly incidents: Pick<IncidentStore, "close"> },
	codes: readonly string[],
	subject: Pick<IncidentSubject, "kind" | "id">,
	now: number,
): Promise<void> {
	for (const code of codes) await stores.incidents.close({ code, subject }, now, "healed");
}
