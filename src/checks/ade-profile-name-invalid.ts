import { anyOf, judgeRefusal } from "./apple-refusal.ts";
import { changeProfileFix } from "./change-profile-fix.ts";
import { defineCheck } from "./check.ts";
import { failAs } from "./severity.ts";

/** 400 CONFIG_NAME_REQUIRED, CONFIG_NAME_INVALID: Apple takes 1 to 125 characters. */
export const adeProfileNameInvalid = defineCheck({
	code: "ade-profile-name-invalid",
	who: ["administrator"],
	category: "badRequest",
	judge: (facts) =>
		judgeRefusal(facts, { gate: "request", has: anyOf("profile-name-invalid") }, (_, values) =>
			failAs("error", "apple-refused-name", values),
		),
	fixes: (saw) => [changeProfileFix("change-profile-name", saw, ["--name", "NEW-NAME"])],
});
