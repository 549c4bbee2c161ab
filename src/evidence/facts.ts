import type { AdeDeviceFact, AdeProfileFact, AdeSignInFact, AdeSyncFact, AdeTokenFact, MachineInfoFact } from "./ade-fact.ts";
import type { AwaitedSign } from "./attempt.ts";
import type { DeviceState } from "./device-state.ts";
import type { ClockFact, DomainFact, HostFact, ServerSeenFact } from "./outside-fact.ts";
import type { TenantFact } from "./tenant-fact.ts";

/**
 * What must be known to judge a try. A fact that is absent (undefined) was not to be had at this step: a check that needs it answers `unknown`.
 * `null` means: looked for, and there is none. Instants are epoch milliseconds.
 */
export interface Facts {
	readonly now: number;
	/** null: not in maintenance. */
	readonly maintenance?: { readonly since: number; readonly until: number | null } | null;
	readonly authority?: MdmAuthority;
	readonly pushCertificate?: PushCertificateFact | null;
	readonly browser?: BrowserFact;
	readonly signIn?: SignInFact;
	readonly user?: UserFact;
	readonly licences?: LicencesFact;
	readonly enrollmentGroup?: { readonly required: string | null; readonly member: boolean };
	readonly restriction?: RestrictionFact;
	readonly limit?: LimitFact;
	readonly device?: DeviceFact;
	/** Whether the organisation owns this device, known once its serial is. */
	readonly corporate?: { readonly by: "corporate-identifier" | "enrollment-manager" | "ade" } | null;
	/** How many corporate identifiers the tenant has: 0 proves that no device can be corporate by its serial. */
	readonly corporateIdentifiers?: number;
	/** The record that this serial or UDID has here and that is not ended. */
	readonly existing?: ExistingDeviceFact | null;
	readonly blocked?: { readonly reason: string; readonly since: number } | null;
	readonly terms?: readonly TermsFact[];
	readonly method?: { readonly journey: string; readonly allowed: readonly string[]; readonly policy: string };
	/** version null: the web portal was used, no app. */
	readonly portalApp?: { readonly version: string | null; readonly minimum: string };
	readonly challenge?: ChallengeFact;
	readonly identity?: IdentityFact;
	/** The topic that this device's profile carried against the present certificate's. */
	readonly topic?: { readonly presented: string; readonly current: string | null };
	/** null: it can be read. */
	readonly message?: MessageFault | null;
	/** What the signed description of a phone in Setup Assistant came to. */
	readonly machineInfo?: MachineInfoFact;
	/** The device in Automated Device Enrollment, by its serial; null: no token has it, and none ever had. */
	readonly adeDevice?: AdeDeviceFact | null;
	/** The tokens' last syncs; only where no token has the device, for a token that does not sync may be why. */
	readonly adeSyncs?: readonly AdeSyncFact[];
	readonly adeToken?: AdeTokenFact;
	readonly adeProfile?: AdeProfileFact;
	/** How this person would sign in at Setup Assistant. */
	readonly adeSignIn?: AdeSignInFact;
	/** How a try fell silent. */
	readonly silence?: SilenceFact;
	/** What became of the first contact after TokenUpdate; null: the device is not managed yet. */
	readonly contact?: ContactFact | null;
	/** What this service presents to whoever calls it. */
	readonly serverCertificate?: ServerCertificateFact;
	/** What the world says of a domain of the tenant: the user's own, or the one that is looked after. */
	readonly domain?: DomainFact;
	/** This service as it looks from outside. */
	readonly serverSeen?: ServerSeenFact;
	readonly clock?: ClockFact;
	readonly appleHosts?: readonly HostFact[];
	/** The organisation and its service as a whole. */
	readonly tenant?: TenantFact;
	/** What a person or a log says that the phone showed. */
	readonly report?: ReportFact;
}

export interface ReportFact {
	/** The codes whose messages or signatures fit. */
	readonly matched: readonly string[];
	/** An error of Apple's that was named with its domain and number: itself proof of what it stands for. */
	readonly errors: readonly { readonly domain: string; readonly code: number }[];
	readonly from: "person" | "log";
	/** When the newest try of whoever tells it began: since then it is proven that their phone reaches this service. Absent: no try is on record. */
	readonly reachedAt?: number;
}

export interface SilenceFact {
	/** null: the try waits for nothing. */
	readonly awaits: AwaitedSign | null;
	/** Of the last sign. */
	readonly since: number;
	/** Whether the device itself has spoken Authenticate. */
	readonly authenticated: boolean;
	/** Other devices that came through to their first commands within the day before, or since: proof that what they passed is sound. */
	readonly others: number;
	/** Devices that this user has enrolled; null: nobody has signed in. */
	readonly ownDevices: number | null;
}

export interface ContactFact {
	readonly managedAt: number;
	/** When Apple took the first push, and since when it calls the token void; null: it did not. */
	readonly pushedAt: number | null;
	readonly tokenVoidAt: number | null;
	/** The last message of any kind. */
	readonly seenAt: number | null;
	/** What became of DeviceConfigured; null: it was never queued. */
	readonly release: "waiting" | "sent" | "answered" | "failed" | null;
}

export interface ServerCertificateFact {
	/** The name by which phones call, and whether the certificate is for it. */
	readonly name: string;
	readonly isForName: boolean;
	readonly notAfter: number;
	/** Issued by our own authority, which a phone trusts only after it installed the profile. */
	readonly ofOwnAuthority: boolean;
	/** Of our own authority, which issues the devices' identities. */
	readonly authorityNotAfter: number;
}

/** Why bytes cannot be read (protocol/malformed.ts): which codec, what kind of fault, where (-1: nowhere in particular). Never content. */
export interface MessageFault {
	readonly codec: string;
	readonly fault: string;
	readonly offset: number;
}

export type MdmAuthority = "unknown" | "intune" | "sccm" | "office365";

export interface PushCertificateFact {
	readonly topic: string | null;
	readonly notBefore: number;
	readonly notAfter: number;
	/** Empty when sound. */
	readonly faults: readonly ("unparsable" | "key-mismatch" | "wrong-issuer" | "wrong-topic")[];
	/** APNs' last answer that speaks of the certificate itself (`BadCertificate`, …); null when the last answer was good or none came yet. */
	readonly refusedByApple: { readonly reason: string; readonly since: number } | null;
	readonly appleId: string | null;
}

/** From the User-Agent: a hint, never proof (Safari 26 freezes its OS version, an iPad may call itself a Mac). */
export interface BrowserFact {
	readonly family: "iphone" | "ipad" | "mac-or-ipad" | "other";
	readonly platform: string;
	readonly safari: boolean;
}

export interface SignInFact {
	readonly result: "accepted" | "wrong-password" | "wrong-code" | "no-password" | "throttled" | "session-expired";
	readonly upn: string;
	/** Wrong tries in the present window. */
	readonly failures: number;
	readonly retryAt: number | null;
}

export interface UserFact {
	/** As typed, lower case. */
	readonly upn: string;
	readonly suffix: string;
	readonly suffixVerified: boolean;
	readonly verifiedDomains: readonly string[];
	/** null: nobody has this name. */
	readonly account: {
		readonly id: string;
		readonly displayName: string;
		readonly enabled: boolean;
		readonly enrollmentManager: boolean;
	} | null;
	/** Names in the directory that are one or two letters away, shown to administrators only. */
	readonly nearMisses: readonly string[];
}

export interface LicencesFact {
	/** What this user was given. `no-seat`: assigned (by hand or by group) when no seat was left. */
	readonly assigned: readonly {
		readonly plan: string;
		readonly name: string;
		readonly authority: MdmAuthority;
		readonly state: "active" | "no-seat";
	}[];
	/** What the tenant owns. */
	readonly plans: readonly {
		readonly plan: string;
		readonly name: string;
		readonly authority: MdmAuthority;
		readonly seats: number;
		readonly consumed: number;
	}[];
}

/** The one platform restriction that applies: the assigned one with the highest priority, else the default. */
export interface RestrictionFact {
	readonly policy: string;
	/** null: the default policy. 1 is the highest. */
	readonly priority: number | null;
	/** The group by which it applies. */
	readonly group: string | null;
	readonly platformBlocked: boolean;
	readonly personalBlocked: boolean;
	readonly osMinimum: string | null;
	readonly osMaximum: string | null;
}

/** What a device limit can be, as with Intune. */
export const deviceLimitRange = { from: 1, to: 15 } as const;

export interface LimitFact {
	readonly policy: string;
	readonly priority: number | null;
	readonly group: string | null;
	/** Within `deviceLimitRange`. */
	readonly limit: number;
	/** false for enrollment managers, whom no limit binds. */
	readonly applies: boolean;
	readonly counted: readonly CountedDevice[];
}

export interface CountedDevice {
	readonly id: string;
	readonly name: string;
	readonly serial: string | null;
	readonly product: string | null;
	readonly lastSeenAt: number | null;
	/** Not seen for so long that it is probably not used. */
	readonly stale: boolean;
}

export interface DeviceFact {
	readonly udid: string;
	readonly serial: string | null;
	readonly product: string | null;
	readonly osVersion: string | null;
	/** True only where a setting admits Macs (for third-party test clients). */
	readonly macAllowed: boolean;
}

export interface ExistingDeviceFact {
	readonly deviceId: string;
	readonly serial: string | null;
	readonly userId: string | null;
	readonly upn: string | null;
	/** The user of the present try is the same. */
	readonly sameUser: boolean;
	readonly state: DeviceState;
	readonly lastSeenAt: number | null;
}

export interface TermsFact {
	readonly id: string;
	readonly title: { readonly en: string; readonly ja: string };
	readonly version: number;
	/** null: never accepted. */
	readonly acceptedVersion: number | null;
	readonly acceptedAt: number | null;
	readonly declined: boolean;
}

export interface ChallengeFact {
	/** `reused`: the same request came again (a broken connection), which gets the same certificate. */
	readonly state: "valid" | "reused" | "expired" | "used" | "unknown" | "missing";
	readonly issuedAt: number | null;
	readonly expiresAt: number | null;
	readonly usedAt: number | null;
}

export interface IdentityFact {
	/**
	 * `trusted`: our CA issued it, it is in its dates, not revoked, signed these bytes, and is pinned to this enrollment (or is free for it).
	 * `another-device`: issued to, or pinned to, a different device. `takeover`: this device is enrolled with another certificate.
	 */
	readonly state:
		| "trusted"
		| "missing"
		| "malformed"
		| "signature-wrong"
		| "not-ours"
		| "expired"
		| "revoked"
		| "another-device"
		| "takeover";
	/** SHA-256 of the certificate presented, hexadecimal; null when none could be read. */
	readonly fingerprint: string | null;
	readonly subject: string | null;
	readonly notAfter: number | null;
}
