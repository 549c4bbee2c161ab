import type { HealthCode } from "../checks/index.ts";
import { severityOf } from "../checks/severity.ts";
import { type Symptom, symptoms, symptomsOf } from "../checks/symptoms.ts";
import type { Incident } from "../evidence/incident.ts";
import { codeTexts, fill, type Language, ownText, textsFor } from "../texts/texts.ts";

/** What an administrator is told while a token is in an error state, in one language. */
export interface TokenBanner {
	readonly title: string;
	readonly lead: string;
	/** Only those that are there, each traced to the tokens that cause it. */
	readonly symptoms: readonly { readonly symptom: Symptom; readonly title: string; readonly causes: readonly string[] }[];
}

/** A token in trouble: its own incidents and those of its profiles. */
export interface TokenIncidents {
	readonly token: { readonly id: string; readonly name: string };
	readonly incidents: readonly Incident[];
}

/**
 * The banner over everything that is about Automated Device Enrollment; null while nothing that people would notice is broken. A warning alone raises
 * none, nor does a token that works until tomorrow.
 *
 * @param all every token, with the incidents of it and of its profiles
 */
export function tokenBanner(all: readonly TokenIncidents[], language: Language, timeZone?: string): TokenBanner | null {
	const texts = textsFor(language);
	const broken = all.flatMap(({ token, incidents }) => {
		const errors = incidents.filter(
			({ code, closedAt, saw }) => closedAt === null && severityOf(saw) === "error" && causedBy(code).length > 0,
		);
		return errors.length === 0 ? [] : [{ token, errors }];
	});
	if (broken.length === 0) return null;
	return {
		title: fill(texts.banner.title, { count: broken.length, tokens: all.length }, language),
		lead: texts.banner.lead,
		symptoms: symptoms.flatMap((symptom) => {
			const causes = broken.flatMap(({ token, errors }) =>
				errors
					.filter(({ code }) => causedBy(code).includes(symptom))
					.map(({ code, openedAt }) => {
						const title = codeTexts(code, language)?.title ?? code;
						return fill(texts.banner.cause, { name: token.name, title, openedAt }, language, timeZone);
					}),
			);
			return causes.length === 0 ? [] : [{ symptom, title: texts.symptoms[symptom], causes }];
		}),
	};
}

/** Of a code of another version nothing is known. */
function causedBy(code: string): readonly Symptom[] {
	return ownText<readonly Symptom[]>(symptomsOf satisfies Readonly<Record<HealthCode, readonly Symptom[]>>, code) ?? [];
}
