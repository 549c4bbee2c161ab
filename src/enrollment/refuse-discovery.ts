import type { UserStore } from "../directory/ports.ts";
import { normaliseUpn, upnLimit } from "../directory/upn.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Work } from "../evidence/work.ts";
import { methodFact } from "../tenant/method-fact.ts";
import type { PolicyOfUserStores } from "../tenant/policy-of-user.ts";
import { decide } from "./decide.ts";
import { beginAttempt, type RecordStores, recordDecision, refusedLately } from "./record.ts";

type DiscoveryStores = RecordStores & PolicyOfUserStores & { readonly users: Pick<UserStore, "byUpn"> };

interface DiscoveryDeps {
	readonly work: Work<DiscoveryStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
}

const journey = "account-driven";
const minute = 60_000;

/**
 * Somebody signed in with a work account in Settings, and their phone asks where to enroll. This service offers no such way yet: the try is refused, by
 * whatever policy holds, and is on record under the name that was given. Names that the directory does not hold leave nothing: anybody can ask, in any
 * name. So nobody has proved to be this person, and who asks without end writes once a minute.
 *
 * @param identifier as the phone sends it; null: it sent none
 */
export async function refuseDiscovery({ work, clock, randomness }: DiscoveryDeps, identifier: string | null): Promise<void> {
	if (identifier === null || identifier.length > upnLimit) return;
	const upn = normaliseUpn(identifier);
	const user = await work.read.users.byUpn(upn);
	if (user === undefined) return;
	const now = clock.now();
	const of = { upn, journey, code: "method-not-allowed" } as const;
	const before = await refusedLately(work.read, of, now);
	if (before !== undefined && now - before.updatedAt < minute) return;
	await work.write(async (stores) => {
		const method = await methodFact(stores, user.id, journey);
		const decision = decide("discover", { now, method: { ...method, allowed: method.allowed.filter((one) => one !== journey) } });
		const lately = await refusedLately(stores, of, now);
		const attempt = lately ?? (await beginAttempt(stores, journey, clock, randomness, { userId: null, upn }));
		await recordDecision(stores, attempt, "discover", decision, now);
	});
}
