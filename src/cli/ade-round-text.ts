import type { AdeToken } from "../ade/ports.ts";
import { explainIncident } from "../diagnosis/explain-incident.ts";
import { renderIncident } from "../diagnosis/render-incident.ts";
import { shellWords } from "../diagnosis/shell-words.ts";
import { byWeight } from "../diagnosis/token-standing.ts";
import type { Incident } from "../evidence/incident.ts";
import type { Context } from "./command.ts";
import type { RoundResult } from "./run-ade-rounds.ts";
import { say } from "./say.ts";

/** What a token's round came to. `well`: nothing is left for a person to do about it. */
export interface ToldRound {
	readonly data: object;
	readonly text: string;
	/** The same where the explanation of a refusal follows anyway. */
	readonly brief: string;
	readonly well: boolean;
}

/** In words and as data; a refusal is explained by what was judged of it. */
export async function tellRound(result: RoundResult, token: AdeToken, context: Context): Promise<ToldRound> {
	const { domain, texts, language } = context;
	const { said } = texts.ade;
	const { name } = token;
	if (result.end === "done") {
		const { synced, defined, assigned } = result;
		const failures = assigned.failed + assigned.notAccessible;
		const lines = [
			say(said[synced.full ? "synced-full" : "synced-changes"], { token: name, count: synced.records }, language),
			...(synced.healed ? [said["synced-healed"]] : []),
			...(synced.unreadable > 0 ? [say(said["synced-unreadable"], { count: synced.unreadable }, language)] : []),
			...(synced.removed > 0 ? [say(said["synced-removed"], { count: synced.removed }, language)] : []),
			...(defined.defined > 0 ? [say(said["synced-defined"], { count: defined.defined }, language)] : []),
			...(defined.refused > 0 ? [say(said["synced-refused"], { count: defined.refused }, language)] : []),
			...(assigned.assigned + assigned.found > 0
				? [say(said["synced-assigned"], { count: assigned.assigned + assigned.found }, language)]
				: []),
			...(failures > 0 ? [say(said["synced-failed"], { failed: assigned.failed, notAccessible: assigned.notAccessible }, language)] : []),
			...(assigned.throttled > 0 ? [say(said["synced-throttled"], { count: assigned.throttled }, language)] : []),
		];
		const data = {
			token: name,
			result: "done",
			full: synced.full,
			read: synced.records,
			unreadable: synced.unreadable,
			removed: synced.removed,
			cursorHealed: synced.healed,
			profilesDefined: defined.defined,
			profilesRefused: defined.refused,
			assigned: assigned.assigned + assigned.found,
			failed: assigned.failed,
			notAccessible: assigned.notAccessible,
			throttled: assigned.throttled,
		};
		const well = defined.refused === 0 && failures === 0;
		const [head = "", ...rest] = lines;
		const more = well ? [] : [`  ${said["see-why"]}`, `  ${shellWords(["genkan", "ade", "doctor", name])}`];
		const brief = [head, ...rest.map((line) => `  ${line}`)].join("\n");
		return { data, text: [brief, ...more].join("\n"), brief, well };
	}
	if (result.end === "refused") {
		const incident = byWeight(await domain.store.read.incidents.openOf({ kind: "ade-token", id: token.id }))[0];
		const { kind, status, said: apple, retryAfterMs } = result.refusal;
		const data = {
			token: name,
			result: "refused",
			during: result.during,
			refusal: { kind, status, said: apple, retryAfterSeconds: retryAfterMs === null ? null : retryAfterMs / 1000 },
			code: incident?.code ?? null,
		};
		const head = say(said["sync-refused"], { token: name }, language);
		const why =
			incident === undefined ? `  ${[status, apple || kind].filter((part) => part !== null).join(" ")}` : incidentText(incident, context);
		return { data, text: `${head}\n${why}`, brief: head, well: false };
	}
	const text = say(said[`sync-${result.end}`], { token: name }, language);
	return { data: { token: name, result: result.end }, text, brief: text, well: result.end === "elsewhere" || result.end === "overtaken" };
}

export function incidentText(incident: Incident, { language, paint }: Pick<Context, "language" | "paint">): string {
	return renderIncident(explainIncident(incident, language), { color: paint("strong", "x") !== "x", language });
}
