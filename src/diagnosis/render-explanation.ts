import { type Language, textsFor } from "../texts/texts.ts";
import type { Explanation } from "./explain.ts";

const marks = { fail: "✗", unknown: "?", pass: "✓" } as const;
const colors = { fail: "31", unknown: "33", pass: "32", strong: "1", faint: "2" } as const;

/** An explanation as text for a terminal, in the language that it was made in. Ends with a line break. */
export function renderExplanation(explanation: Explanation, options: { readonly color: boolean; readonly language: Language }): string {
	const { report } = textsFor(options.language);
	const paint = (color: keyof typeof colors, text: string) => (options.color ? `\u001b[${colors[color]}m${text}\u001b[0m` : text);
	const { code, who, findings, steps, fixes } = explanation;
	const lines = [`${report.reference} ${paint("strong", explanation.reference)}`, ""];
	lines.push(paint("strong", explanation.title) + (code === null ? "" : `  ${paint("faint", code)}`), explanation.explanation);
	const section = (title: string, content: readonly string[]) => {
		if (content.length > 0) lines.push("", paint("strong", title), ...content);
	};
	const width = Math.max(0, ...findings.map((finding) => finding.code.length));
	section(
		report.findings,
		findings.map(({ code, outcome, saw }) => `  ${paint(outcome, marks[outcome])} ${code.padEnd(width)}  ${saw}`),
	);
	if (who.length > 0) lines.push("", `${report.who}: ${who.join(options.language === "ja" ? "、" : ", ")}`);
	section(
		report.steps,
		steps.map((step) => `  ${step}`),
	);
	section(
		report.fixes,
		fixes.flatMap(({ title, command }, index) => {
			const number = `  ${index + 1}. `;
			return command === null ? [number + title] : [number + title, " ".repeat(number.length) + paint("strong", command)];
		}),
	);
	return `${lines.join("\n")}\n`;
}
