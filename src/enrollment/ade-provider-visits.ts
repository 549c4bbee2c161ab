import type { AdeVisit } from "../ade/ports.ts";
import type { ProviderSecrets } from "../directory/ports.ts";
import type { AdeDoorContext } from "./ade-door.ts";
import { callerOf, judgeAde } from "./ade-judge.ts";
import { type AdeEntered, hasIdentity, isAnothers } from "./ade-visits.ts";
import { standing } from "./silence.ts";
import { sessionHash } from "./visits.ts";

/** What is sealed while the person is away. */
interface Away extends ProviderSecrets {
	readonly language: "en" | "ja";
}

interface Back {
	readonly at: AdeEntered;
	readonly expected: ProviderSecrets & { readonly state: string };
	readonly language: "en" | "ja";
}

const context = (stateHash: string) => `ade-visit:${stateHash}`;

/** Visits whose person is away at the OpenID provider, perhaps for half an hour: a second factor that is not registered yet is registered there. */
export function createProviderVisits(door: AdeDoorContext) {
	const { work, clock, sealer, options } = door;
	/** Writes down that a person came back too late, unless the phone has gone on by another visit meanwhile. */
	async function ranOut(visit: AdeVisit): Promise<void> {
		const attempt = await work.read.attempts.byId(visit.attemptId);
		const newest = await work.read.adeVisits.ofAttempt(visit.attemptId);
		const caller = attempt === undefined ? undefined : await callerOf(work.read, attempt);
		if (attempt === undefined || caller === undefined || standing(attempt) === "enrolled" || newest?.stateHash !== visit.stateHash) return;
		if (visit.issuedAt !== null || isAnothers(visit, attempt)) return;
		const signIn = { result: "session-expired", upn: attempt.upn ?? "", failures: 0, retryAt: null } as const;
		await judgeAde(door, "ade-sign-in", caller, attempt, { upn: attempt.upn, signIn });
	}

	return {
		/** The time begins again. A second way to the provider ends the first. */
		left(
			at: AdeEntered,
			{ state, secrets }: { readonly state: string; readonly secrets: ProviderSecrets },
			language: "en" | "ja",
		): Promise<void> {
			const { stateHash } = at.visit;
			const away: Away = { nonce: secrets.nonce, verifier: secrets.verifier, language };
			const change = {
				providerStateHash: sessionHash(state),
				providerSecrets: sealer.seal(Buffer.from(JSON.stringify(away)), context(stateHash)),
				expiresAt: clock.now() + options.visitLifetime,
			};
			return work.write((stores) => stores.adeVisits.update(stateHash, change));
		},

		/** The visit that a provider's answer is to. Its state is used up, whatever the answer holds. undefined: it is to none, or came a second time. */
		async back(query: string): Promise<Back | undefined> {
			const state = new URLSearchParams(query).get("state") ?? "";
			const visit = await work.write(async (stores) => {
				const found = await stores.adeVisits.byProviderStateHash(sessionHash(state));
				if (found !== undefined) await stores.adeVisits.update(found.stateHash, { providerStateHash: null, providerSecrets: null });
				return found;
			});
			if (visit === undefined || visit.providerSecrets === null) return undefined;
			if (visit.expiresAt <= clock.now()) {
				await ranOut(visit);
				return undefined;
			}
			const attempt = await work.read.attempts.byId(visit.attemptId);
			const caller = attempt === undefined ? undefined : await callerOf(work.read, attempt);
			if (attempt === undefined || caller === undefined || (await hasIdentity(work.read, attempt.id))) return undefined;
			const { language, ...secrets } = JSON.parse(sealer.open(visit.providerSecrets, context(visit.stateHash)).toString()) as Away;
			return { at: { state: "", visit, attempt, caller }, expected: { ...secrets, state }, language };
		},

		ranOut,
	};
}
