import type { AwaitedSign } from "./attempt.ts";
import type { DeviceState } from "./device-state.ts";
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

/** A verified domain as name service and its web site show it, as last looked at. null within: not looked at yet. */
export interface DomainFact {
	readonly name: string;
	readonly addedAt: number;
	readonly enrollment: DnsRecordFact | null;
	readonly registration: DnsRecordFact | null;
	readonly discovery: DiscoveryFact | null;
}

export interface DnsRecordFact {
	/** `EnterpriseEnrollment.contoso.com`. */
	readonly host: string;
	/** Where its CNAME has to lead. */
	readonly expected: string;
	/**
	 * `right`: the chain leads there. `foreign`: it leads elsewhere. `missing`: there is no such record. `several`: more than one CNAME, which no name may
	 * have. `loop`: the chain does not end. `contradictory`: servers say different things. `no-answer`: nobody answered, so nothing is known.
	 */
	readonly state: "right" | "foreign" | "missing" | "several" | "loop" | "contradictory" | "no-answer";
	/** The chain, first target first. */
	readonly targets: readonly string[];
	/** Seconds; of the first record. */
	readonly ttl: number | null;
	readonly servers: readonly string[];
	readonly lookedAt: number;
	/** Since when it has been so. */
	readonly since: number;
}

export interface DiscoveryFact {
	/** `https://contoso.com/.well-known/com.apple.remotemanagement`. */
	readonly address: string;
	readonly state: "ours" | "foreign" | "missing" | "wrong-type" | "not-json" | "no-servers" | "untrusted" | "unreachable";
	/** Of the last answer. */
	readonly status: number | null;
	readonly contentType: string | null;
	/** Where it sends phones. */
	readonly leadsTo: string | null;
	/** One word of the connection's fault. */
	readonly fault: string | null;
	readonly lookedAt: number;
	readonly since: number;
}

/**
 * What was looked at outside is kept as an observation without `lookedAt` and `since`, which the observation has itself. Of a record the TTL is kept beside
 * it: a cache counts it down, and `since` must not move for that.
 */
export type DnsRecordSeen = Omit<DnsRecordFact, "ttl" | "lookedAt" | "since">;
export type DiscoverySeen = Omit<DiscoveryFact, "lookedAt" | "since">;
export type ServerSeen = Omit<ServerSeenFact, "lookedAt" | "since">;
export type ClockSeen = Omit<ClockFact, "lookedAt" | "since">;
export type HostSeen = Omit<HostFact, "lookedAt" | "since">;

/** Why a connection came to nothing, in one word. */
export const connectionFaults = [
	"name-not-found",
	"refused",
	"timeout",
	"broken-off",
	"no-route",
	"private-address",
	"untrusted",
	"incomplete-chain",
	"wrong-name",
	"expired",
	"not-yet-valid",
	"no-tls",
	"too-many-redirects",
	"not-https",
	"too-long",
	"other",
] as const;

export type ConnectionFault = (typeof connectionFaults)[number];

/** This service as a client sees it that trusts public authorities alone, called by the name that phones use. */
export interface ServerSeenFact {
	/** `mdm.example.com:443`. */
	readonly address: string;
	/**
	 * `own-authority`: issued by the authority of this service. `untrusted`: by one that nobody knows. `incomplete-chain`: a certificate between it and a
	 * known authority is not sent along. `unreachable`: nothing was seen.
	 */
	readonly state:
		| "trusted"
		| "own-authority"
		| "untrusted"
		| "incomplete-chain"
		| "wrong-name"
		| "expired"
		| "not-yet-valid"
		| "unreachable";
	readonly issuer: string | null;
	readonly notAfter: number | null;
	/** Where nothing was seen. */
	readonly fault: ConnectionFault | null;
	readonly lookedAt: number;
	readonly since: number;
}

/** Our clock against one of the network. */
export interface ClockFact {
	readonly server: string;
	/** Network time less ours, towards zero to half a minute; null: no answer that can be believed. */
	readonly offsetMs: number | null;
	readonly lookedAt: number;
	readonly since: number;
}

/** A host that the service itself needs. */
export interface HostFact {
	/** `api.push.apple.com:443`. */
	readonly address: string;
	/** null: it can be reached, and shows a certificate that is trusted. */
	readonly fault: ConnectionFault | null;
	readonly lookedAt: number;
	readonly since: number;
}

export interface ReportFact {
	/** The codes whose messages or signatures fit. */
	readonly matched: readonly string[];
	/** An error of Apple's that was named with its domain and number: itself proof of what it stands for. */
	readonly errors: readonly { readonly domain: string; readonly code: number }[];
	readonly from: "person" | "log";
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

/** `genuine`: signed by a device that Apple made (or, where a setting says so, the stand-in). */
export interface MachineInfoFact {
	readonly state:
		| "genuine"
		| "missing"
		| "malformed"
		| "signature-wrong"
		/** The chain does not end at Apple's root. */
		| "not-apple"
		/** The address names another serial number. */
		| "another-serial"
		/** The same message brought a device into management that still is. */
		| "replayed";
	/** What exactly was wrong: a word of the codec or the verifier, never content. */
	readonly detail: string | null;
	readonly serial: string | null;
	readonly udid: string | null;
	/** True where the named stand-in vouches for it, not Apple. */
	readonly byStandIn: boolean;
}

/** A refusal of Apple's device service, as kept (protocol/ade/refusal.ts names the kinds). */
export interface AppleRefusalFact {
	readonly kind: string;
	readonly status: number | null;
	readonly said: string;
	readonly since: number;
	readonly at: number;
	/** Apple's clock less ours; null: not known. */
	readonly skewMs: number | null;
}

export interface AdeSyncFact {
	readonly token: string;
	readonly lastSuccessAt: number | null;
	/** Since when Apple refuses the token; null: it does not. */
	readonly refusedSince: number | null;
}

export interface AdeTokenFact {
	readonly tokenId: string;
	readonly name: string;
	readonly appleId: string | null;
	/** What the server is called in Apple Business or School Manager. */
	readonly serverName: string | null;
	readonly expiresAt: number;
	readonly uploadedAt: number;
	readonly lastSuccessAt: number | null;
	readonly refusal: (AppleRefusalFact & { readonly during: string }) | null;
	readonly devices: number;
	readonly defaultProfile: string | null;
	readonly assignment: {
		readonly failed: number;
		readonly notAccessible: number;
		readonly throttled: number;
		readonly throttledUntil: number | null;
		/** Some serials of these, ten at most. */
		readonly examples: readonly string[];
	};
}

export interface AdeProfileFact {
	readonly profileId: string;
	readonly name: string;
	readonly token: string;
	readonly tokenUploadedAt: number;
	readonly changedAt: number;
	/** null: never defined at Apple. */
	readonly definedAt: number | null;
	readonly refusal: AppleRefusalFact | null;
	/** Devices that want it. */
	readonly devices: number;
}

export interface AdeDeviceFact {
	readonly serial: string;
	readonly token: string;
	readonly profile: string | null;
	/** As ade/ports.ts names the states of an assignment. */
	readonly state: string;
	readonly removedAt: number | null;
	readonly profileAssignedAt: number | null;
	readonly profilePushedAt: number | null;
	readonly serverAssignedAt: number | null;
	/** The profile whose address the phone asked, and whether it is the device's own, as we want it or as Apple has it. Absent where none was asked. */
	readonly asked?: { readonly profile: string; readonly isItsOwn: boolean };
	/** Looked for where a device is explained. At the door nobody looks: absent. */
	readonly progress?: AdeProgressFact;
}

/** How far a device came, and what was tried for it. */
export interface AdeProgressFact {
	/** Whether what Apple has is what is wanted. */
	readonly asWanted: boolean;
	readonly throttledUntil: number | null;
	readonly triedAt: number | null;
	readonly tries: number;
	/** When the phone itself asked us for its profile, first and last. */
	readonly contactedAt: number | null;
	readonly lastContactAt: number | null;
	/** Its record among the managed devices, if it has one that is not ended. */
	readonly enrolledAt: number | null;
	/** Other devices that reached us from Setup Assistant since this one's profile was pushed: proof that the address and certificate are good. */
	readonly othersCame: number;
	/** The newest try of this serial by Automated Device Enrollment. */
	readonly attempt: {
		readonly reference: string;
		readonly state: string;
		readonly code: string | null;
		readonly lastStep: string;
		readonly at: number;
	} | null;
}

export interface AdeSignInFact {
	readonly way: "web" | "legacy" | "none";
	readonly profile: string;
	/** The user has a second factor, or must have one. null: nobody has signed in yet. */
	readonly secondFactor: boolean | null;
	/** Since when this phone waits for its user; null: it does not. */
	readonly waitingSince: number | null;
	/** Why the OpenID provider's answer was not taken, one word; null: nothing was wrong. */
	readonly providerFault: string | null;
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
