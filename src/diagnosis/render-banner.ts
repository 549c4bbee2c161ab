import { Report, type ReportOptions } from "./render-report.ts";
import type { TokenBanner } from "./token-banner.ts";

/** The banner as text for a terminal. Ends with a line break. */
export function renderBanner(banner: TokenBanner, options: ReportOptions): string {
	const report = new Report(options);
	report.line(`${report.paint("fail", "!")} ${report.paint("strong", banner.title)}`, banner.lead);
	for (const { title, causes } of banner.symptoms) {
		report.line(`  • ${title}`, ...causes.map((cause) => `      ${cause}`));
	}
	return report.text();
}
