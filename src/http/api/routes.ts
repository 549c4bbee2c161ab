import { administratorRoutes } from "./routes/administrators.ts";
import { attemptRoutes } from "./routes/attempts.ts";
import { auditRoutes } from "./routes/audit.ts";
import { corporateIdentifierRoutes } from "./routes/corporate-identifiers.ts";
import { deviceRoute } from "./routes/device.ts";
import { deviceActionRoutes } from "./routes/device-actions.ts";
import { deviceHistoryRoutes } from "./routes/device-history.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { effectivePolicyRoutes } from "./routes/effective-policies.ts";
import { enrollmentRequirementRoutes } from "./routes/enrollment-requirements.ts";
import { explainRoutes } from "./routes/explain.ts";
import { fixRoutes } from "./routes/fixes.ts";
import { healthRoutes } from "./routes/health.ts";
import { incidentRoutes } from "./routes/incidents.ts";
import { overviewRoutes } from "./routes/overview.ts";
import { policyRoutes } from "./routes/policies.ts";
import { searchRoutes } from "./routes/search.ts";
import { sessionRoutes } from "./routes/session.ts";
import { sessionsRoutes } from "./routes/sessions.ts";
import { setupRoutes } from "./routes/setup.ts";
import { termsRoutes } from "./routes/terms.ts";
import { tokenRoutes } from "./routes/tokens.ts";
import { tourRoutes } from "./routes/tour.ts";
import { undoRoutes } from "./routes/undo.ts";

/** Under which all of them stand. */
export const apiPrefix = "/api/v1";

/** The table of the API. What is not in it does not exist; docs/openapi.json and the test of every role on every route are made from it. */
export const routes = [
	...setupRoutes,
	...sessionRoutes,
	...sessionsRoutes,
	...tokenRoutes,
	...administratorRoutes,
	...overviewRoutes,
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
	...auditRoutes,
	...policyRoutes,
	...effectivePolicyRoutes,
	...corporateIdentifierRoutes,
	...termsRoutes,
	...enrollmentRequirementRoutes,
	...undoRoutes,
	...tourRoutes,
] as const;
