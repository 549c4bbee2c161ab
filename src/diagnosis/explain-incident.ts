import { severityOf } from "../checks/severity.ts";
import type { Fix } from "../evidence/finding.ts";
import type { Incident } from "../evidence/incident.ts";
import { codeTexts, fill, type Language, sentence, textsFor } from "../texts/texts.ts";
import { type ExplainedFix, explainFix, explainWho, fixesOf } from "./explain-fixes.ts";

/** Something that is or was wrong with the tenant, in one language. */
export interface IncidentExplanation {
	readonly code: string;
	readonly severity: string;
	/** Which token or profile. */
	readonly about: string;
	readonly title: string;
	readonly explanation: string;
	readonly saw: string;
	/** Since when, or how it ended. */
	readonly when: string;
	readonly open: boolean;
	/** Empty for a code of another version. */
	readonly who: readonly string[];
	/** Empty once it is over. */
	readonly fixes: readonly ExplainedFix[];
}

/** Explains an incident from what was written down; judges nothing again. `timeZone`: an IANA name, by default the machine's. */
export function explainIncident(incident: Incident, language: Language, timeZone?: string): IncidentExplanation {
	const texts = textsFor(language);
	const { code, subject, saw, openedAt, seenAt, closedAt, closedBy } = incident;
	const { title, explanation } = codeTexts(code, language) ?? texts.incidents.unknown;
	const state = closedAt === null ? "open" : (closedBy ?? "mended");
	return {
		code,
		severity: texts.words.severity[severityOf(saw)],
		about: fill(texts.incidents.about[subject.kind], { name: subject.name === "" ? texts.incidents.whole : subject.name }, language),
		title: fill(title, { code }, language),
		explanation: fill(explanation, { code }, language),
		saw: sentence(saw, language, timeZone),
		when: fill(texts.incidents[state], { openedAt, seenAt, closedAt }, language, timeZone),
		open: closedAt === null,
		who: explainWho(code, language),
		fixes: fixesOfIncident(incident).map((fix) => explainFix(fix, language)),
	};
}

/** What mends it, as data, in the order in which it is told; nothing once it is over. */
export function fixesOfIncident({ code, saw, closedAt }: Pick<Incident, "code" | "saw" | "closedAt">): Fix[] {
	return closedAt === null ? fixesOf([{ check: code, saw }], { upn: null, serial: null, deviceId: null }) : [];
}
