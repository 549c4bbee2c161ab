import type { Command } from "./command.ts";
import { adeAssignCommands } from "./commands/ade-assign.ts";
import { adeDeviceCommands } from "./commands/ade-devices.ts";
import { adeDoctorCommands } from "./commands/ade-doctor.ts";
import { adeKeyCommands } from "./commands/ade-keys.ts";
import { adeProfileChangeCommands } from "./commands/ade-profile-changes.ts";
import { adeProfileCommands } from "./commands/ade-profiles.ts";
import { adeSyncCommands } from "./commands/ade-sync.ts";
import { adeTokenFileCommands } from "./commands/ade-token-files.ts";
import { adeTokenCommands } from "./commands/ade-tokens.ts";
import { administratorSessionCommands } from "./commands/administrator-sessions.ts";
import { administratorCommands } from "./commands/administrators.ts";
import { attemptCommands } from "./commands/attempts.ts";
import { auditCommand } from "./commands/audit.ts";
import { blockedDeviceCommands } from "./commands/blocked-devices.ts";
import { corporateIdentifierCommands } from "./commands/corporate-identifiers.ts";
import { demoCommand } from "./commands/demo.ts";
import { deviceActionCommands } from "./commands/device-actions.ts";
import { deviceCommands } from "./commands/devices.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { domainRecordCommands } from "./commands/domain-records.ts";
import { domainCommands } from "./commands/domains.ts";
import { enrollmentTypeCommands } from "./commands/enrollment-types.ts";
import { explainCommand } from "./commands/explain.ts";
import { fixCommand } from "./commands/fix.ts";
import { groupCommands } from "./commands/groups.ts";
import { incidentCommands } from "./commands/incidents.ts";
import { licenceCommands } from "./commands/licences.ts";
import { noticeCommands } from "./commands/notices.ts";
import { organizationCommands } from "./commands/organization.ts";
import { policyChangeCommands } from "./commands/policy-changes.ts";
import { profileCommand } from "./commands/profile.ts";
import { pushCertificateCommands } from "./commands/push-certificate.ts";
import { restrictionCommands } from "./commands/restrictions.ts";
import { serviceCommands } from "./commands/service.ts";
import { tenantCommands } from "./commands/tenant.ts";
import { termsCommands } from "./commands/terms.ts";
import { undoCommand } from "./commands/undo.ts";
import { userSecretCommands } from "./commands/user-secrets.ts";
import { userCommands } from "./commands/users.ts";
import { usersExportCommand } from "./commands/users-export.ts";
import { usersImportCommand } from "./commands/users-import.ts";
import { webhookCommands } from "./commands/webhooks.ts";

/** The table of commands, in the order in which help lists them. */
export const commands: readonly Command[] = [
	...serviceCommands,
	doctorCommand,
	demoCommand,
	explainCommand,
	...attemptCommands,
	...incidentCommands,
	fixCommand,
	...noticeCommands,
	...webhookCommands,
	...administratorCommands,
	...administratorSessionCommands,
	auditCommand,
	undoCommand,
	...deviceCommands,
	...deviceActionCommands,
	...blockedDeviceCommands,
	...userCommands,
	usersImportCommand,
	usersExportCommand,
	...userSecretCommands,
	...groupCommands,
	...licenceCommands,
	...restrictionCommands,
	...policyChangeCommands,
	...enrollmentTypeCommands,
	...adeTokenCommands,
	...adeTokenFileCommands,
	...adeKeyCommands,
	...adeSyncCommands,
	...adeDeviceCommands,
	...adeProfileCommands,
	...adeProfileChangeCommands,
	...adeAssignCommands,
	...adeDoctorCommands,
	...corporateIdentifierCommands,
	...domainCommands,
	...domainRecordCommands,
	...termsCommands,
	...organizationCommands,
	...tenantCommands,
	...pushCertificateCommands,
	profileCommand,
];
