import type { Permission, Role } from "./permissions.ts";

/** Somebody who works with the service: not a user of the directory, who enrolls phones. */
export interface Administrator {
	readonly id: string;
	/** Lower case, unique. */
	readonly name: string;
	readonly role: Role;
	readonly enabled: boolean;
	/** argon2id, PHC string. */
	readonly passwordHash: string;
	/** Sealed secret of the one-time codes. */
	readonly totp: Uint8Array;
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

export interface AdministratorStore {
	byId(id: string): Promise<Administrator | undefined>;
	byName(name: string): Promise<Administrator | undefined>;
	insert(administrator: Administrator): Promise<void>;
	/** false: it is not at this version any more, and nothing was changed. */
	update(administrator: Administrator, seenVersion: number): Promise<boolean>;
	/** By name. There are a few dozen at most. */
	list(): Promise<Administrator[]>;
	/** Whether there is any: without one, the first comes by the set-up code. */
	any(): Promise<boolean>;
}

export interface AdministratorSessionStore {
	insert(session: AdministratorSession): Promise<void>;
	byId(id: string): Promise<AdministratorSession | undefined>;
	byTokenHash(tokenHash: string): Promise<AdministratorSession | undefined>;
	touch(id: string, at: number): Promise<void>;
	/** The newest first; of one administrator, or of all. */
	list(filter: { readonly administratorId?: string; readonly limit: number }): Promise<AdministratorSession[]>;
	delete(id: string): Promise<boolean>;
	deleteOf(administratorId: string): Promise<number>;
	/** Those over their absolute limit, and those that nobody used since. */
	prune(now: number, idleSince: number): Promise<void>;
}

export interface ApiTokenStore {
	insert(token: ApiToken): Promise<void>;
	byId(id: string): Promise<ApiToken | undefined>;
	byTokenHash(tokenHash: string): Promise<ApiToken | undefined>;
	touch(id: string, at: number): Promise<void>;
	/** The newest first; of one administrator, or of all. */
	list(filter: { readonly administratorId?: string; readonly limit: number }): Promise<ApiToken[]>;
	delete(id: string): Promise<boolean>;
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
}
