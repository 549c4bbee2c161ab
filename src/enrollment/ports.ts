import type { Attempt, AttemptState, AwaitedSign, DeviceDescription, Journey, Step, StoredDecision } from "../evidence/attempt.ts";
import type { Position } from "../evidence/position.ts";
import type { CountableDevice } from "../tenant/limit-fact.ts";

/** What the store keeps of tries. */
export interface AttemptStore {
	/** Fails with `false` when the reference is taken: make another. */
	insert(attempt: Attempt): Promise<boolean>;
	byId(id: string): Promise<Attempt | undefined>;
	/** The reference as a person types it: any case, with or without hyphen, O for 0 and the like already normalised by `normaliseReference`. */
	byReference(reference: string): Promise<Attempt | undefined>;
	update(id: string, change: AttemptChange): Promise<void>;
	addStep(attemptId: string, step: Step): Promise<void>;
	steps(attemptId: string): Promise<Step[]>;
	/** Newest first. */
	list(filter: AttemptFilter): Promise<Attempt[]>;
	/** Tries that have waited for this since `until` or longer, the longest first. Reads no others. */
	awaiting(waiting: { readonly sign: AwaitedSign; readonly until: number; readonly limit: number }): Promise<Attempt[]>;
	/** The newest try of this device, if any. */
	latestOfDevice(deviceId: string): Promise<Attempt | undefined>;
	/**
	 * Forgets tries of nobody: no phone spoke in them, and nobody signed in. `nameless`: those only that are open and in which no name was typed either,
	 * pages that were opened and left, or by robots. At most `limit` of those that began before; how many.
	 */
	pruneNobodys(options: { readonly nameless: boolean; readonly before: number; readonly limit: number }): Promise<number>;
}

export interface AttemptChange {
	readonly state?: AttemptState;
	readonly code?: string | null;
	readonly userId?: string | null;
	readonly upn?: string | null;
	readonly device?: DeviceDescription;
	readonly deviceId?: string | null;
	readonly decision?: StoredDecision;
	/** Both, or neither. */
	readonly awaits?: AwaitedSign | null;
	readonly awaitsSince?: number | null;
	readonly updatedAt: number;
}

export interface AttemptFilter {
	readonly state?: AttemptState;
	readonly code?: string;
	readonly upn?: string;
	readonly serial?: string;
	readonly journey?: Journey;
	/** Begun then or later; before. */
	readonly since?: number;
	readonly until?: number;
	readonly after?: Position;
	readonly limit: number;
}

/** A try that came through, with what the door judged of it that a policy can change. */
export interface EnrolledTry {
	readonly journey: Journey;
	/** null: nobody's. */
	readonly userId: string | null;
	/** The groups that they are in now. */
	readonly groups: readonly { readonly id: string; readonly name: string }[];
	readonly device: DeviceDescription;
	/** As the device's record says; null: there is none any more. */
	readonly ownership: "personal" | "company" | null;
}

/** Somebody with devices, as far as a limit looks at them. */
export interface DeviceHolder {
	readonly userId: string;
	readonly enrollmentManager: boolean;
	readonly groups: readonly { readonly id: string; readonly name: string }[];
	readonly devices: readonly CountableDevice[];
}

/** Many at once and never more than asked for: over whom a policy's change is judged before it is made. */
export interface CrowdStore {
	/** Begun since then, the newest first. */
	enrolled(asked: { readonly since: number; readonly limit: number }): Promise<EnrolledTry[]>;
	/** Who has so many records that are not ended, of too many those with the most; `groups`: only members of one of these. */
	holders(asked: { readonly atLeast: number; readonly groups: readonly string[] | null; readonly limit: number }): Promise<DeviceHolder[]>;
}

/** A request that could not be tied to a try: bytes that do not parse, a signature that names nobody. Kept apart, bounded in number. */
export interface Fault {
	readonly id: string;
	readonly at: number;
	/** `mdm`, `scep`, `portal`, `ade`. */
	readonly face: string;
	readonly peer: string;
	/** A code of the table, or what kind of malformation it was; never content. */
	readonly code: string;
	readonly detail: string;
	readonly attemptId: string | null;
}

export interface FaultStore {
	insert(fault: Fault): Promise<void>;
	/** How often the very same was written since, everything alike but id and instant; counted up to `most`. */
	writtenSince(fault: Omit<Fault, "id" | "at">, since: number, most: number): Promise<number>;
	/** Newest first. */
	list(limit: number): Promise<Fault[]>;
	/** Keeps the newest `keep` rows. */
	prune(keep: number): Promise<void>;
}

/** A person's visit to the portal. The token is in the cookie; its SHA-256 is stored. */
export interface PortalSession {
	readonly tokenHash: string;
	readonly attemptId: string;
	readonly userId: string | null;
	/** After the password, before the one-time code. */
	readonly pendingUserId: string | null;
	readonly createdAt: number;
	readonly expiresAt: number;
}

export interface SessionStore {
	insert(session: PortalSession): Promise<void>;
	byTokenHash(tokenHash: string): Promise<PortalSession | undefined>;
	update(
		tokenHash: string,
		change: { userId?: string | null; pendingUserId?: string | null; attemptId?: string; expiresAt?: number },
	): Promise<void>;
	deleteExpired(now: number): Promise<void>;
}

/** Somebody who looks after their own devices. The token is in the cookie; its SHA-256 is stored. */
export interface MySession {
	readonly tokenHash: string;
	readonly userId: string;
	/** After the password, before the one-time code: nobody is signed in yet. */
	readonly pending: boolean;
	readonly createdAt: number;
	readonly expiresAt: number;
}

export interface MySessionStore {
	insert(session: MySession): Promise<void>;
	byTokenHash(tokenHash: string): Promise<MySession | undefined>;
	delete(tokenHash: string): Promise<void>;
	deleteExpired(now: number): Promise<void>;
}
