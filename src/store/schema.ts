import type { Generated, GeneratedAlways, Selectable } from "kysely";
import type { AdeDevice, AdeKeyPair, AdeProfile, AdeToken, AdeVisit, AssignmentState } from "../ade/ports.ts";
import type { Administrator, AdministratorSession, ApiToken, Invitation, Passkey } from "../administrators/ports.ts";
import type { Command, Device } from "../devices/ports.ts";
import type { Group, LicenceAssignment, LicencePlan, User } from "../directory/ports.ts";
import type { Fault, MySession, PortalSession } from "../enrollment/ports.ts";
import type { Attempt, DeviceDescription, Step } from "../evidence/attempt.ts";
import type { Actor, AuditEntry } from "../evidence/audit.ts";
import type { Incident, IncidentMember, IncidentSubject } from "../evidence/incident.ts";
import type { Observation } from "../evidence/observation.ts";
import type { Delivery, Noticed, NoticeEvent, NoticeTarget } from "../notices/ports.ts";
import type { Challenge, IssuedCertificate, ServiceKey } from "../pki/ports.ts";
import type {
	BlockedDevice,
	CorporateIdentifier,
	Domain,
	PendingPushKey,
	PushCertificate,
	StoredPolicy,
	Terms,
	TermsAcceptance,
} from "../tenant/ports.ts";

/**
 * The rows, as both databases hold them. Columns bear the names of the ports' fields, so that most rows are a port's shape as they stand; what
 * differs is written out here. Booleans are 0 and 1, instants epoch milliseconds: binding booleans or Dates differs between the drivers.
 */
export type Flag = 0 | 1;

type With<T, Changed extends { [K in keyof T]?: unknown }> = Omit<T, keyof Changed> & Changed;

export type AttemptRow = Omit<Attempt, "device" | "decision"> &
	DeviceDescription & {
		/** The reference without hyphen: what is unique, and what is looked up. */
		readonly referenceKey: string;
		/** JSON. */
		readonly decision: string | null;
	};

type StepRow = With<Step, { evidence: string }> & { readonly sequence: Generated<number>; readonly attemptId: string };

export type UserRow = With<User, { enabled: Flag; enrollmentManager: Flag }> & { readonly suffix: string; readonly searchText: string };

export type DeviceRow = With<Omit<Device, "information" | "unlockToken">, { awaitingConfiguration: Flag }>;

/** A device as its list is filtered: `device-listing.ts`. `searchText`: what a search looks in, lower case by JavaScript (SQL's lower() knows ASCII only). */
export type DeviceListingRow = Pick<DeviceRow, "id" | "enrolledAt" | "state" | "ownership" | "product"> & {
	readonly searchText: string;
	/** Of `osVersion`, by version-order.ts. */
	readonly osOrder: number | null;
};

export type CommandRow = With<Command, { sealed: Flag }>;

/** `nameKey`: the name without case. `account`, `refusal`: JSON. */
export type AdeTokenRow = With<AdeToken, { account: string | null; refusal: string | null }> & { readonly nameKey: string };

export type AdeProfileRow = With<AdeProfile, { settings: string; refusal: string | null; definedAs: string | null }> & {
	readonly nameKey: string;
};

/** `standing`: made by the database (migrations/0002-automated-device-enrollment.ts). */
type AdeDeviceTable = AdeDevice & {
	readonly sequence: Generated<number>;
	readonly searchText: string;
	readonly standing: GeneratedAlways<Exclude<AssignmentState, "throttled">>;
};
export type AdeDeviceRow = Selectable<AdeDeviceTable>;

/** `extent`, `history`: JSON. null: from before they were kept, or of the tenant. */
export type IncidentRow = Omit<
	With<Incident, { saw: string; extent: string | null; history: string | null; reopened: number | null }>,
	"subject" | "confirmed"
> & {
	readonly subjectKind: IncidentSubject["kind"];
	readonly subjectId: string;
	readonly subjectName: string;
	readonly confirmedAt: number | null;
	readonly confirmedBy: string | null;
	readonly nextCheckAt: number | null;
};

export type AuditRow = With<Omit<AuditEntry, "actor">, { detail: string; undo: string | null }> & {
	readonly actorKind: Actor["kind"];
	readonly actorName: string | null;
};

export type AdministratorRow = With<Administrator, { enabled: Flag }>;

interface JobRow {
	readonly id: string;
	readonly kind: string;
	readonly key: string;
	readonly dueAt: number;
	/** Scheduled again while somebody worked on it. */
	readonly nextDueAt: number | null;
	readonly leasedUntil: number | null;
	readonly tries: number;
	readonly lastError: string | null;
}

export interface Tables {
	attempts: AttemptRow;
	attemptSteps: StepRow;
	faults: Fault & { readonly sequence: Generated<number> };
	portalSessions: PortalSession;
	mySessions: With<MySession, { pending: Flag }>;
	users: UserRow;
	/** What a user is found by: `user-keys.ts`. */
	userKeys: { readonly userId: string; readonly key: string; readonly upn: string };
	groups: Group & { readonly nameKey: string };
	/** `upn`: their user's, filled everywhere though the columns were added to tables that had rows. People are listed by it. */
	groupMembers: { readonly groupId: string; readonly userId: string; readonly upn: string | null };
	licencePlans: LicencePlan & { readonly consumed: number };
	licenceAssignments: LicenceAssignment & { readonly upn: string | null };
	throttles: { readonly key: string; readonly failures: number; readonly firstAt: number; readonly lastAt: number };
	settings: { readonly name: string; readonly value: string; readonly updatedAt: number };
	policies: With<StoredPolicy, { groupIds: string }>;
	/** `searchText`: as of users and devices; the column was added to a table that had rows, and is filled everywhere. */
	corporateIdentifiers: CorporateIdentifier & { readonly searchText: string | null };
	blockedDevices: BlockedDevice;
	terms: With<Terms, { title: string; body: string }>;
	termsAnswers: With<TermsAcceptance, { accepted: Flag }> & { readonly sequence: Generated<number> };
	domains: With<Domain, { verified: Flag }>;
	pushCertificates: With<PushCertificate, { current: Flag }>;
	pendingPushKeys: PendingPushKey;
	devices: DeviceRow;
	deviceListings: DeviceListingRow;
	deviceUnlockTokens: { readonly deviceId: string; readonly unlockToken: Uint8Array };
	deviceInformation: { readonly deviceId: string; readonly requestType: string; readonly json: string };
	commands: With<CommandRow, { sequence: Generated<number> }>;
	jobs: JobRow;
	serviceKeys: ServiceKey;
	certificates: IssuedCertificate;
	challenges: Challenge;
	adeKeyPairs: AdeKeyPair;
	adeTokens: AdeTokenRow;
	adeProfiles: AdeProfileRow;
	adeDevices: AdeDeviceTable;
	adeVisits: AdeVisit;
	incidents: IncidentRow;
	incidentMembers: IncidentMember & { readonly incidentId: string };
	auditEntries: AuditRow;
	observations: With<Observation, { value: string }>;
	noticedIncidents: With<Noticed, { open: Flag }>;
	noticeEvents: With<Omit<NoticeEvent, "sequence">, { urgent: Flag; incident: string }> & { readonly sequence: Generated<number> };
	noticeTargets: With<NoticeTarget, { topics: string | null }>;
	administrators: AdministratorRow;
	administratorSessions: AdministratorSession;
	apiTokens: With<ApiToken, { scopes: string }>;
	administratorPasskeys: With<Passkey, { transports: string; synced: Flag }>;
	administratorInvitations: Invitation;
	spentCeremonies: { readonly id: string; readonly expiresAt: number };
	noticeDeliveries: With<Delivery, { events: string }> & { readonly leasedUntil: number | null };
}
