import { byHand, defineCheck, notKnownYet, pass } from "./check.ts";
import { likely } from "./likely.ts";

/** Another organisation manages the phone. It tells nobody: by elimination only. */
export const managedElsewhere = defineCheck({
	code: "managed-elsewhere",
	who: ["user"],
	category: "clientDisconnected",
	judge({ silence }) {
		if (silence === undefined) return notKnownYet("silence");
		const { awaits } = silence;
		// A phone in Setup Assistant was erased.
		if (awaits === null || awaits.startsWith("setup-")) return pass("erased-or-enrolled");
		return likely("perhaps-managed-elsewhere", {});
	},
	fixes: () => [byHand("remove-management"), byHand("download-again")],
});
