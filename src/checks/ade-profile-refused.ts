import { anyOf, isAboutRequest, judgeRefusal } from "./apple-refusal.ts";
import { byHand, command, defineCheck } from "./check.ts";
import { failAs } from "./severity.ts";
import { writtenText } from "./written.ts";

/** Kinds with rules of their own. */
const spokenOf = anyOf("profile-not-found", "profile-name-invalid", "department-invalid", "support-phone-invalid");
/** Kinds that only a profile can have. */
const ofProfiles = anyOf("url-invalid", "support-email-invalid", "magic-invalid", "flags-invalid", "locale-invalid");

/** Apple did not take the profile for another of its settings, which it names. */
export const adeProfileRefused = defineCheck({
	code: "ade-profile-refused",
	who: ["administrator"],
	category: "badRequest",
	judge: (facts) =>
		judgeRefusal(
			facts,
			{ gate: "request", has: (kind, about) => (about === "profile" ? isAboutRequest(kind) && !spokenOf(kind) : ofProfiles(kind)) },
			({ kind }, values) => {
				switch (kind) {
					case "support-email-invalid":
						return failAs("error", "apple-refused-mail", values);
					case "url-invalid":
						return failAs("error", "apple-refused-address", values);
					case "flags-invalid":
						return failAs("error", "apple-refused-flags", values);
					default:
						return failAs("error", "apple-refused-profile", values);
				}
			},
		),
	fixes(saw) {
		const profile = writtenText(saw, "profile") ?? "NAME";
		const token = writtenText(saw, "token") ?? "TOKEN";
		const change = ["ade", "profiles", "change", profile, "--token", token];
		switch (saw.kind) {
			case "apple-refused-mail":
				return [command("change-support-mail", [...change, "--support-mail", "MAIL"], { profile })];
			case "apple-refused-address":
				return [byHand("shorten-public-address")];
			case "apple-refused-flags":
				return [command("supervise-or-unlock", [...change, "--supervised", "yes"], { profile })];
			default:
				return [command("show-profile", ["ade", "profiles", "show", profile, "--token", token], { profile }), byHand("update-genkan")];
		}
	},
});
