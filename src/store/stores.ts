import type { Kysely } from "kysely";
import type { AdeDeviceStore, AdeKeyPairStore, AdeProfileStore, AdeTokenStore, AdeVisitStore } from "../ade/ports.ts";
import type {
	AdministratorSessionStore,
	AdministratorStore,
	ApiTokenStore,
	InvitationStore,
	PasskeyStore,
	SpentCeremonyStore,
} from "../administrators/ports.ts";
import type { ThrottleStore } from "../credentials/throttle.ts";
import type { CheckInStore, CommandStore, DeviceStore, JobStore } from "../devices/ports.ts";
import type { GroupStore, LicenceStore, UserStore } from "../directory/ports.ts";
import type { AttemptStore, CrowdStore, FaultStore, MySessionStore, SessionStore } from "../enrollment/ports.ts";
import type { AuditStore } from "../evidence/audit.ts";
import type { GaugeStore } from "../evidence/gauges.ts";
import type { IncidentStore } from "../evidence/incident.ts";
import type { ObservationStore } from "../evidence/observation.ts";
import type { PulseStore } from "../evidence/pulse.ts";
import type { NoticeDeliveryStore, NoticeStore, NoticeTargetStore } from "../notices/ports.ts";
import type { CertificateStore, ChallengeStore, ServiceKeyStore } from "../pki/ports.ts";
import type {
	BlockedDeviceStore,
	CorporateIdentifierStore,
	DomainStore,
	PolicyStore,
	PushCertificateStore,
	SettingStore,
	TermsStore,
} from "../tenant/ports.ts";
import { adeDeviceStore } from "./ade-devices.ts";
import { adeKeyPairStore } from "./ade-key-pairs.ts";
import { adeProfileStore } from "./ade-profiles.ts";
import { adeTokenStore } from "./ade-tokens.ts";
import { adeVisitStore } from "./ade-visits.ts";
import { administratorSessionStore } from "./administrator-sessions.ts";
import { administratorStore } from "./administrators.ts";
import { apiTokenStore } from "./api-tokens.ts";
import { attemptStore } from "./attempts.ts";
import { auditStore } from "./audit.ts";
import { blockedDeviceStore } from "./blocked-devices.ts";
import { certificateStore } from "./certificates.ts";
import { challengeStore } from "./challenges.ts";
import { commandStore } from "./commands.ts";
import { corporateIdentifierStore } from "./corporate-identifiers.ts";
import { crowdStore } from "./crowd.ts";
import { deviceStore } from "./devices.ts";
import type { Dialect } from "./dialect.ts";
import { domainStore } from "./domains.ts";
import { faultStore } from "./faults.ts";
import { gaugeStore } from "./gauges.ts";
import { groupStore } from "./groups.ts";
import { incidentStore } from "./incidents.ts";
import { invitationStore, spentCeremonyStore } from "./invitations.ts";
import { jobStore } from "./jobs.ts";
import { licenceStore } from "./licences.ts";
import { mySessionStore } from "./my-sessions.ts";
import { noticeDeliveryStore } from "./notice-deliveries.ts";
import { noticeTargetStore } from "./notice-targets.ts";
import { noticeStore } from "./notices.ts";
import { observationStore } from "./observations.ts";
import { passkeyStore } from "./passkeys.ts";
import { policyStore } from "./policies.ts";
import { pulseStore } from "./pulse.ts";
import { pushCertificateStore } from "./push-certificates.ts";
import type { Tables } from "./schema.ts";
import { serviceKeyStore } from "./service-keys.ts";
import { sessionStore } from "./sessions.ts";
import { settingStore } from "./settings.ts";
import { termsStore } from "./terms.ts";
import { throttleStore } from "./throttles.ts";
import { userStore } from "./users.ts";

/** Every port of the domain. */
export interface Stores {
	readonly attempts: AttemptStore;
	readonly crowd: CrowdStore;
	readonly faults: FaultStore;
	readonly sessions: SessionStore;
	readonly mySessions: MySessionStore;
	readonly users: UserStore;
	readonly groups: GroupStore;
	readonly licences: LicenceStore;
	readonly throttle: ThrottleStore;
	readonly settings: SettingStore;
	readonly policies: PolicyStore;
	readonly corporateIdentifiers: CorporateIdentifierStore;
	readonly blockedDevices: BlockedDeviceStore;
	readonly terms: TermsStore;
	readonly domains: DomainStore;
	readonly pushCertificates: PushCertificateStore;
	readonly devices: DeviceStore;
	readonly commands: CommandStore;
	readonly jobs: JobStore;
	readonly serviceKeys: ServiceKeyStore;
	readonly certificates: CertificateStore;
	readonly challenges: ChallengeStore;
	readonly checkIns: CheckInStore;
	readonly adeKeyPairs: AdeKeyPairStore;
	readonly adeTokens: AdeTokenStore;
	readonly adeProfiles: AdeProfileStore;
	readonly adeDevices: AdeDeviceStore;
	readonly adeVisits: AdeVisitStore;
	readonly incidents: IncidentStore;
	readonly audit: AuditStore;
	readonly observations: ObservationStore;
	readonly notices: NoticeStore;
	readonly noticeTargets: NoticeTargetStore;
	readonly noticeDeliveries: NoticeDeliveryStore;
	readonly administrators: AdministratorStore;
	readonly administratorSessions: AdministratorSessionStore;
	readonly apiTokens: ApiTokenStore;
	readonly passkeys: PasskeyStore;
	readonly invitations: InvitationStore;
	readonly spentCeremonies: SpentCeremonyStore;
	readonly gauges: GaugeStore;
	readonly pulse: PulseStore;
}

/** All ports over one connection (or one pool). Both databases have the same statements, but for the check-in's. */
export function storesOver(db: Kysely<Tables>, dialect: Dialect, checkIns: CheckInStore): Stores {
	const groups = groupStore(db, dialect);
	return {
		attempts: attemptStore(db),
		crowd: crowdStore(db, groups),
		faults: faultStore(db),
		sessions: sessionStore(db),
		mySessions: mySessionStore(db),
		users: userStore(db, dialect),
		groups,
		licences: licenceStore(db, dialect),
		throttle: throttleStore(db),
		settings: settingStore(db),
		policies: policyStore(db),
		corporateIdentifiers: corporateIdentifierStore(db),
		blockedDevices: blockedDeviceStore(db),
		terms: termsStore(db),
		domains: domainStore(db),
		pushCertificates: pushCertificateStore(db),
		devices: deviceStore(db),
		commands: commandStore(db),
		jobs: jobStore(db, dialect),
		serviceKeys: serviceKeyStore(db),
		certificates: certificateStore(db),
		challenges: challengeStore(db),
		checkIns,
		adeKeyPairs: adeKeyPairStore(db),
		adeTokens: adeTokenStore(db),
		adeProfiles: adeProfileStore(db),
		adeDevices: adeDeviceStore(db, dialect),
		adeVisits: adeVisitStore(db),
		incidents: incidentStore(db, dialect),
		audit: auditStore(db),
		observations: observationStore(db),
		notices: noticeStore(db, dialect),
		noticeTargets: noticeTargetStore(db),
		noticeDeliveries: noticeDeliveryStore(db, dialect),
		administrators: administratorStore(db),
		administratorSessions: administratorSessionStore(db),
		apiTokens: apiTokenStore(db),
		passkeys: passkeyStore(db),
		invitations: invitationStore(db),
		spentCeremonies: spentCeremonyStore(db),
		gauges: gaugeStore(db),
		pulse: pulseStore(db),
	};
}
