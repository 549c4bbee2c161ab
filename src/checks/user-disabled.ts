import { command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { writtenText } from "./written.ts";

/** The account exists, and somebody switched it off. */
export const userDisabled = defineCheck({
	code: "user-disabled",
	who: ["directory"],
	category: "userValidation",
	judge({ user }) {
		if (user === undefined) return notKnownYet("user");
		const { upn, account } = user;
		if (account === null) return unknown("no-account", { upn });
		return account.enabled ? pass("account-enabled", { upn }) : fail("account-disabled", { upn, displayName: account.displayName });
	},
	fixes(saw, context) {
		const upn = writtenText(saw, "upn") ?? context.upn ?? "UPN";
		return [command("enable-user", ["users", "enable", upn], { upn })];
	},
});
