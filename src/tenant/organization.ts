import { type Outcome, refused } from "../evidence/outcome.ts";
import type { SettingStore } from "./ports.ts";

const setting = "organization";

/** What pages and profiles say of whoever runs this; empty when nobody has said. */
export interface Organization {
	readonly name: string;
	readonly supportPhone: string;
	readonly supportMail: string;
	readonly supportSite: string;
}

export type OrganizationProblem =
	| { readonly kind: "organization-field-too-long"; readonly field: keyof Organization; readonly limit: number; readonly length: number }
	| { readonly kind: "support-phone-malformed"; readonly value: string }
	| { readonly kind: "support-mail-malformed"; readonly value: string }
	| { readonly kind: "support-site-malformed"; readonly value: string };

/** In characters as people count them (code points). The limits of Intune's customisation page. */
const organizationLimits: Readonly<Record<keyof Organization, number>> = {
	name: 40,
	supportPhone: 20,
	supportMail: 40,
	supportSite: 150,
};

const nothing: Organization = { name: "", supportPhone: "", supportMail: "", supportSite: "" };
const fields: readonly (keyof Organization)[] = ["name", "supportPhone", "supportMail", "supportSite"];

export async function organization(stores: { readonly settings: Pick<SettingStore, "get"> }): Promise<Organization> {
	const stored = await stores.settings.get(setting);
	return stored === undefined ? nothing : { ...nothing, ...JSON.parse(stored) };
}

/** Changes the fields that are given; an empty text takes one away. `unusual`: characters of the name that have broken enrollments, as a warning. */
export async function setOrganization(
	stores: { readonly settings: SettingStore },
	{ change, now }: { change: Partial<Organization>; now: number },
): Promise<Outcome<{ organization: Organization; unusual: readonly string[] }, OrganizationProblem>> {
	const before = await organization(stores);
	const typed = { ...before, ...change };
	const after: Organization = {
		name: typed.name.trim(),
		// A Japanese keyboard leaves full-width digits and long vowel marks, with which a telephone link calls nobody.
		supportPhone: typed.supportPhone
			.normalize("NFKC")
			.replace(/[‐‑‒–—−ー]/g, "-")
			.trim(),
		supportMail: typed.supportMail.normalize("NFKC").trim(),
		supportSite: typed.supportSite.normalize("NFKC").trim(),
	};
	for (const field of fields) {
		const length = Array.from(after[field]).length;
		if (length > organizationLimits[field])
			return refused({ kind: "organization-field-too-long", field, limit: organizationLimits[field], length });
	}
	const { supportPhone, supportMail, supportSite } = after;
	if (supportPhone !== "" && !/^[+(]?\d[\d ().#*-]*$/.test(supportPhone))
		return refused({ kind: "support-phone-malformed", value: supportPhone });
	if (supportMail !== "" && !/^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>"]+$/.test(supportMail))
		return refused({ kind: "support-mail-malformed", value: supportMail });
	// Only the web: the portal makes a link of it, and a "javascript:" address must not become one.
	if (supportSite !== "" && !isWebAddress(supportSite)) return refused({ kind: "support-site-malformed", value: supportSite });
	await stores.settings.set(setting, JSON.stringify(after), now);
	return { ok: true, organization: after, unusual: unusualCharacters(after.name) };
}

/**
 * Characters that stand in no ordinary name: Intune's support tells to remove "special characters" from a company's name when policies or
 * enrollment fail. Letters of every script, digits, space and the punctuation of names are ordinary.
 */
export function unusualCharacters(name: string): readonly string[] {
	return [...new Set(name.replace(/[\p{L}\p{M}\p{N} .,'’()（）・ー-]/gu, ""))];
}

/** The name without them. */
export function plainName(name: string): string {
	const unusual = new Set(unusualCharacters(name));
	return Array.from(name, (character) => (unusual.has(character) ? " " : character))
		.join("")
		.replace(/ +/g, " ")
		.trim();
}

function isWebAddress(text: string): boolean {
	return URL.canParse(text) && ["https:", "http:"].includes(new URL(text).protocol);
}
