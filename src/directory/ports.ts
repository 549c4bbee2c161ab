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

/** Of a list of people. What is left out does not narrow it. */
export interface UserFilter {
	/** The beginning of the user name, or of any word of the name. */
	readonly search?: string;
	readonly enabled?: boolean;
	/** Who has been given this plan; `licence`: in this state. */
	readonly plan?: string;
	readonly licence?: LicenceAssignment["state"];
	/** A group's id. */
	readonly groupId?: string;
}

export interface UserStore {
	byId(id: string): Promise<User | undefined>;
	byUpn(upn: string): Promise<User | undefined>;
	/** Those of these names that are there, in no order. */
	byUpns(upns: readonly string[]): Promise<User[]>;
	/** Whoever is there keeps their user name, for ever: what they are listed by holds it too. */
	upsert(user: User): Promise<void>;
	/** Many at once, each but once. Whoever is there keeps their second factor and the time at which they came; whoever is new has none. */
	putAll(users: readonly Omit<User, "totp">[]): Promise<void>;
	/** Takes somebody out of every group and the list. Whoever calls it has given their licences back within the unit of work. */
	remove(id: string): Promise<void>;
	list(filter: { search?: string; limit: number }): Promise<User[]>;
	/** By user name, after this one, whether or not anybody has it still; each with how many devices they have that are not ended. However many users there are, it reads a few. */
	page(filter: UserFilter & { readonly after?: string; readonly limit: number }): Promise<(User & { readonly devices: number })[]>;
	count(): Promise<number>;
	/** Whether there is any enrollment manager. Looks through all users where there is none. */
	hasManager(): Promise<boolean>;
	/** Candidates for near misses of a name: the same length within 2, same first two letters or same suffix. At most `limit`. */
	similar(upn: string, limit: number): Promise<string[]>;
}

export interface GroupStore {
	byName(name: string): Promise<Group | undefined>;
	/** Those of these names that are there, compared without case. */
	byNames(names: readonly string[]): Promise<Group[]>;
	upsert(group: Group): Promise<void>;
	list(): Promise<(Group & { members: number })[]>;
	byId(id: string): Promise<Group | undefined>;
	ofUser(userId: string): Promise<Group[]>;
	/** Of all of these, each one's by name. */
	ofUsers(userIds: readonly string[]): Promise<(Group & { readonly userId: string })[]>;
	/** Those of these that are there, by name. */
	named(ids: readonly string[]): Promise<Group[]>;
	/** The same with how many are in each: counts their members only, whatever other groups there are. */
	sized(ids: readonly string[]): Promise<(Group & { members: number })[]>;
	/** Whether anybody is in one of these groups and in none of `outside`. Ends with the first who is. */
	hasMember(of: readonly string[], outside: readonly string[]): Promise<boolean>;
	addMember(groupId: string, userId: string): Promise<void>;
	addMembers(members: readonly { readonly groupId: string; readonly userId: string }[]): Promise<void>;
	removeMember(groupId: string, userId: string): Promise<void>;
}

export interface LicenceStore {
	plans(): Promise<(LicencePlan & { consumed: number })[]>;
	upsertPlan(plan: LicencePlan): Promise<void>;
	ofUser(userId: string): Promise<LicenceAssignment[]>;
	/** Of all of these, each one's in the order in which they were assigned. */
	ofUsers(userIds: readonly string[]): Promise<LicenceAssignment[]>;
	/** Writes many, each user's of a plan but once. Whoever calls it has seen within the unit of work that the seats suffice. */
	assignAll(assignments: readonly LicenceAssignment[]): Promise<void>;
	assign(assignment: LicenceAssignment): Promise<void>;
	/**
	 * Assigns in whatever state the plan's seats allow now: counted and written as one, so that two at once cannot take the last seat.
	 * Who holds a seat keeps it. The plan must exist.
	 */
	assignWithinSeats(assignment: Omit<LicenceAssignment, "state">): Promise<LicenceAssignment["state"]>;
	unassign(userId: string, plan: string): Promise<boolean>;
	countWaiting(plan: string): Promise<number>;
	/** Assignments that wait for a seat, oldest first. */
	waiting(plan: string): Promise<LicenceAssignment[]>;
}

/** Why an OpenID provider did not vouch for anybody: one word for the record, never what the provider said. */
export const providerFaults = [
	/** No answer: name, connection, TLS, time-out. */
	"unreachable",
	/** An answer that is none of OpenID Connect. */
	"not-understood",
	/** The provider itself says no: the person stopped, or the provider's own rules refused. */
	"refused",
	/** It does not take our client ID, secret or redirect address. */
	"client-refused",
	/** The answer belongs to no request of ours, or to one that was answered before. */
	"state",
	"nonce",
	"audience",
	"issuer",
	/** Not signed by a key of the provider, or with `alg: none`. */
	"signature",
	"expired",
	/** The claim that names the user is not there. */
	"no-name",
	/** The claim is an e-mail address, of which the provider does not say that it has been verified. */
	"email-not-verified",
] as const;

export type ProviderFault = (typeof providerFaults)[number];

/** What must be kept between the way to the provider and the way back; sealed, for the verifier is a secret. */
export interface ProviderSecrets {
	readonly nonce: string;
	readonly verifier: string;
}

/** An OpenID provider (openid/provider.ts). No call throws for what it or the network does. */
export interface SignInProvider {
	/** Where the person signs in. `state` comes back in the address of `finish`: keep its hash, and let it be used once. */
	begin(
		language: "en" | "ja",
	): Promise<
		| { readonly ok: true; readonly url: string; readonly state: string; readonly secrets: ProviderSecrets }
		| { readonly ok: false; readonly fault: ProviderFault }
	>;
	/** @param query of the redirect, as it came, with its `state` and `code` */
	finish(
		query: string,
		expected: ProviderSecrets & { readonly state: string },
	): Promise<{ readonly ok: true; readonly username: string } | { readonly ok: false; readonly fault: ProviderFault }>;
}
