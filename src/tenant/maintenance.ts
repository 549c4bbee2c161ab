import { type Outcome, refused } from "../evidence/outcome.ts";
import type { SettingStore } from "./ports.ts";

const name = "maintenance";

/** null `until`: until somebody resumes. */
export interface Maintenance {
	readonly since: number;
	readonly until: number | null;
}

/** Whether enrollment is paused now; null when it is not, or the pause has run out. */
export async function maintenanceFact(stores: { readonly settings: Pick<SettingStore, "get"> }, now: number): Promise<Maintenance | null> {
	const stored = await stores.settings.get(name);
	if (stored === undefined) return null;
	const { since, until }: Maintenance = JSON.parse(stored);
	return until !== null && until <= now ? null : { since, until };
}

/** Pauses enrollment, or changes how long a pause lasts. */
export async function pauseEnrollment(
	stores: { readonly settings: SettingStore },
	{ until, now }: { until: number | null; now: number },
): Promise<Outcome<{ maintenance: Maintenance }, { readonly kind: "pause-ends-in-the-past"; readonly until: number }>> {
	if (until !== null && !(until > now)) return refused({ kind: "pause-ends-in-the-past", until });
	const maintenance = { since: (await maintenanceFact(stores, now))?.since ?? now, until };
	await stores.settings.set(name, JSON.stringify(maintenance), now);
	return { ok: true, maintenance };
}

/** Ends the pause; `wasPaused` is false when there was none. */
export async function resumeEnrollment(
	stores: { readonly settings: SettingStore },
	{ now }: { now: number },
): Promise<{ readonly ok: true; readonly wasPaused: boolean }> {
	const wasPaused = (await maintenanceFact(stores, now)) !== null;
	await stores.settings.delete(name);
	return { ok: true, wasPaused };
}
