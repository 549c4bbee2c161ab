import { command, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { appliedPolicy } from "./listed.ts";
import { writtenText } from "./written.ts";

/** The one platform restriction that applies to this user admits no iPhone and no iPad, whoever owns it. */
export const platformBlocked = defineCheck({
	code: "platform-blocked",
	who: ["administrator"],
	category: "enrollmentRestrictionsEnforced",
	judge({ restriction }) {
		if (restriction === undefined) return notKnownYet("restriction");
		const values = { policy: restriction.policy, applied: appliedPolicy(restriction) };
		return restriction.platformBlocked ? fail("ios-blocked", values) : pass("ios-allowed", values);
	},
	about: (saw) => writtenText(saw, "policy"),
	fixes(saw) {
		const policy = writtenText(saw, "policy") ?? "POLICY";
		return [command("allow-ios", ["restrictions", "set", policy, "--allow-ios"], { policy })];
	},
});
