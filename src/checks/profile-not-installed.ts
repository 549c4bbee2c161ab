import { byHand, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** The profile was given out, and nothing came of it. */
export const profileNotInstalled = defineCheck({
	code: "profile-not-installed",
	who: ["user"],
	category: "userAbandonment",
	judge({ silence }) {
		if (silence === undefined) return notKnownYet("silence");
		const { awaits, since } = silence;
		if (awaits === "installation") return fail("profile-lies-uninstalled", { sinceAt: since });
		return awaits === "setup-installation" ? fail("setup-took-no-profile", { sinceAt: since }) : pass("not-awaited-there");
	},
	fixes: (saw) =>
		saw.kind === "setup-took-no-profile"
			? [byHand("restart-setup-assistant"), byHand("try-other-network")]
			: [byHand("install-in-settings"), byHand("download-again")],
});
