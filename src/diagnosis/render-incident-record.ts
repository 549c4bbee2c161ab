import { incidentTexts } from "../texts/incident-texts.ts";
import { fill, textsFor } from "../texts/texts.ts";
import type { ExplainedRecord } from "./explain-incident-record.ts";
import { Report, type ReportOptions } from "./render-report.ts";

const longestBar = 24;

/** An incident of failed tries as text, in the language that it was explained in. Ends with a line break. */
export function renderIncidentRecord(record: ExplainedRecord, options: ReportOptions): string {
	const { language } = options;
	const words = incidentTexts(language);
	const { report: titles } = textsFor(language);
	const report = new Report(options);
	report.line(report.paint("strong", fill(words.file.title, { id: record.id, title: record.title }, language)));
	report.line(`${record.about} · ${titles.severity}: ${record.severity} · ${report.paint("faint", record.code)}`, record.explanation);
	report.section(titles.when, [`  ${record.when}`]);
	report.section(titles.saw, [`  ${record.saw}`]);
	report.section(
		words.sections.questions,
		record.questions.flatMap(({ question, answers }) => [`  ${question}`, ...answers.map((answer) => `    ${answer}`)]),
	);
	report.section(words.sections.extent, record.facets.flatMap(bars));
	const more = record.affectedMore === 0 ? [] : [`  ${fill(words.file.more, { count: record.affectedMore }, language)}`];
	report.section(words.sections.affected, [...record.affected.map(({ kind, name, what }) => `  ${kind}: ${name}  ${what}`), ...more]);
	report.section(
		words.sections.history,
		record.history.map(({ when, what }) => `  ${when}  ${what}`),
	);
	report.who(record.who);
	report.fixes(record.fixes);
	return report.text();
}

/** Numbers that a person compares are drawn. What there is is seen, be it one of a million. */
function bars({ title, values }: ExplainedRecord["facets"][number]): string[] {
	const most = Math.max(1, ...values.map(({ tries }) => tries));
	const digits = String(most).length;
	const lines = values.map(({ value, tries }) => {
		const bar = "█".repeat(Math.max(1, Math.round((longestBar * tries) / most)));
		return `    ${String(tries).padStart(digits)} ${bar} ${value}`;
	});
	return [`  ${title}`, ...lines];
}
