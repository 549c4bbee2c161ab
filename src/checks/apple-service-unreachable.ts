import { byHand, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { progressOf } from "./device-came.ts";
import { likely } from "./likely.ts";
import { isNamed } from "./reported.ts";

/**
 * The phone itself cannot reach Apple's service (“XPC_TYPE_ERROR Connection invalid”, MobileAssetError:29 in its log). Nothing here can prove it: it is
 * likely where the phone did not come though everything is in order, the more so if others come.
 */
export const appleServiceUnreachable = defineCheck({
	code: "apple-service-unreachable",
	who: ["user"],
	category: "clientDisconnected",
	judge({ adeDevice, report }) {
		const named = isNamed(report, "apple-service-unreachable");
		if (adeDevice === undefined) return named ? likely("phone-names-apple-unreached", {}) : notKnownYet("adeDevice");
		if (adeDevice === null) return named ? likely("phone-names-apple-unreached", {}) : unknown("device-of-no-token");
		if (adeDevice.progress === undefined) return notKnownYet("adeDevice");
		const { serial } = adeDevice;
		const { othersCame, lastContactAt } = adeDevice.progress;
		const values = { serial, lastContactAt, others: othersCame };
		switch (progressOf(adeDevice, adeDevice.progress)) {
			case "enrolled":
			case "came":
				return pass("device-came", values);
			case "assigned":
			case "fetched":
				return othersCame > 0 ? likely("phone-perhaps-cut-off-alone", values) : likely("phone-perhaps-cut-off", values);
			case "enrolled-otherwise":
			case "fetched-earlier":
			case "other-at-apple":
			case "unassigned":
				return named ? likely("phone-names-apple-unreached", {}) : unknown("phone-has-nothing-to-fetch", values);
		}
	},
	fixes: () => [byHand("try-other-network"), byHand("restart-setup-assistant"), byHand("restore-phone"), byHand("ask-apple-about-device")],
});
