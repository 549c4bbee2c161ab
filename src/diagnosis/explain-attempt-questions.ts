import type { Attempt, Step } from "../evidence/attempt.ts";
import type { MdmAuthority } from "../evidence/facts.ts";
import { modelName } from "../evidence/model-name.ts";
import { attemptTexts } from "../texts/attempt-texts.ts";
import { incidentTexts } from "../texts/incident-texts.ts";
import { codeTexts, fill, type Language, ownText, printable, textsFor } from "../texts/texts.ts";
import { type ExplainedRecord, explainRecord } from "./explain-incident-record.ts";
import type { IncidentRecord } from "./incident-record.ts";

/** What the eight questions about one try are answered from. */
export interface AskedAttempt {
	readonly attempt: Attempt;
	readonly steps: readonly Step[];
	/** Of its cause; null: it belongs to none. */
	readonly record: IncidentRecord | null;
	readonly authority: MdmAuthority;
	/** The newest try of this user or this device that came through before this one. */
	readonly before: { readonly reference: string; readonly at: number } | null;
}

type Questions = ExplainedRecord["questions"];

/** Answers the eight questions that support asks first, about one try; of how many others are stopped its incident tells. Pure. */
export function questionsOfAttempt(asked: AskedAttempt, language: Language, timeZone?: string): Questions {
	const { attempt, steps, record, authority, before } = asked;
	const { questions, answers: known, places } = incidentTexts(language);
	const { answers } = attemptTexts(language);
	const words = textsFor(language).words;
	const say = (template: string, values: Parameters<typeof fill>[1] = {}) => fill(template, values, language, timeZone);
	const { serial, udid, product, osVersion } = attempt.device;
	const platform = [modelName(product), osVersion].filter((one) => one !== null).map(printable);
	const device = serial ?? udid;
	const step = attempt.decision?.step;
	const profile = steps.find(({ name }) => name === "device-described")?.evidence["profile"];
	const way = words.journey[attempt.journey];
	const others = record === null ? null : explainRecord(record, language, timeZone).questions;
	const ofOthers = (question: string) => others?.find((one) => one.question === question)?.answers ?? [answers.alone];
	const all = {
		message: messagesOf(asked, language),
		where: [attempt.code === null || step === undefined ? answers.notFailed : (ownText<string>(places, step) ?? printable(step))],
		since: [
			say(answers.since, { startedAt: attempt.startedAt, updatedAt: attempt.updatedAt }),
			before === null ? answers.neverWorked : say(answers.workedBefore, { successAt: before.at, reference: before.reference }),
		],
		platform: [platform.length > 0 ? platform.join(" · ") : (browserOf(steps, language) ?? known.notKnown)],
		users: [attempt.upn === null ? answers.noUser : say(answers.user, { upn: attempt.upn }), ...ofOthers(questions.users)],
		devices: [device === null ? answers.noDevice : say(answers.device, { device }), ...ofOthers(questions.devices)],
		authority: [words.authority[authority]],
		way: [typeof profile === "string" ? say(known.profile, { way, profiles: [profile] }) : way],
	} satisfies Record<keyof typeof questions, readonly string[]>;
	return (Object.keys(questions) as (keyof typeof questions)[]).map((name) => ({ question: questions[name], answers: all[name] }));
}

function messagesOf({ attempt, steps }: AskedAttempt, language: Language): readonly string[] {
	const { answers } = incidentTexts(language);
	const quoted = (messages: readonly string[]) =>
		messages.map((one) => (language === "ja" ? `「${printable(one)}」` : `“${printable(one)}”`));
	const reports = steps.filter(({ name }) => name === "reported").map(({ evidence }) => evidence);
	const told = reports.flatMap(({ codes, lines }) => [
		...strings(codes).flatMap((code) => codeTexts(code, language)?.seen[0] ?? []),
		...strings(lines),
	]);
	const said = attempt.code === null ? undefined : codeTexts(attempt.code, language);
	const lines = [
		...(told.length === 0 ? [] : [fill(answers.reported, { messages: quoted([...new Set(told)]) }, language)]),
		...(said === undefined || attempt.state === "stopped" ? [] : [fill(answers.own, { title: said.title }, language)]),
		...(said === undefined || said.seen.length === 0 ? [] : [fill(answers.seen, { messages: quoted(said.seen) }, language)]),
	];
	if (lines.length > 0) return lines;
	return [attempt.state === "stopped" ? answers.silent : attemptTexts(language).answers.nothing];
}

const strings = (value: unknown): string[] => (Array.isArray(value) ? value.filter((one) => typeof one === "string") : []);

/** What the browser said of its device, where the device itself has told nothing yet. */
function browserOf(steps: readonly Step[], language: Language): string | null {
	const { family } = steps.find(({ name }) => name === "portal-opened")?.evidence ?? {};
	return typeof family === "string" ? (ownText<string>(textsFor(language).words.family, family) ?? null) : null;
}
