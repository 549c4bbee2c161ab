import { accountRoutes } from "./routes/account.ts";
import { adeDeviceRoutes } from "./routes/ade-devices.ts";
import { adeProfileRoutes } from "./routes/ade-profiles.ts";
import { adeTokenRoutes } from "./routes/ade-tokens.ts";
import { administratorRoutes } from "./routes/administrators.ts";
import { attemptRoutes } from "./routes/attempts.ts";
import { auditRoutes } from "./routes/audit.ts";
import { corporateIdentifierRoutes } from "./routes/corporate-identifiers.ts";
import { deviceRoute } from "./routes/device.ts";
import { deviceActionRoutes } from "./routes/device-actions.ts";
import { deviceHistoryRoutes } from "./routes/device-history.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { domainRoutes } from "./routes/domains.ts";
import { effectivePolicyRoutes } from "./routes/effective-policies.ts";
import { enrollmentRequirementRoutes } from "./routes/enrollment-requirements.ts";
import { eventRoutes } from "./routes/events.ts";
import { explainRoutes } from "./routes/explain.ts";
import { fixRoutes } from "./routes/fixes.ts";
import { groupRoutes } from "./routes/groups.ts";
import { healthRoutes } from "./routes/health.ts";
import { incidentRoutes } from "./routes/incidents.ts";
import { invitationRoutes } from "./routes/invitations.ts";
import { licenceRoutes } from "./routes/licences.ts";
import { noticeRoutes } from "./routes/notices.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { passkeySignInRoutes } from "./routes/passkey-sign-in.ts";
import { passkeyRoutes } from "./routes/passkeys.ts";
import { policyRoutes } from "./routes/policies.ts";
import { providerSignInRoutes } from "./routes/provider-sign-in.ts";
import { pushCertificateRoutes } from "./routes/push-certificate.ts";
import { searchRoutes } from "./routes/search.ts";
import { sessionRoutes } from "./routes/session.ts";
import { sessionsRoutes } from "./routes/sessions.ts";
import { settingRoutes } from "./routes/settings.ts";
import { setupRoutes } from "./routes/setup.ts";
import { termsRoutes } from "./routes/terms.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { tourRoutes } from "./routes/tour.ts";
import { undoRoutes } from "./routes/undo.ts";
import { userRoute } from "./routes/user.ts";
import { userActionRoutes } from "./routes/user-actions.ts";
import { userImportRoutes } from "./routes/user-import.ts";
import { userTestRoutes } from "./routes/user-tests.ts";
import { userRoutes } from "./routes/users.ts";

/** Under which all of them stand. */
export const apiPrefix = "/api/v1";

/** The table of the API. What is not in it does not exist; docs/openapi.json and the test of every role on every route are made from it. */
export const routes = [
	...setupRoutes,
	...sessionRoutes,
	...passkeySignInRoutes,
	...providerSignInRoutes,
	...accountRoutes,
	...passkeyRoutes,
	...sessionsRoutes,
	...tokenRoutes,
	...administratorRoutes,
	...invitationRoutes,
	...overviewRoutes,
	...eventRoutes,
	...attemptRoutes,
	...incidentRoutes,
	...fixRoutes,
	...explainRoutes,
	...searchRoutes,
	...deviceRoutes,
	...deviceRoute,
	...deviceHistoryRoutes,
	...deviceActionRoutes,
	...healthRoutes,
	...domainRoutes,
	...settingRoutes,
	...noticeRoutes,
	...pushCertificateRoutes,
	...adeTokenRoutes,
	...adeProfileRoutes,
	...adeDeviceRoutes,
	...auditRoutes,
	...policyRoutes,
	...effectivePolicyRoutes,
	...corporateIdentifierRoutes,
	...termsRoutes,
	...enrollmentRequirementRoutes,
	...undoRoutes,
	...userRoutes,
	userRoute,
	...userActionRoutes,
	...userImportRoutes,
	...userTestRoutes,
	...groupRoutes,
	...licenceRoutes,
	...tourRoutes,
] as const;
