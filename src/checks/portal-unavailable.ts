import { defineCheck } from "./check.ts";
import { explainMessageFixes, judgeMessageAlone } from "./message-alone.ts";

/** A message of the portal app and no cause: the app is old, or its user has as many devices as allowed. */
export const portalUnavailable = defineCheck({
	code: "portal-unavailable",
	who: ["user", "administrator"],
	category: "unknown",
	judge: judgeMessageAlone,
	fixes: explainMessageFixes,
});
