import type { Attempt } from "../evidence/attempt.ts";
import { modelName } from "../evidence/model-name.ts";
import { demoTexts } from "../texts/demo-texts.ts";
import { codeTexts, fill, type Language } from "../texts/texts.ts";
import { painter } from "./paint.ts";
import type { Edge } from "./terminal.ts";
import { textTable } from "./text-table.ts";
import { wrapText } from "./wrap-text.ts";

/** How a try ended, for programs. */
export interface DemoLine {
	readonly reference: string;
	readonly journey: Attempt["journey"];
	readonly user: string | null;
	readonly device: { readonly serial: string | null; readonly product: string | null; readonly osVersion: string | null };
	readonly outcome: Attempt["state"];
	readonly code: string | null;
}

/** Columns of a terminal that has room for the sentences. */
const sentencesFrom = 110;

export function lineOf({ reference, journey, upn, device, state, code }: Attempt): DemoLine {
	const { serial, product, osVersion } = device;
	return {
		reference,
		journey,
		user: upn,
		device: { serial, product, osVersion },
		outcome: state,
		code: state === "enrolled" ? null : code,
	};
}

/**
 * The tries of the web journey, then those of Automated Device Enrollment, and what they come to. `phones`: that had a try, or could not even begin
 * one.
 */
export function demoTable(lines: readonly DemoLine[], { phones }: { readonly phones: number }, language: Language, edge: Edge): string {
	const texts = demoTexts(language);
	const paint = painter(edge.terminal.color);
	const groups = [
		{ title: texts.groups.web, of: lines.filter(({ journey }) => journey === "web") },
		{ title: texts.groups.ade, of: lines.filter(({ journey }) => journey !== "web") },
	];
	const count = (outcome: DemoLine["outcome"]) => lines.filter((line) => line.outcome === outcome).length;
	const values = {
		...{ tries: lines.length, phones },
		enrolled: count("enrolled"),
		refused: count("refused"),
		stopped: count("stopped"),
		codes: new Set(lines.flatMap(({ code }) => (code === null ? [] : [code]))).size,
	};
	const tables = groups.map(({ title, of }) => `${paint("strong", title)}\n\n${table(of, language, edge)}\n`);
	return `${tables.join("")}${wrapText(fill(texts.summary, values, language), edge.terminal.columns)}\n`;
}

function table(lines: readonly DemoLine[], language: Language, edge: Edge): string {
	const texts = demoTexts(language);
	const paint = painter(edge.terminal.color);
	const { columns: titles } = texts;
	// On a narrow terminal the code says why: of three columns that are cut, none could be read.
	const sentences = edge.terminal.columns === null || edge.terminal.columns >= sentencesFrom;
	const rows = lines.map((line) => [
		line.reference,
		line.user ?? texts.nobody,
		[modelName(line.device.product), line.device.osVersion, line.device.serial].filter((part) => part !== null).join(" ") || texts.nobody,
		paint(line.outcome === "enrolled" ? "pass" : line.outcome === "refused" ? "fail" : "unknown", texts.outcomes[line.outcome]),
		line.code ?? "",
		...(sentences ? [sentenceOf(line, language)] : []),
	]);
	const columns = [
		{ title: titles.reference },
		{ title: titles.user, cut: true },
		{ title: titles.device, cut: true },
		{ title: titles.outcome },
		{ title: titles.code },
		...(sentences ? [{ title: titles.sentence, cut: true } as const] : []),
	] as const;
	return textTable(columns, rows, { columns: edge.terminal.columns, paint });
}

function sentenceOf({ code }: DemoLine, language: Language): string {
	return code === null ? "" : (codeTexts(code, language)?.title ?? "");
}
