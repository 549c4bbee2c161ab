import { anyOf, judgeRefusal } from "./apple-refusal.ts";
import { changeProfileFix } from "./change-profile-fix.ts";
import { defineCheck } from "./check.ts";
import { failAs } from "./severity.ts";

/** 400 SUPPORT_PHONE_INVALID: Apple takes up to 50 characters. */
export const adeSupportPhoneInvalid = defineCheck({
	code: "ade-support-phone-invalid",
	who: ["administrator"],
	category: "badRequest",
	judge: (facts) =>
		judgeRefusal(facts, { gate: "request", has: anyOf("support-phone-invalid") }, (_, values) =>
			failAs("error", "apple-refused-phone", values),
		),
	fixes: (saw) => [changeProfileFix("change-support-phone", saw, ["--support-phone", "PHONE"])],
});
