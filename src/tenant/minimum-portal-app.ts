import { type Outcome, refused } from "../evidence/outcome.ts";
import { parseVersion } from "../evidence/version.ts";
import type { SettingStore } from "./ports.ts";

const name = "minimum-portal-app";

/** The oldest Company Portal for iOS that Microsoft supports. */
const defaultMinimumPortalApp = "5.2311.1";

async function minimumPortalApp(stores: { readonly settings: Pick<SettingStore, "get"> }): Promise<string> {
	const stored = await stores.settings.get(name);
	return stored === undefined ? defaultMinimumPortalApp : JSON.parse(stored);
}

/** `version` null: the web portal was used, no app. */
export async function portalAppFact(
	stores: { readonly settings: Pick<SettingStore, "get"> },
	version: string | null,
): Promise<{ version: string | null; minimum: string }> {
	return { version, minimum: await minimumPortalApp(stores) };
}

export async function setMinimumPortalApp(
	stores: { readonly settings: SettingStore },
	{ version: typed, now }: { version: string; now: number },
): Promise<Outcome<{ minimum: string }, { readonly kind: "version-malformed"; readonly version: string }>> {
	const minimum = typed.normalize("NFKC").trim();
	if (parseVersion(minimum) === null) return refused({ kind: "version-malformed", version: typed });
	await stores.settings.set(name, JSON.stringify(minimum), now);
	return { ok: true, minimum };
}
