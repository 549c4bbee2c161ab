import type { MdmAuthority } from "../evidence/facts.ts";

export interface User {
	readonly id: string;
	/** Lower case, unique. */
	readonly upn: string;
	readonly displayName: string;
	/** argon2id, PHC string; null: cannot sign in with a password. */
	readonly passwordHash: string | null;
	/** Sealed TOTP secret; null: none. */
	readonly totp: Uint8Array | null;
	readonly enabled: boolean;
	readonly enrollmentManager: boolean;
	readonly createdAt: number;
	readonly updatedAt: number;
}

export interface Group {
	readonly id: string;
	/** Unique, compared without case. */
	readonly name: string;
}

export interface LicencePlan {
	/** Short identifier: `INTUNE_A`. Unique. */
	readonly plan: string;
	readonly name: string;
	/** The MDM authority that this licence is for. */
	readonly authority: MdmAuthority;
	readonly seats: number;
}

export interface LicenceAssignment {
	readonly userId: string;
	readonly plan: string;
	/** `no-seat`: wanted, but none was left when it was assigned. */
	readonly state: "active" | "no-seat";
	readonly assignedAt: number;
}

export interface UserStore {
	byId(id: string): Promise<User | undefined>;
	byUpn(upn: string): Promise<User | undefined>;
	upsert(user: User): Promise<void>;
	list(filter: { search?: string; limit: number }): Promise<User[]>;
	count(): Promise<number>;
	/** Candidates for near misses of a name: the same length within 2, same first two letters or same suffix. At most `limit`. */
	similar(upn: string, limit: number): Promise<string[]>;
}

export interface GroupStore {
	byName(name: string): Promise<Group | undefined>;
	upsert(group: Group): Promise<void>;
	list(): Promise<(Group & { members: number })[]>;
	ofUser(userId: string): Promise<Group[]>;
	addMember(groupId: string, userId: string): Promise<void>;
	removeMember(groupId: string, userId: string): Promise<void>;
}

export interface LicenceStore {
	plans(): Promise<(LicencePlan & { consumed: number })[]>;
	upsertPlan(plan: LicencePlan): Promise<void>;
	ofUser(userId: string): Promise<LicenceAssignment[]>;
	assign(assignment: LicenceAssignment): Promise<void>;
	/**
	 * Assigns in whatever state the plan's seats allow now: counted and written as one, so that two at once cannot take the last seat.
	 * Who holds a seat keeps it. The plan must exist.
	 */
	assignWithinSeats(assignment: Omit<LicenceAssignment, "state">): Promise<LicenceAssignment["state"]>;
	unassign(userId: string, plan: string): Promise<boolean>;
	/** Assignments that wait for a seat, oldest first. */
	waiting(plan: string): Promise<LicenceAssignment[]>;
}

/** Wrong passwords, counted by a key (name, or peer). */
export interface ThrottleStore {
	get(key: string): Promise<{ failures: number; firstAt: number; lastAt: number } | undefined>;
	put(key: string, value: { failures: number; firstAt: number; lastAt: number }): Promise<void>;
	clear(key: string): Promise<void>;
	/** Forgets the counters that nobody touched since: names that do not exist are counted too, and would pile up. */
	prune(before: number): Promise<void>;
}
