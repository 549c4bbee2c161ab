import { incidentSeverity } from "../checks/incident-severity.ts";
import { type FacetName, facetNames, type IncidentEvent, otherValues } from "../evidence/incident.ts";
import { modelName } from "../evidence/model-name.ts";
import { incidentTexts } from "../texts/incident-texts.ts";
import { codeTexts, enumerated, fill, type Language, localTime, ownText, printable, textsFor } from "../texts/texts.ts";
import { explainIncident, type IncidentExplanation } from "./explain-incident.ts";
import { type IncidentRecord, shortId } from "./incident-record.ts";

/** An incident of failed tries with all that support asks first, in one language. */
export interface ExplainedRecord extends Omit<IncidentExplanation, "open"> {
	readonly id: string;
	readonly questions: readonly { readonly question: string; readonly answers: readonly string[] }[];
	/** How many tries had which value, the most frequent first. */
	readonly facets: readonly {
		readonly title: string;
		readonly values: readonly { readonly value: string; readonly tries: number }[];
	}[];
	readonly affected: readonly { readonly kind: string; readonly name: string; readonly what: string }[];
	/** How many there are besides. */
	readonly affectedMore: number;
	readonly history: readonly { readonly when: string; readonly what: string }[];
}

/** Answers the eight questions that support asks first from what was counted; judges nothing. Pure. `timeZone`: an IANA name, by default the machine's. */
export function explainRecord(record: IncidentRecord, language: Language, timeZone?: string): ExplainedRecord {
	const { incident, members } = record;
	const words = incidentTexts(language);
	const { users, names, devices } = incident.extent;
	const { open: _, ...explained } = explainIncident(incident, language, timeZone);
	return {
		...explained,
		id: shortId(incident.id),
		severity: textsFor(language).words.severity[incidentSeverity(incident)],
		questions: questionsOf(record, language, timeZone),
		facets: facetNames.flatMap((name) => {
			const values = facetValues(record, name, language);
			return values.length === 0 ? [] : [{ title: words.facets[name], values }];
		}),
		affected: members.map(({ kind, name, tries, lastAt, throughAt }) => {
			const what = fill(words.member.tries, { tries, lastAt }, language, timeZone);
			const through = throughAt === null ? "" : ` · ${fill(words.member.through, { throughAt }, language, timeZone)}`;
			return { kind: words.kinds[kind], name: printable(name), what: what + through };
		}),
		affectedMore: Math.max(0, users + names + devices - members.length),
		history: incident.history.map((event) => ({
			when: localTime(event.at, language, timeZone),
			what: eventText(event, record, language, timeZone),
		})),
	};
}

function questionsOf(record: IncidentRecord, language: Language, timeZone?: string): ExplainedRecord["questions"] {
	const { incident, totals, authority } = record;
	const { questions, answers } = incidentTexts(language);
	const { extent } = incident;
	const say = (template: string, values: Parameters<typeof fill>[1] = {}) => fill(template, values, language, timeZone);
	const told = (name: FacetName) => facetValues(record, name, language).map(({ value }) => value);
	const known = (values: readonly string[]) => (values.length === 0 ? answers.notKnown : enumerated(values, language));
	const before = extent.successBefore;
	const profiles = told("profile");
	const way = known(told("journey"));
	const others = othersText(record, language);
	const all = {
		message: messagesOf(record, language),
		where: [known(told("step"))],
		since: [
			say(answers.since, { ...extent }),
			before === null ? answers.neverWorked : say(answers.workedBefore, { successAt: before.at, reference: before.reference }),
		],
		platform: [known(told("platform"))],
		users: [
			say(answers.users, { users: extent.users, total: totals.users }),
			...(extent.names === 0 ? [] : [say(answers.names, { names: extent.names })]),
			others,
		],
		devices: [say(answers.devices, { devices: extent.devices, total: totals.devices }), others],
		authority: [textsFor(language).words.authority[authority]],
		way: [profiles.length === 0 ? way : say(answers.profile, { way, profiles })],
	} satisfies Record<keyof typeof questions, readonly string[]>;
	return (Object.keys(questions) as (keyof typeof questions)[]).map((name) => ({ question: questions[name], answers: all[name] }));
}

/** All, or some: of those who tried since it began. */
function othersText({ enrolledSince: { count, more } }: IncidentRecord, language: Language): string {
	const { answers } = incidentTexts(language);
	if (count === 0) return answers.all;
	return fill(more ? answers.atLeastSome : answers.some, { enrolled: count }, language);
}

function messagesOf({ incident, reported }: IncidentRecord, language: Language): readonly string[] {
	const { answers } = incidentTexts(language);
	const said = codeTexts(incident.code, language);
	const quoted = (messages: readonly string[]) =>
		messages.map((one) => (language === "ja" ? `「${printable(one)}」` : `“${printable(one)}”`));
	const seen = said?.seen ?? [];
	const stopped = incident.extent.facets.step?.["silence"] !== undefined;
	const told = [...reported.codes.flatMap((code) => codeTexts(code, language)?.seen[0] ?? []), ...reported.lines];
	return [
		...(told.length === 0 ? [] : [fill(answers.reported, { messages: quoted(told) }, language)]),
		...(stopped || said === undefined ? [] : [fill(answers.own, { title: said.title }, language)]),
		...(seen.length === 0 ? [] : [fill(answers.seen, { messages: quoted(seen) }, language)]),
		...(stopped && seen.length + told.length === 0 ? [answers.silent] : []),
	];
}

function facetValues({ incident }: IncidentRecord, name: FacetName, language: Language): { value: string; tries: number }[] {
	const words = incidentTexts(language);
	const vocabularies: { readonly [F in FacetName]?: Readonly<Record<string, string>> } = {
		journey: textsFor(language).words.journey,
		step: words.places,
		platform: { ...textsFor(language).words.family, ipod: "iPod touch", mac: "Mac" },
	};
	const values = Object.entries(incident.extent.facets[name] ?? {}).sort(([, a], [, b]) => b - a);
	return values.map(([value, tries]) => {
		const known = name === "product" ? printable(modelName(value)) : ownText(vocabularies[name] ?? {}, value);
		return { value: value === otherValues ? words.other : (known ?? printable(value)), tries };
	});
}

function eventText({ what, by }: IncidentEvent, { mended }: IncidentRecord, language: Language, timeZone?: string): string {
	const { events } = incidentTexts(language);
	if (what === "confirmed") return fill(events.confirmed, { reference: by }, language);
	if (what === "reopened" && by !== null) return events.reopenedByUndo;
	if (what !== "mended") return events[what];
	if (mended === null) return events.mendedOutside;
	return [events.mended, mendedText(mended, language, timeZone)].join(language === "ja" ? "" : " ");
}

/** Who probably mended it, and when. */
export function mendedText({ action, actor, at }: NonNullable<IncidentRecord["mended"]>, language: Language, timeZone?: string): string {
	const { events, service } = incidentTexts(language);
	return fill(events.mendedBy, { action, actor: actor ?? service, doneAt: at }, language, timeZone);
}
