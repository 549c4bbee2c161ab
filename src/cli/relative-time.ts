import type { Language } from "../texts/texts.ts";

const steps = [
	["day", 86_400_000],
	["hour", 3_600_000],
	["minute", 60_000],
] as const;

/** For lists: “3 days ago”, “in 2 hours”. Less than a minute is “now”. */
export function relativeTime(at: number, now: number, language: Language): string {
	const format = new Intl.RelativeTimeFormat(language, { numeric: "auto", style: "short" });
	const difference = at - now;
	for (const [unit, length] of steps) {
		if (Math.abs(difference) >= length) {
			// “yesterday” for what was 30 hours ago would be a guess about midnight.
			const always = new Intl.RelativeTimeFormat(language, { numeric: "always", style: "short" });
			return always.format(Math.trunc(difference / length), unit);
		}
	}
	return format.format(0, "second");
}
