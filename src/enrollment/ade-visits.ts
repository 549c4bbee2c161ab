import type { AdeVisit } from "../ade/ports.ts";
import type { Attempt } from "../evidence/attempt.ts";
import type { AdeDoorContext, AdeDoorStores, Caller } from "./ade-door.ts";
import { callerOf } from "./ade-judge.ts";
import { sessionHash } from "./visits.ts";

/** A visit as it stands. `state` is what the address carries; only its hash is stored. */
export interface AdeEntered {
	readonly state: string;
	readonly visit: AdeVisit;
	readonly attempt: Attempt;
	readonly caller: Caller;
}

/** Whom a visit is of. */
type Person = Pick<AdeVisit, "userId" | "pendingUserId">;

/** Opens and finds visits of phones in Setup Assistant, whose web view keeps no cookie: the state is 256 random bits in the address. */
export class AdeVisits {
	readonly #context: AdeDoorContext;

	constructor(context: AdeDoorContext) {
		this.#context = context;
	}

	/** For a phone whose description was taken. Every other visit of the phone ends. */
	async open(stores: AdeDoorStores, caller: Caller, attempt: Attempt): Promise<string> {
		const { described, asked } = caller;
		if (described === null) throw new Error("a visit is of a phone that described itself");
		return this.#insert(stores, {
			attemptId: attempt.id,
			tokenId: asked.token.id,
			serial: described.serial,
			userId: null,
			pendingUserId: null,
			issuedAt: null,
		});
	}

	/**
	 * After a sign-in the visit gets a new state, and the time begins again: whoever sent this person the old address learns nothing from it. What was
	 * given out before is void, or the phone that holds it would be enrolled as this person's. null: the visit has ended meanwhile.
	 */
	async renew(stores: AdeDoorStores, { visit }: AdeEntered, person: Person): Promise<string | null> {
		const { attemptId, tokenId, serial, issuedAt } = visit;
		const now = this.#context.clock.now();
		const present = await stores.adeVisits.byStateHash(visit.stateHash);
		if (present === undefined || present.expiresAt <= now || (await hasIdentity(stores, attemptId))) return null;
		await stores.challenges.expireUnused(attemptId, now);
		return this.#insert(stores, { attemptId, tokenId, serial, issuedAt, ...person });
	}

	async #insert(
		stores: AdeDoorStores,
		visit: Omit<AdeVisit, "stateHash" | "createdAt" | "expiresAt" | "providerStateHash" | "providerSecrets">,
	): Promise<string> {
		const { randomness } = this.#context;
		const now = this.#context.clock.now();
		const state = randomness.bytes(32).toString("base64url");
		const stateHash = sessionHash(state);
		await stores.adeVisits.insert({
			...visit,
			stateHash,
			providerStateHash: null,
			providerSecrets: null,
			createdAt: now,
			expiresAt: now + this.#context.options.visitLifetime,
		});
		await stores.adeVisits.endOthers(visit.serial, stateHash);
		return state;
	}

	/** `over`: it has ended, or its phone went on with what it was given; null: there is none. */
	async find(
		state: string,
	): Promise<{ readonly over: false; readonly entered: AdeEntered } | { readonly over: true; readonly visit: AdeVisit } | null> {
		const { read } = this.#context.work;
		const visit = await read.adeVisits.byStateHash(sessionHash(state));
		if (visit === undefined) return null;
		const attempt = visit.expiresAt <= this.#context.clock.now() ? undefined : await read.attempts.byId(visit.attemptId);
		const caller = attempt === undefined ? undefined : await callerOf(read, attempt);
		if (attempt === undefined || caller === undefined || (await hasIdentity(read, attempt.id))) return { over: true, visit };
		if (isAnothers(visit, attempt)) return { over: true, visit };
		return { over: false, entered: { state, visit, attempt, caller } };
	}
}

/** Somebody else has signed in on the same try since, by Setup Assistant's own form: what this visit's person was given is void. */
export const isAnothers = (visit: Pick<AdeVisit, "userId">, attempt: Pick<Attempt, "userId">): boolean =>
	visit.userId !== null && visit.userId !== attempt.userId;

/** From then on nobody else can become the phone's user. What goes wrong afterwards begins with a new description. */
export async function hasIdentity({ attempts }: Pick<AdeDoorStores, "attempts">, attemptId: string): Promise<boolean> {
	return (await attempts.steps(attemptId)).some(({ name }) => name === "identity-issued");
}
