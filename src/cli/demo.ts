import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isCode } from "../checks/index.ts";
import { shellWords } from "../diagnosis/shell-words.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { Log } from "../evidence/log.ts";
import { demoTexts } from "../texts/demo-texts.ts";
import { fill, type Language, textsFor } from "../texts/texts.ts";
import { beginsBehind, phoneCount, playAll } from "./demo-scenarios.ts";
import { DemoClock, type Stage, setStage } from "./demo-stage.ts";
import { cast, demoPassword, seedDemoTenant } from "./demo-tenant.ts";
import { painter } from "./paint.ts";
import { problemText } from "./problem.ts";
import { progressBar } from "./progress-bar.ts";
import { exits } from "./reply.ts";
import type { Edge } from "./terminal.ts";
import { textTable } from "./text-table.ts";
import { isCommandLine, wrapText } from "./wrap-text.ts";

export interface DemoOptions {
	readonly language: Language;
	/** One object a try on standard output, and nothing else there. */
	readonly json: boolean;
	/** Ends when the phones are done. */
	readonly once: boolean;
	/** Where the store is kept; undefined: nowhere. */
	readonly data: string | undefined;
}

/** Columns of a terminal that has room for the sentences. */
const sentencesFrom = 110;

/** How a try ended, for programs. An open try at the end of the day is one that stopped. */
interface Line {
	readonly reference: string;
	readonly journey: string;
	readonly user: string | null;
	readonly device: { readonly serial: string | null; readonly product: string | null; readonly osVersion: string | null };
	readonly outcome: "enrolled" | "refused" | "stopped";
	readonly code: string | null;
}

/** `genkan demo`: the service, an example tenant, and 60 phones of which some fail in every way that this journey knows. Resolves to the exit code. */
export async function demo(options: DemoOptions, edge: Edge): Promise<number> {
	const { language, json, once, data } = options;
	const texts = demoTexts(language);
	const say = (text: string) => json || edge.terminal.out(`${wrapText(text, edge.terminal.columns, isCommandLine)}\n`);
	if (data !== undefined && existsSync(join(data, "genkan.sqlite"))) {
		edge.terminal.err(`${fill(texts.occupied, { directory: data }, language)}\n`);
		return exits.refused;
	}
	const clock = new DemoClock(beginsBehind);
	const set = await setStage(data, clock, quietLog(edge));
	if (!set.ok) {
		edge.terminal.err(`${problemText(set.problem, language)}\n`);
		return exits.refused;
	}
	const { stage } = set;
	const ending = Promise.withResolvers<"asked">();
	const asked = ending.promise;
	let times = 0;
	edge.onEnd(() => {
		times += 1;
		if (times === 1) ending.resolve("asked");
		else edge.cut(exits.cut);
	});
	try {
		say(`${texts.opening}\n`);
		const played = await Promise.race([play(stage, options, edge), asked]);
		if (played === "asked") return exits.cut;
		const lines = (await stage.domain.store.read.attempts.list({ limit: 10_000 })).toReversed().map(lineOf);
		if (json) edge.terminal.out(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
		else edge.terminal.out(table(lines, language, edge));
		if (once) {
			if (data === undefined) say(`\n${texts.gone}`);
			return exits.done;
		}
		say(`\n${await addresses(stage, lines, language)}`);
		await asked;
		say(`\n${texts.stopping}`);
		return exits.done;
	} finally {
		await stage.close();
		if (!once) say(texts["stopped-cleanly"]);
	}
}

async function play(stage: Stage, { language }: DemoOptions, edge: Edge): Promise<"played"> {
	const texts = demoTexts(language);
	const bar = progressBar(edge, texts.keys);
	await seedDemoTenant(stage.domain);
	const keys = stage.makeKeys(phoneCount);
	const drawn = setInterval(() => bar(stage.phonesEnded(), phoneCount, texts.phones), 100);
	try {
		await playAll(stage);
		await keys;
	} finally {
		clearInterval(drawn);
		bar(stage.phonesEnded(), phoneCount, texts.phones);
		bar(null, phoneCount, texts.phones);
	}
	return "played";
}

function lineOf({ reference, journey, upn, device, state, code }: Attempt): Line {
	const { serial, product, osVersion } = device;
	const outcome = state === "enrolled" || state === "refused" ? state : "stopped";
	return { reference, journey, user: upn, device: { serial, product, osVersion }, outcome, code: outcome === "enrolled" ? null : code };
}

function table(lines: readonly Line[], language: Language, edge: Edge): string {
	const texts = demoTexts(language);
	const paint = painter(edge.terminal.color);
	const { columns: titles } = texts;
	// On a narrow terminal the code says why: of three columns that are cut, none could be read.
	const sentences = edge.terminal.columns === null || edge.terminal.columns >= sentencesFrom;
	const rows = lines.map((line) => [
		line.reference,
		line.user ?? texts.nobody,
		[line.device.product, line.device.osVersion, line.device.serial].filter((part) => part !== null).join(" ") || texts.nobody,
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
	const count = (outcome: Line["outcome"]) => lines.filter((line) => line.outcome === outcome).length;
	const values = {
		tries: lines.length,
		enrolled: count("enrolled"),
		refused: count("refused"),
		stopped: count("stopped"),
		codes: new Set(lines.flatMap(({ code }) => (code === null ? [] : [code]))).size,
	};
	return `${textTable(columns, rows, { columns: edge.terminal.columns, paint })}\n${fill(texts.summary, values, language)}\n`;
}

function sentenceOf({ outcome, code }: Line, language: Language): string {
	if (outcome === "enrolled") return "";
	if (code !== null && isCode(code)) return textsFor(language).codes[code].title;
	return demoTexts(language).stopped;
}

async function addresses(stage: Stage, lines: readonly Line[], language: Language): Promise<string> {
	const texts = demoTexts(language);
	const { config } = stage.domain;
	const root = join(config.data, "demo-root.pem");
	if (stage.service.ownRoot !== null) writeFileSync(root, stage.service.ownRoot);
	const [device] = await stage.domain.store.read.devices.list({ state: "managed", limit: 1 });
	const refused = lines.find(({ code }) => code === "device-cap-reached") ?? lines.find(({ outcome }) => outcome === "refused");
	// With it the commands that the service prints, each fix of a refusal too, work in the other terminal as they are.
	const program = `GENKAN_DATA=${shellWords([config.data])} ${language === "ja" ? "GENKAN_LANG=ja " : ""}npm run -s genkan --`;
	return [
		texts.serving,
		"",
		`${texts.portal}: ${stage.url}/enroll\n  ${texts.portalHint}`,
		`${texts.signIn}: ${cast.unlicensed} / ${demoPassword}`,
		`${texts.root}: ${root}`,
		"",
		`${texts.next}:`,
		`  alias genkan=${shellWords([program])}\n    ${texts.nextAlias}`,
		`  genkan explain ${refused?.reference ?? ""}\n    ${texts.nextExplain}`,
		`  genkan attempts\n    ${texts.nextAttempts}`,
		`  genkan devices\n    ${texts.nextDevices}`,
		...(device?.serial == null ? [] : [`  genkan devices lock ${device.serial}\n    ${texts.nextLock}`]),
	].join("\n");
}

/** The demo provokes what the service complains of, a refused push certificate among it; only what must never happen is shown. */
function quietLog(edge: Edge): Log {
	const silent = () => undefined;
	const error = (detail: object, message: string) => {
		if (/could not be handled/.test(message)) edge.terminal.err(`\n${message} ${JSON.stringify(detail)}\n`);
	};
	return { debug: silent, info: silent, warn: silent, error };
}
