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
		// Apple is told of a profile when a device wants it.
		if (devices === 0) return pass("profile-wanted-by-none", values);
		if (definedAt === null) return failAs("error", "profile-never-defined", values);
		if (definedAt < tokenUploadedAt) return failAs("error", "profile-before-token", values);
		if (definedAt < changedAt) return failAs("warning", "profile-changed-since-defined", values);
		return pass("profile-defined", values);
	},
	fixes: (saw, { serial }) => [mendAssignmentFix(saw, serial)],
});
