import type { Language } from "../texts/texts.ts";

const steps = [
	["day", 86_400_000],
	["hour", 3_600_000],
	["minute", 60_000],
] as const;

/** For lists: “3 days ago”, “in 2 hours”. Less than a minute is “now”. */
export function relativeTime(at: number, now: number, language: Language): string {
	const difference = at - now;
	const [unit, length] = steps.find(([, one]) => Math.abs(difference) >= one) ?? ["second", 0];
	// “yesterday” for what was 30 hours ago would be a guess about midnight.
	const format = new Intl.RelativeTimeFormat(language, { numeric: length === 0 ? "auto" : "always", style: "short" });
	const text = format.format(length === 0 ? 0 : Math.trunc(difference / length), unit);
	return language === "ja" ? text.replaceAll(/\s/g, "") : text;
}
