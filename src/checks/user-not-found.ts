import { byHand, command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { writtenText } from "./written.ts";

/** Nobody in the directory has this name. While the domain is not verified, that is the cause, and this is not judged. */
export const userNotFound = defineCheck({
	code: "user-not-found",
	who: ["directory"],
	category: "userValidation",
	slip: true,
	judge({ user }) {
		if (user === undefined) return notKnownYet("user");
		const { upn, suffix, account, nearMisses } = user;
		if (account !== null) return pass("user-found", { upn, displayName: account.displayName });
		if (suffix === "") return fail("upn-without-suffix", { upn });
		if (!user.suffixVerified) return unknown("suffix-decides", { upn, suffix });
		return nearMisses.length === 0 ? fail("user-none", { upn }) : fail("user-none-but-similar", { upn, nearMisses });
	},
	fixes(saw, context) {
		const upn = writtenText(saw, "upn") ?? context.upn ?? "";
		const search = upn.split("@")[0] || "TEXT";
		return [
			byHand("check-spelling"),
			command("search-users", ["users", "list", "--search", search], { search }),
			command("import-users", ["users", "import", "FILE.csv"]),
		];
	},
});
