import { command, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { isTold } from "./reported.ts";

/**
 * A message and no cause: iOS shows it whenever the server refuses the device's first message, whatever the reason (its HTTP status is all that the
 * phone looks at). `reportTable` has what it may stand for.
 */
export const connectionNotEstablished = defineCheck({
	code: "connection-not-established",
	who: ["administrator"],
	category: "unknown",
	judge({ report }) {
		if (report === undefined) return notKnownYet("report");
		return isTold(report) ? unknown("message-of-several-causes") : pass("message-not-reported");
	},
	fixes: (_, { upn, serial }) => [
		command("explain-message", ["explain", "--message", "MESSAGE", "--user", upn ?? "UPN", "--serial", serial ?? "SERIAL"]),
	],
});
