import type { Language } from "../../texts/texts.ts";

/** `ja`, `ja-JP` and `EN` are languages of ours; everything else is none. */
export function asLanguage(tag: unknown): Language | undefined {
	if (typeof tag !== "string") return undefined;
	const primary = tag.trim().toLowerCase().split("-", 1)[0];
	return primary === "ja" || primary === "en" ? primary : undefined;
}

/** What the visitor chose in the address or before, else what the phone is set to, else English. */
export function chooseLanguage(asked: unknown, remembered: unknown, acceptLanguage: string | undefined): Language {
	return asLanguage(asked) ?? asLanguage(remembered) ?? acceptedLanguage(acceptLanguage) ?? "en";
}

/**
 * What Accept-Language asks for; null: none of ours. RFC 9110 section 12.5.4: the highest weight wins, the first of equals; a weight of 0 means "not
 * this one".
 */
export function acceptedLanguage(header: string | undefined): Language | null {
	let best: { readonly language: Language; readonly weight: number } | undefined;
	for (const part of (header ?? "").slice(0, 500).split(",")) {
		const [tag, ...parameters] = part.split(";");
		const language = asLanguage(tag);
		const q = parameters.map((parameter) => /^\s*q=([01](?:\.\d{0,3})?)\s*$/i.exec(parameter)?.[1]).find((value) => value !== undefined);
		const weight = q === undefined ? 1 : Number(q);
		if (language !== undefined && weight > 0 && (best === undefined || weight > best.weight)) best = { language, weight };
	}
	return best?.language ?? null;
}
