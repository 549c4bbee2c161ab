import type { AppleAccount, AppleDevice, AssignmentResult, Assignments, DevicePage } from "../protocol/ade/device.ts";
import type { AppleProfile } from "../protocol/ade/profile.ts";
import type { Refusal } from "../protocol/ade/refusal.ts";
import type { ServerToken } from "../protocol/ade/server-token.ts";
import type { ProfileSettings } from "./profile-settings.ts";

/**
 * Automated Device Enrollment. A **token** is one virtual server in Apple Business or School Manager; a **key pair** is what Apple encrypts it to; an
 * **enrollment profile** belongs to one token; a **device** is a serial number that Apple says is assigned to one token's server.
 */

/** What a round of a token is at, in this order: `fetch` is of every device, `sync` of what changed. */
export type RoundStageName = "account" | "fetch" | "sync" | "define" | "assign";

/** Made before a token: its certificate goes to Apple, its key opens what comes back. */
export interface AdeKeyPair {
	readonly id: string;
	/** DER, self-signed, RSA-2048. */
	readonly certificate: Uint8Array;
	/** PKCS #8, sealed. */
	readonly key: Uint8Array;
	readonly createdAt: number;
	/** The token that is to be renewed with it; null for a new token, and for one that waits for nobody in particular. */
	readonly forToken: string | null;
}

export interface AdeToken {
	readonly id: string;
	/** What the administrator calls it; unique, any case. */
	readonly name: string;
	/** The Apple Account with which it was made, as the administrator said, else as Apple says in /account. */
	readonly appleId: string | null;
	/** Whose key opened it. The pair stays as long as the token. */
	readonly keyPairId: string;
	/** Names the virtual server: a renewal has the same. No secret. */
	readonly consumerKey: string;
	/** JSON of ServerToken, sealed. */
	readonly secrets: Uint8Array;
	readonly expiresAt: number;
	/** When this token (not the first one of the server) was uploaded. */
	readonly uploadedAt: number;
	readonly createdAt: number;
	/** From /account; null before the first answer. */
	readonly account: AppleAccount | null;
	readonly accountAt: number | null;
	readonly defaultProfileId: string | null;
	/** Where the next page begins; null: a full fetch is due. Committed with the rows of the page. */
	readonly cursor: string | null;
	/** When Apple gave that cursor. */
	readonly cursorAt: number | null;
	/** `fetch` while a full fetch is under way (also after a restart), else `sync`. */
	readonly mode: "fetch" | "sync";
	/** Counts full fetches: rows that the last complete one did not name are no longer assigned. */
	readonly generation: number;
	/** Devices of the full fetch under way so far; the number of the last one when none is. */
	readonly fetched: number;
	readonly fetchStartedAt: number | null;
	readonly lastFullAt: number | null;
	/** Last try to sync, and the last that came to its end. */
	readonly lastTriedAt: number | null;
	readonly lastSuccessAt: number | null;
	/** Last time that an administrator asked for it. */
	readonly lastAskedAt: number | null;
	/** What Apple refused last, of the token as a whole; null since a round came to its end. */
	readonly refusal: (Refusal & { readonly since: number; readonly at: number; readonly during: RoundStageName }) | null;
	/** Not before then; null: on the usual schedule. */
	readonly retryAt: number | null;
	/** Refusals one after another that waiting may mend. */
	readonly failures: number;
}

export type AdeTokenChange = Partial<Omit<AdeToken, "id" | "createdAt">>;

export interface AdeProfile {
	readonly id: string;
	readonly tokenId: string;
	/** Unique within its token, any case. */
	readonly name: string;
	readonly settings: ProfileSettings;
	readonly createdAt: number;
	/** Last change of anything that Apple must be told. */
	readonly changedAt: number;
	/** Apple's profile_uuid; null: never defined there. */
	readonly uuid: string | null;
	/** When this version was defined at Apple; older than `changedAt`, or than the token's upload: it must be defined again. */
	readonly definedAt: number | null;
	/** What it was then; null: never defined, or by a version that did not keep it. */
	readonly definedAs: Pick<AdeProfile, "name" | "settings"> | null;
	/** Why Apple did not take it; null once it did. */
	readonly refusal: (Refusal & { readonly since: number; readonly at: number }) | null;
}

/**
 * A device of a token, with what Apple says and what we want and tried. Times are epoch milliseconds. The profile is as Apple said last, or as its answer
 * to our assignment implies.
 */
export interface AdeDevice extends Omit<AppleDevice, "op"> {
	readonly tokenId: string;
	/** The full fetch that named it last. */
	readonly generation: number;
	readonly firstSeenAt: number;
	readonly updatedAt: number;
	/** Since when Apple no longer assigns it to this server; shown as removed, forgotten 30 days later. */
	readonly removedAt: number | null;
	/** Chosen for this device; null: the token's default. */
	readonly profileId: string | null;
	/** When to look at its assignment next; null: nothing is to be done. */
	readonly assignAt: number | null;
	/** The profile_uuid that we last told Apple to assign, and when. Written before Apple is asked. */
	readonly triedUuid: string | null;
	readonly triedAt: number | null;
	/** What Apple answered to it; null: no answer is known (before the first, or the service was cut off: Apple is asked what it has). */
	readonly result: AssignmentResult | null;
	/** Failures one after another with the same profile. */
	readonly tries: number;
	/** THROTTLED: not before then. */
	readonly throttledUntil: number | null;
	/** When it first asked us for its profile, and last. */
	readonly contactedAt: number | null;
	readonly lastContactAt: number | null;
}

/** How far a device's assignment is: never one word "pending". */
export const assignmentStates = [
	"not-assigned",
	"assigning",
	"assigned",
	"pushed",
	"failed",
	"not-accessible",
	"throttled",
	"removed",
] as const;

export type AssignmentState = (typeof assignmentStates)[number];

/**
 * One visit of a phone in Setup Assistant, until it has its profile. What its signed description proved is on its try. Its state is in the address, never
 * in a cookie.
 */
export interface AdeVisit {
	/** SHA-256 of the state in the address, hexadecimal. */
	readonly stateHash: string;
	readonly attemptId: string;
	readonly tokenId: string;
	readonly serial: string;
	readonly userId: string | null;
	/** After the password, before the one-time code. */
	readonly pendingUserId: string | null;
	/** Of the request to the OpenID provider under way: SHA-256 of its `state`, and JSON of nonce and verifier, sealed. */
	readonly providerStateHash: string | null;
	readonly providerSecrets: Uint8Array | null;
	readonly createdAt: number;
	readonly expiresAt: number;
	/** When the profile was given out; it is given out again until the phone has used its challenge. */
	readonly issuedAt: number | null;
}

export interface AdeKeyPairStore {
	insert(pair: AdeKeyPair): Promise<void>;
	byId(id: string): Promise<AdeKeyPair | undefined>;
	/** The newest first. */
	list(): Promise<AdeKeyPair[]>;
	delete(id: string): Promise<void>;
}

export interface AdeTokenStore {
	/** false: the name is taken. */
	insert(token: AdeToken): Promise<boolean>;
	/** false: the name is taken. */
	update(id: string, change: AdeTokenChange): Promise<boolean>;
	byId(id: string): Promise<AdeToken | undefined>;
	byName(name: string): Promise<AdeToken | undefined>;
	byConsumerKey(consumerKey: string): Promise<AdeToken | undefined>;
	/** By name. */
	list(): Promise<AdeToken[]>;
	/** How far these stand: those that Apple refuses first, then by their last sync, the oldest first. Nothing sealed is read. */
	leastSynced(limit: number): Promise<Pick<AdeToken, "name" | "lastSuccessAt" | "refusal">[]>;
	count(): Promise<number>;
	/** With its devices and visits. The caller has made sure that it may go. */
	delete(id: string): Promise<void>;
}

export interface AdeProfileStore {
	/** false: the name is taken in this token. */
	insert(profile: AdeProfile): Promise<boolean>;
	/** false: the name is taken in this token. */
	update(id: string, change: Partial<Omit<AdeProfile, "id" | "tokenId" | "createdAt">>): Promise<boolean>;
	byId(id: string): Promise<AdeProfile | undefined>;
	byName(tokenId: string, name: string): Promise<AdeProfile | undefined>;
	/** By name. */
	ofToken(tokenId: string): Promise<AdeProfile[]>;
	delete(id: string): Promise<void>;
}

export interface AdeDeviceFilter {
	readonly tokenId?: string;
	readonly state?: AssignmentState;
	/** In serial, model, description, asset tag; any case. */
	readonly search?: string;
	/** Those that want this profile; `isDefault`: also those without a choice. Of one token only. */
	readonly wanting?: { readonly profileId: string; readonly isDefault: boolean };
	/** Serial after which to go on: lists are ordered by serial. */
	readonly after?: string;
	readonly limit: number;
}

export interface AdeDeviceStore {
	/**
	 * Writes a page in one statement. Of a serial that stands twice, in the page or in the store, the newest `opAt` wins (without one: the page's last);
	 * an older record changes nothing but `generation`. `deleted` sets `removedAt`. A serial that is new, came back, or whose profile at Apple is not the
	 * one that we last assigned gets `assignAt = now`. `generation` null: a sync, rows keep theirs.
	 */
	applyPage(
		tokenId: string,
		devices: readonly AppleDevice[],
		options: { readonly generation: number | null; readonly now: number },
	): Promise<void>;
	/** After a complete full fetch: rows of this token that it did not name are removed at Apple. How many. */
	removeMissing(tokenId: string, generation: number, now: number): Promise<number>;
	/** In every token; those that are not removed first. */
	bySerial(serial: string): Promise<AdeDevice[]>;
	ofToken(tokenId: string, serials: readonly string[]): Promise<AdeDevice[]>;
	list(filter: AdeDeviceFilter, now: number): Promise<AdeDevice[]>;
	/** How many are in each state, removed ones too. */
	counts(tokenId: string, now: number): Promise<Readonly<Record<AssignmentState, number>>>;
	/** Devices that are not removed. */
	count(tokenId: string): Promise<number>;
	/**
	 * Not removed, `assignAt` due, in the order in which they were first seen: by serial, which Apple's lists are not in, each page would touch rows and
	 * indexes everywhere. `after`: the last serial of the page before, or empty.
	 */
	dueForAssignment(tokenId: string, now: number, page: { readonly after: string; readonly limit: number }): Promise<AdeDevice[]>;
	/** When the next is due; null: none. */
	nextAssignment(tokenId: string): Promise<number | null>;
	/** `uuid` is about to be assigned: triedUuid, triedAt = now, result null. `tries` goes to 0 where the uuid is another one than before. */
	markTried(tokenId: string, serials: readonly string[], uuid: string, now: number): Promise<void>;
	/**
	 * What came of it. SUCCESS: profileUuid = uuid, status `assigned` unless it was pushed with it, assignAt null. Others: as given; THROTTLED does not
	 * count as one of the `tries`. What was made due after the try stays due.
	 */
	recordResults(
		tokenId: string,
		uuid: string,
		results: readonly {
			readonly serial: string;
			readonly result: AssignmentResult;
			readonly assignAt: number | null;
			readonly throttledUntil: number | null;
		}[],
		now: number,
	): Promise<void>;
	/** Nothing is to be done for these: what Apple has is what is wanted. A try that failed, or whose answer is not known, is over with it. */
	settle(tokenId: string, serials: readonly string[]): Promise<void>;
	/** The same for devices without a choice while their token has no default; at most `limit`; how many. What Apple has stays as it is. */
	settleUnwanted(tokenId: string, limit: number): Promise<number>;
	/**
	 * Sets what is wanted for these serials (null: the default) and makes them due. Answers with those that this token does not have, or that are
	 * removed.
	 */
	chooseProfile(tokenId: string, serials: readonly string[], profileId: string | null, now: number): Promise<readonly string[]>;
	/** Makes every device due whose wanted profile this is; `isDefault`: also those without a choice. How many. */
	requestAssignment(tokenId: string, of: { readonly profileId: string; readonly isDefault: boolean }, now: number): Promise<number>;
	/** How many devices want this profile by choice. */
	countChosen(profileId: string): Promise<number>;
	/** The same of each of the token's profiles that some device chose, by profile id. */
	chosenCounts(tokenId: string): Promise<ReadonlyMap<string, number>>;
	/** The phone itself came. */
	contacted(tokenId: string, serial: string, at: number): Promise<void>;
	/** Forgets devices that were removed before; at most `limit`; how many. */
	forgetRemoved(before: number, limit: number): Promise<number>;
}

export interface AdeVisitStore {
	insert(visit: AdeVisit): Promise<void>;
	byStateHash(hash: string): Promise<AdeVisit | undefined>;
	byProviderStateHash(hash: string): Promise<AdeVisit | undefined>;
	ofAttempt(attemptId: string): Promise<AdeVisit | undefined>;
	update(
		stateHash: string,
		change: Partial<Pick<AdeVisit, "userId" | "pendingUserId" | "providerStateHash" | "providerSecrets" | "expiresAt" | "issuedAt">>,
	): Promise<void>;
	/** Ends every other visit of this device, for one phone is in one Setup Assistant, and forgets those of the same try. */
	endOthers(serial: string, exceptStateHash: string): Promise<void>;
	/** Forgets visits that ended before; at most `limit`; how many. */
	deleteExpired(before: number, limit: number): Promise<number>;
}

/** What Apple answered. */
export type AppleAnswer<T> =
	| { readonly ok: true; readonly value: T; readonly skewMs: number | null }
	| { readonly ok: false; readonly refusal: Refusal };

/** Apple's device service for one token (apple/ade-client.ts). No call throws for what Apple or the network does. */
export interface AdeApi {
	account(): Promise<AppleAnswer<AppleAccount>>;
	/** POST /server/devices. */
	fetchPage(from: { readonly cursor: string | null; readonly limit: number }): Promise<AppleAnswer<DevicePage>>;
	/** POST /devices/sync. */
	syncPage(from: { readonly cursor: string; readonly limit: number }): Promise<AppleAnswer<DevicePage>>;
	/** POST /devices, 1000 at most. Serials that Apple does not let us see are not in the map. */
	details(serials: readonly string[]): Promise<AppleAnswer<ReadonlyMap<string, AppleDevice>>>;
	/** POST /profile. */
	defineProfile(profile: AppleProfile): Promise<AppleAnswer<{ readonly uuid: string }>>;
	/** POST /profile/devices, 1000 at most. */
	assign(uuid: string, serials: readonly string[]): Promise<AppleAnswer<Assignments>>;
	/** DELETE /profile/devices, 1000 at most. */
	unassign(serials: readonly string[]): Promise<AppleAnswer<Assignments>>;
}

/** A connection for a token; sessions are kept between calls for the same token, and forgotten when it is renewed. */
export type OpenAdeApi = (token: Pick<AdeToken, "id">, secrets: ServerToken) => AdeApi;
