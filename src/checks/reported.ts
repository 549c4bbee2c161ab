import type { ReportFact } from "../evidence/facts.ts";

/** Somebody tells what the phone showed, or its log does. */
export function isTold(report: ReportFact | undefined): boolean {
	return report !== undefined && report.matched.length > 0;
}

/** The phone itself says so: its message, or its error by domain and number, stands for this code and no other. */
export function isNamed(report: ReportFact | undefined, code: string): boolean {
	return report?.matched.includes(code) === true;
}

/** Whether the phone named this very error. */
export function hasError(report: ReportFact | undefined, domain: string, code: number): boolean {
	return report?.errors.some((error) => error.domain === domain && error.code === code) === true;
}
