import { command, defineCheck, notKnownYet, pass } from "./check.ts";
import { failAs } from "./severity.ts";
import { writtenText } from "./written.ts";

/**
 * The name stands in every profile and certificate; with Intune, special characters in it have kept policies and enrollments from working. Unusual is
 * what tenant/organization.ts does not know from ordinary names: letters of every script, digits, space and `. , ' ’ ( ) （ ） ・ ー -` are usual.
 */
export const organizationNameUnusual = defineCheck({
	code: "organization-name-unusual",
	who: ["administrator"],
	category: "accountValidation",
	judge({ tenant }) {
		if (tenant === undefined) return notKnownYet("tenant");
		const { name, unusual, plain } = tenant.organization;
		if (unusual.length === 0) return name === "" ? pass("organization-without-name") : pass("organization-name-usual", { name });
		return failAs("warning", "organization-name-has-unusual", { name, unusual, plain });
	},
	fixes(saw) {
		const name = writtenText(saw, "plain") ?? "NAME";
		return [command("rename-organization", ["organization", "set", "--name", name], { name })];
	},
});
