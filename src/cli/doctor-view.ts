import { checkOf } from "../checks/index.ts";
import { severityOf } from "../checks/severity.ts";
import { explainFixes, explainWho } from "../diagnosis/explain-fixes.ts";
import type { Finding } from "../evidence/finding.ts";
import type { Incident, IncidentSubject } from "../evidence/incident.ts";
import type { JudgedSubject } from "../incidents/settle.ts";
import { codeTexts, enumerated, fill, printable, sentence, textsFor } from "../texts/texts.ts";
import type { Context } from "./command.ts";
import { iso } from "./reply.ts";
import { say } from "./say.ts";

export type SubjectState = "error" | "warning" | "unknown" | "well";

/** One thing that is looked after, with what its rules found. */
export interface Examined {
	readonly subject: IncidentSubject;
	readonly state: SubjectState;
	/** What is wrong, in the order in which it is to be mended; each with its incident, which says since when. */
	readonly wrong: readonly { readonly finding: Finding; readonly incident: Incident | undefined }[];
	/** What could not be found out, and is not explained by what is wrong. */
	readonly unknown: readonly Finding[];
	readonly passed: readonly Finding[];
}

const marks = { error: "✗", warning: "!", unknown: "?", well: "✓" } as const;
const styles = { error: "fail", warning: "unknown", unknown: "unknown", well: "pass" } as const;

export function examine({ subject, findings }: JudgedSubject, open: readonly Incident[]): Examined {
	const failed = findings.filter(({ outcome }) => outcome === "fail");
	const wrong = failed.map((finding) => ({
		finding,
		incident: open.find((one) => one.subject.kind === subject.kind && one.subject.id === subject.id && one.code === finding.check),
	}));
	// Where a certificate is missing, that its dates are not known is no news.
	const told = new Set(failed.map(({ saw }) => saw.kind));
	const unknown = findings.filter(({ outcome, saw }) => {
		if (outcome !== "unknown" || told.has(saw.kind)) return false;
		told.add(saw.kind);
		return true;
	});
	const isError = failed.some(({ saw }) => severityOf(saw) === "error");
	const state = isError ? "error" : failed.length > 0 ? "warning" : unknown.length > 0 ? "unknown" : "well";
	return { subject, state, wrong, unknown, passed: findings.filter(({ outcome }) => outcome === "pass") };
}

/** A line where all is well; else what is wrong, what was seen, since when, who mends it and how. `all`: what was found in order as well. */
export function examinedText(examined: Examined, context: Context, all: boolean): string {
	const { paint, texts, language } = context;
	const { subject, state, wrong, unknown, passed } = examined;
	const { report } = textsFor(language);
	const name = `${paint("strong", printable(subject.name))}  ${paint("faint", subjectName(subject.kind, language))}`;
	const brief = state === "well" ? `  ${texts.doctor["in-order"]}` : "";
	const lines = [`${paint(styles[state], marks[state])} ${name}${brief}`];
	for (const { finding, incident } of wrong) {
		const { check: code, saw } = finding;
		const severity = severityOf(saw) === "error" ? "error" : "warning";
		const who = explainWho(code, language);
		lines.push(`  ${paint(styles[severity], marks[severity])} ${codeTexts(code, language)?.title ?? code}  ${paint("faint", code)}`);
		lines.push(`    ${sentence(saw, language)}`);
		if (incident !== undefined)
			lines.push(`    ${fill(textsFor(language).incidents.open, { openedAt: incident.openedAt, seenAt: incident.seenAt }, language)}`);
		lines.push(`    ${report.who}: ${enumerated(who, language)}`);
		for (const [index, { title, command }] of fixesOf(finding, context).entries()) {
			lines.push(`      ${index + 1}. ${title}`);
			if (command !== null) lines.push(`         ${paint("strong", command)}`);
		}
	}
	for (const { saw } of unknown) lines.push(`  ${paint("unknown", "?")} ${sentence(saw, language)}`);
	if (all) for (const { saw } of passed) lines.push(`  ${paint("pass", "✓")} ${sentence(saw, language)}`);
	return `${lines.join("\n")}\n`;
}

/** Each of a kind in a line of its own, as long as they are few. */
export function wellText(well: readonly Examined[], context: Context, all: boolean): string {
	const few = 20;
	const { texts, language, paint } = context;
	const shown = all ? well : well.slice(0, few);
	const rest = Map.groupBy(well.slice(shown.length), ({ subject }) => subject.kind);
	const more = [...rest].map(([kind, of]) => {
		const values = { count: of.length, subject: subjectName(kind, language) };
		return `${paint("pass", "✓")} ${say(texts.doctor["more-in-order"], values, language)}\n`;
	});
	return [...shown.map((one) => examinedText(one, context, all)), ...more].join("");
}

export function examinedData({ subject, state, wrong, unknown, passed }: Examined, context: Context) {
	const { language } = context;
	return {
		about: subject.kind,
		name: subject.name,
		state,
		wrong: wrong.map(({ finding, incident }) => ({
			code: finding.check,
			severity: severityOf(finding.saw),
			title: codeTexts(finding.check, language)?.title ?? finding.check,
			explanation: codeTexts(finding.check, language)?.explanation ?? "",
			evidence: sentence(finding.saw, language),
			saw: finding.saw,
			since: iso(incident?.openedAt ?? null),
			incident: incident?.id ?? null,
			who: checkOf(finding.check)?.who ?? [],
			fixes: fixesOf(finding, context),
		})),
		unknown: unknown.map(({ check: code, saw }) => ({ code, evidence: sentence(saw, language), saw })),
		passed: passed.map(({ check: code, saw }) => ({ code, evidence: sentence(saw, language) })),
	};
}

/** Failed tries are no subject of the table: they are told elsewhere. */
function subjectName(kind: IncidentSubject["kind"], language: Context["language"]): string {
	return kind === "cause" ? "" : textsFor(language).subjects[kind];
}

function fixesOf(finding: Finding, { language }: Context) {
	return explainFixes([finding], { upn: null, serial: null, deviceId: null }, language);
}
