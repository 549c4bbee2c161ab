import { nameLimit, retryAt, stillCounting, type ThrottleStore } from "../credentials/throttle.ts";
import type { SignInFact } from "../evidence/facts.ts";
import type { User } from "./ports.ts";

export interface SignInNowStores {
	readonly throttle: Pick<ThrottleStore, "get">;
}

/** When the next try with this name is heard, epoch milliseconds; null: at once. */
export async function heardAgainAt({ throttle }: SignInNowStores, upn: string, now: number): Promise<number | null> {
	return retryAt(await throttle.get(`name:${upn}`), nameLimit, now);
}

/** What would become of a sign-in with this service's own password, whatever is typed; undefined: what is typed decides. */
export async function signInNow(
	{ throttle }: SignInNowStores,
	{ upn, passwordHash }: Pick<User, "upn" | "passwordHash">,
	now: number,
): Promise<SignInFact | undefined> {
	const tries = await throttle.get(`name:${upn}`);
	const failures = stillCounting(tries, nameLimit, now)?.failures ?? 0;
	const again = retryAt(tries, nameLimit, now);
	if (again !== null) return { result: "throttled", upn, failures, retryAt: again };
	return passwordHash === null ? { result: "no-password", upn, failures, retryAt: null } : undefined;
}
