import en from "./profile.en.json" with { type: "json" };
import ja from "./profile.ja.json" with { type: "json" };

type ProfileTexts = { readonly [Key in keyof typeof en]: string };

const texts: { readonly en: ProfileTexts; readonly ja: ProfileTexts } = { en, ja };

/** The names that a phone shows for the profile and its payloads. */
export function profileTexts(language: "en" | "ja", organization: string): ProfileTexts {
	const fill = (text: string) => text.replaceAll("{organization}", () => organization);
	const { displayName, description, mdmDisplayName, scepDisplayName, rootDisplayName } = texts[language];
	return {
		displayName: fill(displayName),
		description: fill(description),
		mdmDisplayName: fill(mdmDisplayName),
		scepDisplayName: fill(scepDisplayName),
		rootDisplayName: fill(rootDisplayName),
	};
}
