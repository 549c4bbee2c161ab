import { textsFor } from "../texts/texts.ts";
import type { Explanation } from "./explain.ts";
import { Report, type ReportOptions } from "./render-report.ts";

/** An explanation as text for a terminal, in the language that it was made in. Ends with a line break. */
export function renderExplanation(explanation: Explanation, options: ReportOptions): string {
	const { report: words } = textsFor(options.language);
	const { code, reference, title, who, findings, steps, fixes } = explanation;
	const report = new Report(options);
	report.line(`${words.reference} ${report.paint("strong", reference)}`, "");
	report.line(report.paint("strong", title) + (code === null ? "" : `  ${report.paint("faint", code)}`), explanation.explanation);
	report.findings(findings);
	report.who(who);
	report.section(
		words.steps,
		steps.map((step) => `  ${step}`),
	);
	report.fixes(fixes);
	return report.text();
}
