import { explainWho } from "../diagnosis/explain-fixes.ts";
import type { Tour, TourScenario } from "../http/api/tour.ts";
import { codeTexts, type Language } from "../texts/texts.ts";
import { tourTexts } from "../texts/tour-texts.ts";
import { deviceScenarios } from "./device-scenarios.ts";
import { healthyScenarios } from "./healthy-scenarios.ts";
import { organizationScenarios } from "./organization-scenarios.ts";
import { outsideScenarios } from "./outside-scenarios.ts";
import { personScenarios } from "./person-scenarios.ts";
import { reportedScenarios } from "./reported-scenarios.ts";
import type { Scenario } from "./scenario.ts";
import { sectionOf, unplayable } from "./sections.ts";
import { setupScenarios } from "./setup-scenarios.ts";
import { silenceScenarios } from "./silence-scenarios.ts";
import { tokenScenarios } from "./token-scenarios.ts";

/** Everything that can be played. A code of the table of failures that is not among them stands in sections.ts, with the reason. */
export const allScenarios: readonly Scenario[] = [
	...healthyScenarios,
	...organizationScenarios,
	...personScenarios,
	...deviceScenarios,
	...silenceScenarios,
	...reportedScenarios,
	...setupScenarios,
	...tokenScenarios,
	...outsideScenarios,
];

const idOf = ({ id, code }: Scenario) => id ?? code ?? "";

export const scenarioOf = (wanted: string) => allScenarios.find((one) => idOf(one) === wanted);

export function toldScenarios(language: Language): ReturnType<Tour["scenarios"]> {
	const texts = tourTexts(language);
	const shows: Readonly<Record<string, string>> = texts.shows;
	const titles: Readonly<Record<string, string>> = texts.healthy;
	const reasons: Readonly<Record<string, string>> = texts.unplayable;
	const titleOf = (code: string) => codeTexts(code, language)?.title ?? code;
	const scenarios = allScenarios.map((scenario): TourScenario => {
		const { code, journey } = scenario;
		const id = idOf(scenario);
		return {
			...{ id, code, journey, section: code === null ? null : sectionOf(code) },
			title: code === null ? (titles[id] ?? id) : titleOf(code),
			shows: shows[id] ?? "",
			who: code === null ? [] : explainWho(code, language),
			stopsEverybody: scenario.stopsEverybody === true,
		};
	});
	const order = (section: string | null) => section ?? "";
	return {
		scenarios: scenarios.toSorted((a, b) => order(a.section).localeCompare(order(b.section))),
		unplayable: unplayable.map((code) => ({ code, section: sectionOf(code) ?? "D", title: titleOf(code), reason: reasons[code] ?? "" })),
	};
}
