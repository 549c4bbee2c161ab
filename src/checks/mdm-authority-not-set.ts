import { command, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** Nobody enrolls before the tenant says which service manages its devices. */
export const mdmAuthorityNotSet = defineCheck({
	code: "mdm-authority-not-set",
	who: ["administrator"],
	category: "accountValidation",
	judge({ authority }) {
		if (authority === undefined) return notKnownYet("authority");
		return authority === "unknown" ? fail("authority-not-set") : pass("authority-set", { authority });
	},
	fixes: () => [command("set-authority", ["authority", "set", "intune"])],
});
