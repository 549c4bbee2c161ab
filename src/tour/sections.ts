import type { TourScenario } from "../http/api/tour.ts";
import { failuresOfTheTable } from "./failures-of-the-table.ts";

/** Of the table of failures; null: a code that does not stand there. */
export function sectionOf(code: string): TourScenario["section"] {
	const found = Object.entries(failuresOfTheTable).find(([, codes]) => codes.some((one) => one === code));
	return (found?.[0] as TourScenario["section"]) ?? null;
}

/** What a demo that goes on cannot be brought to; why stands in the texts. */
export const unplayable = ["push-certificate-missing", "ca-certificate-expiring"] as const;
