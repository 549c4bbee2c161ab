import { hasComeThrough } from "../evidence/attempt.ts";
import { byHand, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { likely } from "./likely.ts";
import { hasError, isTold } from "./reported.ts";

/**
 * Another organisation manages the phone. It tells nobody: by elimination, unless the phone's own error says so, or Apple's list says that a device of
 * Automated Device Enrollment was given to another server.
 */
export const managedElsewhere = defineCheck({
	code: "managed-elsewhere",
	who: ["user"],
	category: "clientDisconnected",
	judge({ silence, report, existing, adeDevice }) {
		if (isTold(report)) {
			if (hasError(report, "MCMDMErrorDomain", 12001)) {
				return existing == null ? fail("phone-names-other-management") : unknown("phone-names-management-perhaps-ours");
			}
			if (adeDevice != null && adeDevice.removedAt !== null) {
				return fail("device-left-server", { serial: adeDevice.serial, token: adeDevice.token, removedAt: adeDevice.removedAt });
			}
		} else if (silence === undefined) return notKnownYet("silence");
		const awaits = silence?.awaits;
		// A phone in Setup Assistant was erased.
		if (awaits !== undefined && (hasComeThrough(awaits) || awaits?.startsWith("setup-"))) return pass("erased-or-enrolled");
		return likely("perhaps-managed-elsewhere", {});
	},
	fixes: () => [byHand("remove-management"), byHand("download-again")],
});
