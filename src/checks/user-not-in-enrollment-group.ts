import { command, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { writtenText } from "./written.ts";

/** Where a tenant names the group that may enroll, all others may not. */
export const userNotInEnrollmentGroup = defineCheck({
	code: "user-not-in-enrollment-group",
	who: ["administrator"],
	category: "authorization",
	judge({ enrollmentGroup, user }) {
		if (enrollmentGroup === undefined) return notKnownYet("enrollmentGroup");
		const { required: group, member } = enrollmentGroup;
		if (group === null) return pass("no-enrollment-group");
		return member ? pass("in-enrollment-group", { group }) : fail("not-in-enrollment-group", { group, upn: user?.upn ?? null });
	},
	fixes(saw, context) {
		const upn = writtenText(saw, "upn") ?? context.upn ?? "UPN";
		const group = writtenText(saw, "group") ?? "GROUP";
		return [command("add-to-group", ["groups", "add", upn, group], { upn, group })];
	},
});
