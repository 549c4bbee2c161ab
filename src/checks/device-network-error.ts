import { hasComeThrough } from "../evidence/attempt.ts";
import { byHand, defineCheck, notKnownYet, pass } from "./check.ts";
import { likely } from "./likely.ts";
import { isTold } from "./reported.ts";

/** The network of the phone, or iOS itself. By elimination only. */
export const deviceNetworkError = defineCheck({
	code: "device-network-error",
	who: ["user"],
	category: "clientDisconnected",
	judge({ silence, report }) {
		if (silence === undefined) return isTold(report) ? likely("network-perhaps", {}) : notKnownYet("silence");
		const { awaits, others } = silence;
		if (hasComeThrough(awaits)) return pass("erased-or-enrolled");
		return others > 0 ? likely("network-perhaps-of-this-device", { others }) : likely("network-perhaps", {});
	},
	fixes: () => [byHand("try-other-network"), byHand("restart-device"), byHand("restore-phone")],
});
