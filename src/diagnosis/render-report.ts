import { enumerated, type Language, textsFor } from "../texts/texts.ts";
import type { ExplainedFinding } from "./explain-findings.ts";
import type { ExplainedFix } from "./explain-fixes.ts";

const marks = { fail: "✗", unknown: "?", pass: "✓" } as const;
const colors = { fail: "31", unknown: "33", pass: "32", strong: "1", faint: "2" } as const;

export interface ReportOptions {
	readonly color: boolean;
	readonly language: Language;
}

/** The parts of which every explanation on a terminal is made. */
export class Report {
	readonly #lines: string[] = [];
	readonly #options: ReportOptions;

	constructor(options: ReportOptions) {
		this.#options = options;
	}

	paint(color: keyof typeof colors, text: string): string {
		return this.#options.color ? `\u001b[${colors[color]}m${text}\u001b[0m` : text;
	}

	mark(outcome: keyof typeof marks): string {
		return this.paint(outcome, marks[outcome]);
	}

	line(...lines: readonly string[]): void {
		this.#lines.push(...lines);
	}

	/** Nothing where there is no content. */
	section(title: string, content: readonly string[]): void {
		if (content.length > 0) this.#lines.push("", this.paint("strong", title), ...content);
	}

	findings(findings: readonly ExplainedFinding[]): void {
		const width = Math.max(0, ...findings.map(({ code }) => code.length));
		this.section(
			textsFor(this.#options.language).report.findings,
			findings.map(({ code, outcome, saw }) => `  ${this.mark(outcome)} ${code.padEnd(width)}  ${saw}`),
		);
	}

	who(who: readonly string[]): void {
		const { language } = this.#options;
		if (who.length > 0) this.#lines.push("", `${textsFor(language).report.who}: ${enumerated(who, language)}`);
	}

	fixes(fixes: readonly ExplainedFix[]): void {
		this.section(textsFor(this.#options.language).report.fixes, this.numbered(fixes, "  "));
	}

	/** Each with its command below it. */
	numbered(fixes: readonly ExplainedFix[], indent: string): string[] {
		return fixes.flatMap(({ title, command }, index) => {
			const number = `${indent}${index + 1}. `;
			return command === null ? [number + title] : [number + title, " ".repeat(number.length) + this.paint("strong", command)];
		});
	}

	/** Ends with a line break. */
	text(): string {
		return `${this.#lines.join("\n")}\n`;
	}
}
