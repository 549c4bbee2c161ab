import { byHand, command, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { failAs } from "./severity.ts";

/** Whoever types a name and a password, and fetches a code, is done by then. */
const patience = 10 * 60_000;

/** The phone asked for its profile, and its user has not come through the sign-in. */
export const adeStuckAtSignIn = defineCheck({
	code: "ade-stuck-at-sign-in",
	who: ["user", "administrator"],
	category: "authentication",
	judge({ adeSignIn, now }) {
		if (adeSignIn === undefined) return notKnownYet("adeSignIn");
		const { way, profile, waitingSince, providerFault } = adeSignIn;
		if (way === "none") return pass("no-sign-in-wanted", { profile, token: null });
		if (providerFault !== null) return failAs("error", "provider-answer-not-taken", { profile, providerFault });
		if (waitingSince === null) return pass("nobody-waits-at-sign-in", { profile });
		const values = { profile, sinceAt: waitingSince };
		return now - waitingSince < patience ? unknown("waits-at-sign-in", values) : failAs("error", "waits-long-at-sign-in", values);
	},
	fixes: (saw, { upn }) =>
		saw.kind === "provider-answer-not-taken"
			? [byHand("check-provider-settings"), command("show-status", ["status"]), byHand("restart-setup-assistant")]
			: [byHand("sign-in-at-phone"), byHand("restart-setup-assistant"), byHand("reset-password", upn === null ? {} : { upn })],
});
