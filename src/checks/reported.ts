import type { ReportFact } from "../evidence/facts.ts";

/** Somebody tells what the phone showed, or its log does. */
export function isTold(report: ReportFact | undefined): boolean {
	return report !== undefined && report.matched.length > 0;
}

/**
 * The phone itself says so: its message stands for this code and no other. Of words that fit several messages, the title of many, that is not known; a log
 * has each message whole.
 */
export function isNamed(report: ReportFact | undefined, code: string): boolean {
	if (report === undefined || !report.matched.includes(code)) return false;
	return report.matched.length === 1 || report.from === "log";
}

/** Whether the phone named this very error. */
export function hasError(report: ReportFact | undefined, domain: string, code: number): boolean {
	return report?.errors.some((error) => error.domain === domain && error.code === code) === true;
}
