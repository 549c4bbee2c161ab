import { healthCodes } from "../checks/index.ts";
import { severityOf } from "../checks/severity.ts";
import type { Incident } from "../evidence/incident.ts";

export const tokenStandings = ["well", "warning", "error", "fetching", "new"] as const;

/** How a token is: what is broken before what is going on, and that before what only deserves a look. */
export interface TokenStanding {
	readonly kind: (typeof tokenStandings)[number];
	/** The worst of what is wrong. */
	readonly worst: Incident | null;
}

interface Stands {
	readonly refusal: object | null;
	readonly mode: "fetch" | "sync";
	readonly lastSuccessAt: number | null;
}

/** @param incidents what is wrong now with it and with its profiles */
export function tokenStanding({ refusal, mode, lastSuccessAt }: Stands, incidents: readonly Incident[]): TokenStanding {
	const worst = byWeight(incidents)[0] ?? null;
	if (worst !== null && severityOf(worst.saw) === "error") return { kind: "error", worst };
	if (refusal !== null && worst === null) return { kind: "error", worst };
	if (mode === "fetch") return { kind: "fetching", worst };
	if (worst !== null) return { kind: "warning", worst };
	return { kind: lastSuccessAt === null ? "new" : "well", worst };
}

/** Errors first, then in the order in which they would be mended. */
export function byWeight(incidents: readonly Incident[]): Incident[] {
	const order: readonly string[] = healthCodes;
	const weight = ({ code, saw }: Incident) => (severityOf(saw) === "error" ? 0 : 1000) + order.indexOf(code);
	return incidents.toSorted((a, b) => weight(a) - weight(b));
}
