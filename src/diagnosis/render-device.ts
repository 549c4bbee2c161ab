import { printable } from "../texts/texts.ts";
import type { DeviceExplanation } from "./explain-device.ts";
import { Report, type ReportOptions } from "./render-report.ts";

/** What was judged of a device as text for a terminal, in the language that it was explained in. Ends with a line break. */
export function renderDevice(device: DeviceExplanation, options: ReportOptions): string {
	const report = new Report(options);
	report.line(report.paint("strong", printable(device.serial)), "");
	report.line(report.paint("strong", device.title) + (device.code === null ? "" : `  ${report.paint("faint", device.code)}`));
	report.line(device.explanation);
	if (device.refused !== null) report.line(device.refused);
	report.line(...device.likely);
	report.findings(device.findings);
	report.who(device.who);
	report.fixes(device.fixes);
	return report.text();
}
