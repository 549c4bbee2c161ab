import { byHand, defineCheck, notKnownYet, pass } from "./check.ts";
import { likely } from "./likely.ts";

/** iOS installs a profile only when its user goes on in Settings; after eight minutes it throws it away. Nothing here can prove that they did not. */
export const userDidNotFinish = defineCheck({
	code: "user-did-not-finish",
	who: ["user"],
	category: "userAbandonment",
	judge({ silence }) {
		if (silence === undefined) return notKnownYet("silence");
		return silence.awaits === "installation" ? likely("user-perhaps-did-not-finish", {}) : pass("installs-by-itself");
	},
	fixes: () => [byHand("install-in-settings"), byHand("download-again")],
});
