import { command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { writtenText } from "./written.ts";

/** The part after the @ must be a domain that the organisation has verified: then a whole domain fails at once, not one person. */
export const upnSuffixNotVerified = defineCheck({
	code: "upn-suffix-not-verified",
	who: ["directory"],
	category: "userValidation",
	slip: true,
	judge({ user }) {
		if (user === undefined) return notKnownYet("user");
		const { upn, suffix, verifiedDomains } = user;
		// A name without a domain is nobody's: user-not-found says so.
		if (suffix === "") return unknown("upn-without-suffix", { upn });
		return user.suffixVerified ? pass("suffix-verified", { suffix }) : fail("suffix-not-verified", { suffix, verifiedDomains });
	},
	fixes(saw) {
		const suffix = writtenText(saw, "suffix") ?? "NAME";
		return [command("verify-domain", ["domains", "verify", suffix], { suffix })];
	},
});
