import { byHand, command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { writtenText } from "./written.ts";

/** Setup Assistant's own form asks for a name and a password and can ask for nothing else: a second factor needs a web page. */
export const mfaNotPossibleHere = defineCheck({
	code: "mfa-not-possible-here",
	who: ["administrator"],
	category: "authentication",
	judge({ adeSignIn, adeDevice, adeProfile }) {
		if (adeSignIn === undefined) return notKnownYet("adeSignIn");
		const { way, profile, secondFactor, waitingSince } = adeSignIn;
		const values = { profile, token: adeDevice?.token ?? adeProfile?.token ?? null };
		if (way === "web") return pass("sign-in-on-web-page", values);
		if (way === "none") return pass("no-sign-in-wanted", values);
		if (secondFactor === null) return unknown("second-factor-not-known", values);
		if (!secondFactor) return pass("no-second-factor", values);
		return waitingSince === null
			? fail("second-factor-in-plain-form", values)
			: fail("second-factor-holds-phone", { ...values, sinceAt: waitingSince });
	},
	fixes(saw, { upn }) {
		const profile = writtenText(saw, "profile") ?? "NAME";
		const token = writtenText(saw, "token") ?? "TOKEN";
		const words = ["ade", "profiles", "change", profile, "--token", token, "--sign-in", "web"];
		const exempt = byHand("exempt-from-second-factor", upn === null ? {} : { upn });
		return [command("sign-in-on-web-page", words, { profile }), byHand("erase-and-set-up-again"), exempt];
	},
});
