import { byHand, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** The phone began to install the profile, and did not ask for its certificate. A request that was refused is on record with the cause itself. */
export const identityNotObtained = defineCheck({
	code: "identity-not-obtained",
	who: ["user", "administrator"],
	category: "clientDisconnected",
	judge({ silence }) {
		if (silence === undefined) return notKnownYet("silence");
		return silence.awaits === "identity" ? fail("no-identity-asked-for", { sinceAt: silence.since }) : pass("not-awaited-there");
	},
	fixes: () => [byHand("download-again"), byHand("try-other-network")],
});
