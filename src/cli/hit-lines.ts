import type { Hit } from "../enrollment/would-hit.ts";
import type { Context } from "./command.ts";
import { say } from "./say.ts";

/** Whom changed policies would hit, in numbers that say what they are of. */
export function hitLines({ enrolled, atLimit, devices }: Hit, { texts, language }: Pick<Context, "texts" | "language">): readonly string[] {
	const { said } = texts.audit;
	const lines: string[] = [];
	if (enrolled !== null) {
		const { judged, refused, sample } = enrolled;
		const words = sample ? "hit-enrolled-sample" : refused === 0 ? "hit-nobody" : "hit-enrolled";
		lines.push(say(said[words], { judged, refused }, language));
	}
	if (atLimit !== null) {
		const { people, newly, judged, least } = atLimit;
		const words = least ? "hit-limit-least" : people === 0 ? "hit-limit-nobody" : "hit-limit";
		lines.push(say(said[words], { people, newly, judged }, language));
	}
	if (devices > 0) lines.push(say(said["hit-stay"], { devices }, language));
	return lines;
}
