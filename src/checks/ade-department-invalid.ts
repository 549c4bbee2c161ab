import { anyOf, judgeRefusal } from "./apple-refusal.ts";
import { changeProfileFix } from "./change-profile-fix.ts";
import { defineCheck } from "./check.ts";
import { failAs } from "./severity.ts";

/** 400 DEPARTMENT_INVALID: Apple takes up to 125 characters. */
export const adeDepartmentInvalid = defineCheck({
	code: "ade-department-invalid",
	who: ["administrator"],
	category: "badRequest",
	judge: (facts) =>
		judgeRefusal(facts, { gate: "request", has: anyOf("department-invalid") }, (_, values) =>
			failAs("error", "apple-refused-department", values),
		),
	fixes: (saw) => [changeProfileFix("change-department", saw, ["--department", "TEXT"])],
});
