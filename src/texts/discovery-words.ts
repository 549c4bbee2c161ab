import { portalTexts } from "./portal-texts.ts";
import type { Language } from "./texts.ts";

/** What a phone shows to whoever signs in with a work account in Settings: the door to take instead. `language` null: both are told. */
export function discoveryWords(language: Language | null, enrollmentPage: string): string {
	const told = language === null ? (["ja", "en"] as const) : ([language] as const);
	return told.map((one) => portalTexts(one).discovery.refused.replaceAll("{address}", () => enrollmentPage)).join(" / ");
}
