import { type Verdict, verdicts } from "../checks/verdict.ts";
import { enumerated, type Language, textsFor } from "../texts/texts.ts";
import type { ExplainedCandidate, ExplainedReport } from "./explain-report.ts";
import { Report, type ReportOptions } from "./render-report.ts";

const marks = { proven: "fail", likely: "unknown", unknown: "unknown", "ruled-out": "pass" } as const;

/** What a report may stand for as text for a terminal, in the language that it was explained in: what is to be mended in full, the rest a line each. */
export function renderCandidates({ matched, candidates }: ExplainedReport, options: ReportOptions): string {
	const { reported } = textsFor(options.language);
	const report = new Report(options);
	report.section(
		reported.matched,
		matched.map(({ code, title }) => `  ${report.paint("strong", title)}  ${report.paint("faint", code)}`),
	);
	if (candidates.every(({ verdict }) => verdict === "ruled-out")) report.line("", reported.nothing);
	for (const verdict of verdicts) {
		const of = candidates.filter((one) => one.verdict === verdict);
		const full = verdict === "proven" || verdict === "likely";
		report.section(
			reported.verdicts[verdict],
			of.flatMap((one) => (full ? told(report, one, options.language) : [line(report, one, verdict)])),
		);
	}
	return report.text().replace(/^\n/, "");
}

function told(report: Report, candidate: ExplainedCandidate, language: Language): string[] {
	const { code, title, evidence, refused, who, fixes, verdict } = candidate;
	const words = textsFor(language).report;
	const numbered = report.numbered(fixes, "      ");
	return [
		`  ${report.mark(marks[verdict])} ${report.paint("strong", title)}  ${report.paint("faint", code)}`,
		`    ${words.saw}: ${evidence}`,
		...(refused === null ? [] : [`    ${refused}`]),
		`    ${words.who}: ${enumerated(who, language)}`,
		...(numbered.length === 0 ? [] : [`    ${words.fixes}:`, ...numbered]),
	];
}

/** Of what could not be looked at its name is enough: a screen of "not known" hides what is known. What would help is said above. */
function line(report: Report, { title, evidence, code, saw }: ExplainedCandidate, verdict: Verdict): string {
	const head = `  ${report.mark(marks[verdict])} ${title}  ${report.paint("faint", code)}`;
	return saw.kind === "not-known-yet" ? head : `${head}\n    ${evidence}`;
}
