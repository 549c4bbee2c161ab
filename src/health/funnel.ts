import { adeSteps, type Journey, webSteps } from "../evidence/attempt.ts";
import type { PulseStore } from "../evidence/pulse.ts";

/** The ways in which a phone enrolls; the two others follow after that. */
export const enrollingJourneys = ["web", "account-driven", "ade-sign-in", "ade-userless"] as const satisfies readonly Journey[];

type JourneyStep = (typeof webSteps)[number] | (typeof adeSteps)[number];

export interface FunnelStep {
	readonly step: JourneyStep;
	/** Tries that came at least so far. */
	readonly reached: number;
	/** Of them, those that were refused or stopped here: they came no farther. */
	readonly lost: number;
	/** Of them, those that are here now and may go on. */
	readonly waiting: number;
}

export interface Funnel {
	/** So many tries were looked at: the newest ones. */
	readonly tries: number;
	/** There were more in this time than were looked at. */
	readonly more: boolean;
	readonly journeys: readonly {
		readonly journey: (typeof enrollingJourneys)[number];
		readonly tries: number;
		readonly enrolled: number;
		readonly steps: readonly FunnelStep[];
	}[];
}

const triesLookedAt = 2_000;

const [first, ...later] = webSteps;
const [described, configured] = adeSteps;
/** By what is equally far in every journey. */
const order: readonly (readonly JourneyStep[])[] = [[first, described], ...later.map((step) => [step]), [configured]];

/** How far the newest tries since an instant came, and where they went no farther. A step that a journey passes over counts as passed. */
export async function funnelOf(pulse: Pick<PulseStore, "farthest">, since: number): Promise<Funnel> {
	const rows = await pulse.farthest({ since, limit: triesLookedAt, order });
	const all = rows.reduce((sum, { count }) => sum + count, 0);
	const journeys = enrollingJourneys.flatMap((journey) => {
		const own = rows.filter((row) => row.journey === journey);
		if (own.length === 0) return [];
		const count = (matches: (row: (typeof own)[number]) => boolean) => own.reduce((sum, row) => (matches(row) ? sum + row.count : sum), 0);
		const steps = order.flatMap((names, at): readonly FunnelStep[] => {
			const step = stepOf(names, journey);
			if (step === undefined) return [];
			const far = at + 1;
			const here = (states: readonly string[]) => count((row) => row.far === far && states.includes(row.state));
			return [{ step, reached: count((row) => row.far >= far), lost: here(["refused", "stopped"]), waiting: here(["open"]) }];
		});
		return [{ journey, tries: count(() => true), enrolled: count(({ state }) => state === "enrolled"), steps }];
	});
	return { tries: all, more: all === triesLookedAt, journeys };
}

/** undefined: not of this journey. */
function stepOf(names: readonly JourneyStep[], journey: Journey): JourneyStep | undefined {
	const [step, inAssistant] = names;
	const assistant = journey === "ade-sign-in" || journey === "ade-userless";
	if (inAssistant !== undefined) return assistant ? inAssistant : step;
	if (step === configured) return assistant ? step : undefined;
	const byPerson = step === "signed-in" || step === "terms-accepted";
	return byPerson && journey === "ade-userless" ? undefined : step;
}
