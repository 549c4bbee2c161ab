import { explainIncident } from "../diagnosis/explain-incident.ts";
import { shellWords } from "../diagnosis/shell-words.ts";
import type { Incident } from "../evidence/incident.ts";
import { noticeTexts } from "../texts/notice-texts.ts";
import { enumerated, fill, type Language, printable, textsFor } from "../texts/texts.ts";
import { endOf, stageOf } from "./expiry.ts";
import type { Delivery, NoticeEvent } from "./ports.ts";
import { withoutStrangersWords } from "./without-strangers-words.ts";

/** One part of a message: what is written in one paragraph or list. */
export type Part =
	| { readonly kind: "title" | "text" | "faint"; readonly text: string }
	| { readonly kind: "labelled"; readonly label: string; readonly text: string }
	| {
			readonly kind: "fixes";
			readonly label: string;
			readonly fixes: readonly { readonly title: string; readonly command: string | null }[];
	  };

/** A message to a person, in their language, before it becomes text or HTML. */
export interface RenderedNotice {
	readonly subject: string;
	readonly parts: readonly Part[];
}

export interface NoticeContext {
	readonly language: Language;
	readonly timeZone: string | undefined;
	/** The service's address, and the reader's. */
	readonly address: string;
	readonly recipient: string;
}

/** Of these everything is told, of the rest the one line that names them. */
const toldWhole = 5;
/** Longer subjects are cut by the programs that show them. */
const longestSubject = 120;

/** What a message says. Pure, and of stored events, so that a message that is sent again says the same. */
export function renderNotice(delivery: Delivery, events: readonly NoticeEvent[], context: NoticeContext): RenderedNotice {
	const { language, address, recipient } = context;
	const texts = noticeTexts(language);
	const shown = delivery.events.flatMap((sequence) => events.find((event) => event.sequence === sequence) ?? []);
	const rest = delivery.total - shown.length;
	const command = shellWords(["genkan", "notices", "recipients", "remove", recipient]);
	const say = (template: string, values: Parameters<typeof fill>[1]) => fill(template, values, language, context.timeZone);
	const [only] = shown;
	const parts: Part[] = [
		...(delivery.topic === "test" ? testParts(language) : []),
		...(shown.length > 1 ? [{ kind: "text", text: texts.digest } as const] : []),
		...shown.flatMap((event, at) => (at < toldWhole ? wholeParts(event, context) : lineParts(event, context))),
		...(rest > 0 ? [{ kind: "text", text: say(texts.more, { count: rest }) } as const] : []),
		{ kind: "faint", text: say(texts.why, { address, recipient, command }) },
	];
	const subject =
		delivery.topic === "test"
			? texts.subjects.test
			: delivery.total === 1 && only !== undefined
				? subjectOf(only, context)
				: say(texts.subjects.digest, countsOf(delivery, shown));
	return { subject: short(printable(subject)), parts };
}

function subjectOf({ topic, severity, incident, at }: NoticeEvent, { language, timeZone }: NoticeContext): string {
	const { subjects, severity: words } = noticeTexts(language);
	const { title } = explainIncident(incident, language, timeZone);
	const end = endOf(incident);
	const stage = stageOf(incident, at);
	const days = end === null ? null : Math.max(1, Math.ceil((end - at) / (24 * 3600_000)));
	const kind =
		topic === "certificate.expiring" && stage !== null && stage <= 1
			? (`${topic}-${stage === 0 ? "over" : "one"}` as const)
			: topic === "incident.closed" && incident.closedBy === "passed"
				? ("incident.closed-unproven" as const)
				: topic;
	return fill(subjects[kind], { severity: words[severity], title, days }, language, timeZone);
}

/** How many of them are open, and over; of those beyond what is shown nothing is said. */
function countsOf({ total }: Delivery, shown: readonly NoticeEvent[]) {
	const over = shown.filter(({ incident }) => incident.closedAt !== null).length;
	return { total, open: total - over, over };
}

function testParts(language: Language): Part[] {
	const { title, explanation } = noticeTexts(language).test;
	return [
		{ kind: "title", text: title },
		{ kind: "text", text: explanation },
	];
}

function wholeParts({ topic, severity, incident }: NoticeEvent, { language, timeZone }: NoticeContext): Part[] {
	const texts = noticeTexts(language);
	const { report } = textsFor(language);
	const said = explainIncident(withoutStrangersWords(incident), language, timeZone);
	const { extent } = incident;
	return [
		{ kind: "title", text: said.title },
		{ kind: "faint", text: [texts.what[topic], texts.severity[severity], said.about, said.code].map(printable).join(" · ") },
		{ kind: "text", text: said.explanation },
		{ kind: "labelled", label: report.saw, text: said.saw },
		{ kind: "labelled", label: report.when, text: said.when },
		...(extent === null
			? []
			: [labelled(texts.stopped, fill(texts.extent, { users: extent.users, devices: extent.devices, tries: extent.tries }, language))]),
		...(said.who.length === 0 ? [] : [labelled(report.who, enumerated(said.who, language))]),
		...(said.fixes.length === 0 ? [] : [{ kind: "fixes", label: report.fixes, fixes: said.fixes } as const]),
		labelled(texts.show, showCommand(incident)),
	];
}

const labelled = (label: string, text: string): Part => ({ kind: "labelled", label, text });

function lineParts({ topic, incident }: NoticeEvent, { language, timeZone }: NoticeContext): Part[] {
	const said = explainIncident(withoutStrangersWords(incident), language, timeZone);
	return [labelled(`${noticeTexts(language).what[topic]} · ${said.title}`, `${said.about} · ${showCommand(incident)}`)];
}

const showCommand = ({ id }: Incident) => shellWords(["genkan", "incidents", "show", id]);

function short(subject: string): string {
	const letters = Array.from(subject);
	return letters.length <= longestSubject ? subject : `${letters.slice(0, longestSubject - 1).join("")}…`;
}
