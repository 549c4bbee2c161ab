import { defineCheck, notKnownYet, pass } from "./check.ts";
import { syncTokenFix } from "./renew-token-fixes.ts";
import { failAs } from "./severity.ts";

const day = 24 * 3600_000;

/** Intune's limits: over a day without a sync is a warning, from three days on an error. */
const limits = { warning: day, error: 3 * day } as const;

/** What Apple changed since is not known here: new devices are missing, released ones still listed. */
export const adeSyncStale = defineCheck({
	code: "ade-sync-stale",
	who: ["administrator"],
	category: "clientDisconnected",
	judge({ adeToken, now }) {
		if (adeToken === undefined) return notKnownYet("adeToken");
		const { name: token, lastSuccessAt, uploadedAt } = adeToken;
		const age = now - (lastSuccessAt ?? uploadedAt);
		const values = { token, lastSuccessAt, uploadedAt, days: Math.floor(age / day) };
		if (age >= limits.error) return failAs("error", lastSuccessAt === null ? "never-synced-for-days" : "sync-days-old", values);
		if (age > limits.warning) return failAs("warning", lastSuccessAt === null ? "never-synced" : "sync-over-a-day-old", values);
		return lastSuccessAt === null ? pass("not-synced-so-far", values) : pass("sync-recent", values);
	},
	fixes: (saw) => [syncTokenFix(saw)],
});
