import { timingSafeEqual } from "node:crypto";
import type { Randomness } from "../evidence/clock.ts";
import { refused } from "../evidence/outcome.ts";
import type { Door } from "./join.ts";
import { codeHashOf, codeLifetime, newOneTimeCode } from "./one-time-code.ts";
import type { AdministratorStore, SetupCodeStore } from "./ports.ts";

const setting = "administrator-setup-code";

/** A new code, to be shown once. The one before is worth nothing any more. undefined: there is an administrator already. */
export async function newSetupCode(
	stores: { readonly administrators: AdministratorStore; readonly settings: SetupCodeStore },
	{ now, randomness }: { readonly now: number; readonly randomness: Randomness },
): Promise<string | undefined> {
	if (await stores.administrators.any()) return undefined;
	const { code, hash } = newOneTimeCode(randomness);
	await stores.settings.set(setting, JSON.stringify({ hash, expiresAt: now + codeLifetime }), now);
	return code;
}

/** The first administrator, an owner, by the code that the server printed. */
export function setupDoor(typed: string, name: string): Door {
	return {
		name: "administrator-setup",
		closed: async ({ administrators }) => ((await administrators.any()) ? { kind: "set-up-already" } : undefined),
		async look({ settings }, now) {
			const stored = await settings.get(setting);
			if (stored === undefined || stored === "") return refused({ kind: "setup-code-wrong" });
			const { hash, expiresAt }: { readonly hash: string; readonly expiresAt: number } = JSON.parse(stored);
			const right = timingSafeEqual(Buffer.from(codeHashOf(typed)), Buffer.from(hash));
			if (expiresAt <= now || !right) return refused({ kind: "setup-code-wrong" });
			return { ok: true, as: { name, role: "owner", for: hash, expiresAt } };
		},
		shut: ({ settings }, now) => settings.set(setting, "", now),
	};
}
