import { command, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { isTold } from "./reported.ts";

/** A message of the portal app and no cause: the app is old, or its user has as many devices as allowed. */
export const portalUnavailable = defineCheck({
	code: "portal-unavailable",
	who: ["user", "administrator"],
	category: "unknown",
	judge({ report }) {
		if (report === undefined) return notKnownYet("report");
		return isTold(report) ? unknown("message-of-several-causes") : pass("message-not-reported");
	},
	fixes: (_, { upn, serial }) => [
		command("explain-message", ["explain", "--message", "MESSAGE", "--user", upn ?? "UPN", "--serial", serial ?? "SERIAL"]),
	],
});
