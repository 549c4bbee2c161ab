import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Log } from "../evidence/log.ts";
import { demoTexts } from "../texts/demo-texts.ts";
import { fill, type Language } from "../texts/texts.ts";
import { createTour } from "../tour/plays.ts";
import { adeCount } from "./demo-ade.ts";
import { howToBegin, whatNext } from "./demo-next.ts";
import { notStartedText, startLate } from "./demo-not-started.ts";
import { beginsBehind, playAll, webCount } from "./demo-scenarios.ts";
import { DemoClock, type Stage, setStage } from "./demo-stage.ts";
import { type DemoLine, demoTable, lineOf } from "./demo-table.ts";
import { seedDemoTenant } from "./demo-tenant.ts";
import { problemText } from "./problem.ts";
import { progressBar } from "./progress-bar.ts";
import { exits } from "./reply.ts";
import type { Edge } from "./terminal.ts";
import { isCommandLine, wrapText } from "./wrap-text.ts";

export interface DemoOptions {
	readonly language: Language;
	/** One object a try on standard output, and nothing else there. */
	readonly json: boolean;
	/** Ends when the phones are done. */
	readonly once: boolean;
	/** Nobody and nothing is set up, and no phone comes by itself. */
	readonly empty: boolean;
	/** Where the store is kept; undefined: nowhere. */
	readonly data: string | undefined;
}

const phoneCount = webCount + adeCount;

/** `genkan demo`: the service, an example tenant, and 100 phones of which some fail in every way that their journeys know. Resolves to the exit code. */
export async function demo(options: DemoOptions, edge: Edge): Promise<number> {
	const { language, json, once, empty, data } = options;
	const texts = demoTexts(language);
	const say = (text: string) => json || edge.terminal.out(`${wrapText(text, edge.terminal.columns, isCommandLine)}\n`);
	if (data !== undefined && existsSync(join(data, "genkan.sqlite"))) {
		edge.terminal.err(`${fill(texts.occupied, { directory: data }, language)}\n`);
		return exits.refused;
	}
	const clock = new DemoClock(empty ? 0 : beginsBehind);
	let played: Stage | null = null;
	const tour = createTour(() => {
		if (played === null) throw new Error("the stage is not set");
		return played;
	});
	const set = await setStage(data, clock, quietLog(edge), tour);
	if (!set.ok) {
		edge.terminal.err(`${problemText(set.problem, language)}\n`);
		return exits.refused;
	}
	const { stage } = set;
	played = stage;
	const ending = Promise.withResolvers<"asked">();
	const asked = ending.promise;
	let times = 0;
	edge.onEnd(() => {
		times += 1;
		if (times === 1) ending.resolve("asked");
		else edge.cut(exits.cut);
	});
	try {
		if (empty) {
			say(`${texts.openingEmpty}\n`);
			if (once) return exits.done;
			say(await howToBegin(stage, language));
			await asked;
			say(`\n${texts.stopping}`);
			return exits.done;
		}
		say(`${texts.opening}\n`);
		const end = await Promise.race([play(stage, options, edge), asked]);
		if (end === "asked") return exits.cut;
		const lines = (await stage.domain.store.read.attempts.list({ limit: 10_000 })).toReversed().map(lineOf);
		if (json) edge.terminal.out(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
		else edge.terminal.out(demoTable(lines, { phones: phoneCount }, language, edge));
		say(`\n${await notStartedText(stage, language, edge)}`);
		if (once) {
			if (data === undefined) say(`\n${texts.gone}`);
			return exits.done;
		}
		await serveOn(stage, lines, asked, { language, say });
		return exits.done;
	} finally {
		await stage.close();
		if (!once) say(texts["stopped-cleanly"]);
	}
}

/** Until the reader has seen enough. */
async function serveOn(
	stage: Stage,
	lines: readonly DemoLine[],
	asked: Promise<unknown>,
	{ language, say }: { readonly language: Language; readonly say: (text: string) => unknown },
): Promise<void> {
	const texts = demoTexts(language);
	const stopped = new AbortController();
	try {
		const count = stage.notStarted.size;
		say(`\n${await whatNext(stage, lines, language)}`);
		const late = startLate(stage, stopped.signal).then(() => {
			if (!stopped.signal.aborted) say(`\n${fill(texts.startedLate, { count }, language)}`);
		});
		await Promise.race([asked, late.then(() => asked)]);
		say(`\n${texts.stopping}`);
		stopped.abort();
		await late;
	} finally {
		stopped.abort();
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

/** The demo provokes what the service complains of, a refused push certificate among it; only what must never happen is shown. */
function quietLog(edge: Edge): Log {
	const silent = () => undefined;
	const error = (detail: object, message: string) => {
		if (/could not be handled/.test(message)) edge.terminal.err(`\n${message} ${JSON.stringify(detail)}\n`);
	};
	return { debug: silent, info: silent, warn: silent, error };
}
