import { mendAssignmentFix } from "./change-profile-fix.ts";
import { defineCheck, notKnownYet, pass } from "./check.ts";
import { failAs } from "./severity.ts";

/** A profile that was defined at Apple before the present token came does not start on a phone, nor does one that Apple was never told of. */
export const adeProfileOlderThanToken = defineCheck({
	code: "ade-profile-older-than-token",
	who: ["administrator"],
	category: "accountValidation",
	judge({ adeProfile }) {
		if (adeProfile === undefined) return notKnownYet("adeProfile");
		const { name: profile, token, definedAt, changedAt, tokenUploadedAt, devices } = adeProfile;
		const values = { profile, token, definedAt, changedAt, tokenUploadedAt, devices };
		const severity = devices > 0 ? "error" : "warning";
		if (definedAt === null) return failAs(severity, "profile-never-defined", values);
		if (definedAt < tokenUploadedAt) return failAs(severity, "profile-before-token", values);
		if (definedAt < changedAt) return failAs("warning", "profile-changed-since-defined", values);
		return pass("profile-defined", values);
	},
	fixes: (saw, { serial }) => [mendAssignmentFix(saw, serial)],
});
