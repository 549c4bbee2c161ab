import type { DecisionStep } from "../checks/index.ts";
import type { FacetName, IncidentEvent, IncidentMember } from "../evidence/incident.ts";
import en from "./incidents.en.json" with { type: "json" };
import ja from "./incidents.ja.json" with { type: "json" };

/** A text missing in one language does not compile; nor does a facet, an event or a step of which nothing is said. */
type Complete = typeof en &
	typeof ja & {
		readonly facets: Readonly<Record<FacetName, string>>;
		readonly places: Readonly<Record<DecisionStep | "silence", string>>;
		readonly events: Readonly<Record<IncidentEvent["what"], string>>;
		readonly kinds: Readonly<Record<IncidentMember["kind"], string>>;
	};

const all: { readonly en: Complete; readonly ja: Complete } = { en, ja };

/** What the file about an incident says. */
export function incidentTexts(language: "en" | "ja"): Complete {
	return all[language];
}
