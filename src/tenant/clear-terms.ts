import type { SettingStore, Terms, TermsStore } from "./ports.ts";

interface Stores {
	readonly terms: Pick<TermsStore, "list" | "delete" | "upsert">;
	readonly settings: Pick<SettingStore, "get" | "set">;
}

const setting = (id: string) => `terms-cleared:${id}`;

/** Takes terms away: these, or all (`id` undefined). Nobody is asked for them any more; who accepted what stays on record. */
export async function clearTerms(
	stores: Stores,
	{ id, now }: { id: string | undefined; now: number },
): Promise<{ readonly cleared: readonly string[] }> {
	const gone = (await stores.terms.list()).filter((terms) => id === undefined || terms.id === id);
	for (const terms of gone) {
		await stores.terms.delete(terms.id);
		await stores.settings.set(setting(terms.id), JSON.stringify(terms.version), now);
	}
	return { cleared: gone.map((terms) => terms.id) };
}

/** Terms under a name that was cleared before go on counting: an answer to the old version 1 must not pass for one to the new words. */
export async function afterClearing(stores: Stores, terms: Terms): Promise<Terms> {
	const stored = await stores.settings.get(setting(terms.id));
	const last: number = stored === undefined ? 0 : JSON.parse(stored);
	if (terms.version > last) return terms;
	const later = { ...terms, version: last + 1 };
	await stores.terms.upsert(later);
	return later;
}
