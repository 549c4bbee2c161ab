export const languages = ["en", "ja"] as const;
export type Language = (typeof languages)[number];

const key = "genkan-language";

/** What was chosen here, else what the browser prefers. */
function firstLanguage(): Language {
	const kept = read();
	if (kept === "en" || kept === "ja") return kept;
	return navigator.languages.find((one) => /^(en|ja)\b/.test(one))?.startsWith("ja") === true ? "ja" : "en";
}

let language: Language = firstLanguage();

export function currentLanguage(): Language {
	return language;
}

/** Called by app/i18n.ts alone, which changes the words too. */
export function keepLanguage(chosen: Language): void {
	language = chosen;
	document.documentElement.lang = chosen;
	try {
		localStorage.setItem(key, chosen);
	} catch {
		// A browser that keeps nothing asks again next time.
	}
}

/** How dates are written: as in the region of whoever reads, where the browser's language is the one shown. */
export function regionOf(shown: string): string {
	return navigator.languages.find((one) => one.startsWith(`${shown}-`)) ?? (shown === "ja" ? "ja-JP" : "en-GB");
}

function read(): string | null {
	try {
		return localStorage.getItem(key);
	} catch {
		return null;
	}
}
