import { textsFor } from "../texts/texts.ts";
import type { IncidentExplanation } from "./explain-incident.ts";
import { Report, type ReportOptions } from "./render-report.ts";

/** An incident as text for a terminal, in the language that it was explained in. Ends with a line break. */
export function renderIncident(incident: IncidentExplanation, options: ReportOptions): string {
	const { report: words } = textsFor(options.language);
	const report = new Report(options);
	const mark = report.paint(incident.open ? "fail" : "pass", incident.open ? "✗" : "✓");
	report.line(`${mark} ${report.paint("strong", incident.title)}  ${report.paint("faint", incident.code)}`);
	report.line(`${incident.about} · ${words.severity}: ${incident.severity}`, incident.explanation);
	report.section(words.saw, [`  ${incident.saw}`]);
	report.section(words.when, [`  ${incident.when}`]);
	report.who(incident.who);
	report.fixes(incident.fixes);
	return report.text();
}
