import { incidentsByToken } from "../enrollment/incidents-by-token.ts";
import { demoTexts } from "../texts/demo-texts.ts";
import { fill, type Language } from "../texts/texts.ts";
import { bannerText } from "./ade-token-view.ts";
import { brokenToken } from "./demo-ade.ts";
import type { Stage } from "./demo-stage.ts";
import { painter } from "./paint.ts";
import type { Edge } from "./terminal.ts";

/** The phones that Apple has nothing for, and the banner that says why: no try is on record of a phone that never came. */
export async function notStartedText({ domain, notStarted }: Stage, language: Language, edge: Edge): Promise<string> {
	const paint = painter(edge.terminal.color);
	const values = { count: notStarted.size, token: brokenToken };
	const head = fill(demoTexts(language).notStarted, values, language);
	return `${head}\n\n${bannerText(await incidentsByToken(domain.store.read), { language, paint })}`.trimEnd();
}

const lookEvery = 500;

/** Sets up the phones that wait at “Hello” as soon as Apple has a profile for them. Resolves when none waits any more. */
export async function startLate({ apple, notStarted }: Stage, signal: AbortSignal): Promise<void> {
	while (notStarted.size > 0) {
		await new Promise((resolve) => setTimeout(resolve, lookEvery));
		for (const [serial, setUp] of notStarted) {
			if (signal.aborted) return;
			if ((apple.standIn.server(brokenToken)?.device(serial)?.profileUuid ?? null) === null) continue;
			notStarted.delete(serial);
			await setUp();
		}
	}
}
