import type { AdeDeviceStore, AdeKeyPairStore, AdeProfileStore, AdeTokenStore } from "../../ade/ports.ts";
import type { AdministratorStores } from "../../administrators/ports.ts";
import type { ThrottleStore } from "../../credentials/throttle.ts";
import type { CommandStore, DeviceStore } from "../../devices/ports.ts";
import type { GroupStore, LicenceStore, UserStore } from "../../directory/ports.ts";
import type { FactStores } from "../../enrollment/gather.ts";
import type { AttemptStore } from "../../enrollment/ports.ts";
import type { AuditStore } from "../../evidence/audit.ts";
import type { IncidentStore } from "../../evidence/incident.ts";
import type { ObservationStore } from "../../evidence/observation.ts";
import type { CertificateStore } from "../../pki/ports.ts";
import type { BlockedDeviceStore, PolicyStore, PushCertificateStore, SettingStore } from "../../tenant/ports.ts";

/** What the routes read, and through what their changes write. */
export interface ApiStores extends AdministratorStores, FactStores {
	readonly throttle: ThrottleStore;
	readonly settings: SettingStore;
	readonly attempts: AttemptStore;
	readonly incidents: IncidentStore;
	readonly adeKeyPairs: AdeKeyPairStore;
	readonly adeTokens: AdeTokenStore;
	readonly adeProfiles: AdeProfileStore;
	readonly adeDevices: AdeDeviceStore;
	readonly audit: AuditStore;
	readonly observations: ObservationStore;
	readonly users: UserStore;
	readonly groups: GroupStore;
	readonly licences: LicenceStore;
	readonly devices: DeviceStore;
	readonly commands: CommandStore;
	readonly certificates: CertificateStore;
	readonly blockedDevices: BlockedDeviceStore;
	readonly pushCertificates: PushCertificateStore;
	readonly policies: PolicyStore;
}
