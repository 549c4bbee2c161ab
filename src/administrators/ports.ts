import type { Permission, Role } from "./permissions.ts";

/** Somebody who works with the service: not a user of the directory, who enrolls phones. */
export interface Administrator {
	readonly id: string;
	/** Lower case, unique. */
	readonly name: string;
	readonly role: Role;
	readonly enabled: boolean;
	/** argon2id, PHC string; null together with `totp`: they sign in by a passkey, or at the provider. */
	readonly passwordHash: string | null;
	/** Sealed secret of the one-time codes. */
	readonly totp: Uint8Array | null;
	/** Whom the OpenID provider knows, as issuer and subject: it says the role at each sign-in. null: an account of this service. */
	readonly provider: string | null;
	/** One more with each change: who changes it names the version that they saw. */
	readonly version: number;
	readonly createdAt: number;
	readonly updatedAt: number;
}

/** `code`: the password was right, and the one-time code must follow. */
export type SessionStage = "code" | "signed-in";

export interface AdministratorSession {
	/** Opens nothing: lists show it. */
	readonly id: string;
	/** SHA-256 of the token, in hex. The token itself is nowhere but in the cookie. */
	readonly tokenHash: string;
	readonly administratorId: string;
	readonly stage: SessionStage;
	readonly createdAt: number;
	/** Coarse: written down once a minute. */
	readonly lastSeenAt: number;
	/** The absolute limit. */
	readonly expiresAt: number;
	/** From where it was opened. */
	readonly peer: string;
	readonly userAgent: string;
}

/** For a script, in the name of an administrator: it may never do more than they may. */
export interface ApiToken {
	readonly id: string;
	readonly tokenHash: string;
	readonly administratorId: string;
	/** What it is for, in its owner's words. */
	readonly name: string;
	readonly scopes: readonly Permission[];
	readonly createdAt: number;
	readonly expiresAt: number;
	/** Coarse, as for sessions; null: never. */
	readonly lastUsedAt: number | null;
}

/** A key that an administrator's device or password manager keeps, by which they sign in. */
export interface Passkey {
	/** Ours: lists show it. */
	readonly id: string;
	/** The authenticator's, base64url. */
	readonly credentialId: string;
	readonly administratorId: string;
	/** In its owner's words. */
	readonly name: string;
	/** COSE. */
	readonly publicKey: Uint8Array;
	/** Of signatures, as the authenticator counts them; most that are synced say 0 for ever. */
	readonly counter: number;
	readonly transports: readonly string[];
	/** It is backed up with its owner's other passkeys, and is on more than one device. */
	readonly synced: boolean;
	readonly createdAt: number;
	readonly lastUsedAt: number | null;
}

/** Somebody who may become an administrator, by a code that was shown once. */
export interface Invitation {
	readonly id: string;
	readonly codeHash: string;
	readonly name: string;
	readonly role: Role;
	/** Who invites, by name. */
	readonly invitedBy: string;
	readonly createdAt: number;
	readonly expiresAt: number;
}

export interface AdministratorStore {
	byId(id: string): Promise<Administrator | undefined>;
	byName(name: string): Promise<Administrator | undefined>;
	byProvider(provider: string): Promise<Administrator | undefined>;
	insert(administrator: Administrator): Promise<void>;
	/** false: it is not at this version any more, and nothing was changed. */
	update(administrator: Administrator, seenVersion: number): Promise<boolean>;
	/** By name. There are a few dozen at most. */
	list(): Promise<Administrator[]>;
	/** Whether there is any: without one, the first comes by the set-up code. */
	any(): Promise<boolean>;
}

export interface SessionFilter {
	readonly administratorId?: string;
	readonly stage?: SessionStage;
	readonly live?: { readonly now: number; readonly idleSince: number };
	readonly limit: number;
}

export interface AdministratorSessionStore {
	insert(session: AdministratorSession): Promise<void>;
	byId(id: string): Promise<AdministratorSession | undefined>;
	byTokenHash(tokenHash: string): Promise<AdministratorSession | undefined>;
	touch(id: string, at: number): Promise<void>;
	/** The newest first; of one administrator, or of all; `live`: that are not over at `now`, and were seen after `idleSince`. */
	list(filter: SessionFilter): Promise<AdministratorSession[]>;
	delete(id: string): Promise<boolean>;
	/** @param except the session that stays */
	deleteOf(administratorId: string, except?: string): Promise<number>;
	/** Ends the oldest of this stage but so many. */
	keepNewest(administratorId: string, stage: SessionStage, count: number): Promise<void>;
	/** Those over their absolute limit, and those that nobody used since. */
	prune(now: number, idleSince: number): Promise<void>;
}

export interface ApiTokenStore {
	insert(token: ApiToken): Promise<void>;
	byId(id: string): Promise<ApiToken | undefined>;
	byTokenHash(tokenHash: string): Promise<ApiToken | undefined>;
	touch(id: string, at: number): Promise<void>;
	/** The newest first; of one administrator, or of all; `liveAt`: that are not over then. */
	list(filter: { readonly administratorId?: string; readonly liveAt?: number; readonly limit: number }): Promise<ApiToken[]>;
	delete(id: string): Promise<boolean>;
	deleteOf(administratorId: string): Promise<number>;
	prune(now: number): Promise<void>;
}

export interface PasskeyStore {
	insert(passkey: Passkey): Promise<void>;
	byId(id: string): Promise<Passkey | undefined>;
	byCredentialId(credentialId: string): Promise<Passkey | undefined>;
	/** The oldest first. */
	listOf(administratorId: string): Promise<Passkey[]>;
	/** false: somebody used it since `seenCounter` was read, and nothing was changed. */
	used(id: string, use: { readonly counter: number; readonly synced: boolean; readonly at: number }, seenCounter: number): Promise<boolean>;
	rename(id: string, name: string): Promise<void>;
	delete(id: string): Promise<boolean>;
	deleteOf(administratorId: string): Promise<number>;
}

export interface InvitationStore {
	insert(invitation: Invitation): Promise<void>;
	byId(id: string): Promise<Invitation | undefined>;
	byCodeHash(codeHash: string): Promise<Invitation | undefined>;
	/** Those that are still good, the newest first. */
	list(now: number): Promise<Invitation[]>;
	delete(id: string): Promise<boolean>;
	/** Of this name, whoever invited. */
	deleteNamed(name: string): Promise<void>;
	prune(now: number): Promise<void>;
}

/** Challenges and ways to the provider that were used: each is good once. */
export interface SpentCeremonyStore {
	/** false: it was spent already. */
	spend(id: string, expiresAt: number): Promise<boolean>;
	prune(now: number): Promise<void>;
}

/** The hash of the code by which the first administrator comes, while there is none. */
export interface SetupCodeStore {
	get(name: string): Promise<string | undefined>;
	set(name: string, value: string, now: number): Promise<void>;
}

export interface AdministratorStores {
	readonly administrators: AdministratorStore;
	readonly administratorSessions: AdministratorSessionStore;
	readonly apiTokens: ApiTokenStore;
	readonly passkeys: PasskeyStore;
	readonly invitations: InvitationStore;
	readonly spentCeremonies: SpentCeremonyStore;
}
