import { byHand, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** The device has its certificate, and its management never became whole: iOS takes a profile as one piece, and takes all of it back. */
export const payloadFailed = defineCheck({
	code: "payload-failed",
	who: ["user", "administrator"],
	category: "clientDisconnected",
	judge({ silence }) {
		if (silence === undefined) return notKnownYet("silence");
		const { awaits, since, authenticated } = silence;
		if (awaits !== "push-token") return pass("not-awaited-there");
		return authenticated ? fail("introduced-and-not-managed", { sinceAt: since }) : fail("never-introduced", { sinceAt: since });
	},
	fixes: () => [byHand("download-again"), byHand("try-other-network"), byHand("see-device-console")],
});
