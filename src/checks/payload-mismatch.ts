import { hasComeThrough } from "../evidence/attempt.ts";
import { byHand, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { likely } from "./likely.ts";
import { hasError, isNamed, isTold } from "./reported.ts";

/** iOS keeps one management profile: another one on the phone stands in the new one's way (MCMDMErrorDomain 12012). */
export const payloadMismatch = defineCheck({
	code: "payload-mismatch",
	who: ["user"],
	category: "clientDisconnected",
	judge({ silence, existing, report }) {
		if (isNamed(report, "payload-mismatch") || hasError(report, "MCMDMErrorDomain", 12012)) {
			return existing == null
				? fail("phone-names-old-payload")
				: fail("phone-names-old-payload-of-ours", { lastSeenAt: existing.lastSeenAt });
		}
		if (silence === undefined && !isTold(report)) return notKnownYet("silence");
		const awaits = silence?.awaits;
		if (awaits !== undefined && (hasComeThrough(awaits) || awaits?.startsWith("setup-"))) return pass("erased-or-enrolled");
		if (existing === null) return pass("no-earlier-management");
		if (existing !== undefined) return likely("earlier-management-stands", { lastSeenAt: existing.lastSeenAt });
		// In the browser nobody knows which phone it is.
		const count = silence?.ownDevices ?? 0;
		return count === 0 ? unknown("phone-not-told-apart") : likely("perhaps-one-of-users-devices", { count });
	},
	fixes: () => [byHand("remove-management"), byHand("download-again")],
});
