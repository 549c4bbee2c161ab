import { isAboutRequest, judgeTokenRefusal } from "./apple-refusal.ts";
import { byHand, command, defineCheck } from "./check.ts";
import { failAs } from "./severity.ts";
import { writtenText } from "./written.ts";

/** Kinds of which another rule speaks. */
const spokenOf: ReadonlySet<string> = new Set([
	"cursor-invalid",
	"cursor-expired",
	"cursor-exhausted",
	"cursor-required",
	"profile-not-found",
	"profile-name-invalid",
	"department-invalid",
	"support-phone-invalid",
	"url-invalid",
	"support-email-invalid",
	"magic-invalid",
	"flags-invalid",
	"locale-invalid",
]);

/** Apple did not take a request of this service as it was made, or said something that nobody here knows: a fault of the service, not of the tenant. */
export const adeRequestRefused = defineCheck({
	code: "ade-request-refused",
	who: ["administrator"],
	category: "badRequest",
	judge: (facts) =>
		judgeTokenRefusal(facts, { gate: "request", has: (kind) => isAboutRequest(kind) && !spokenOf.has(kind) }, (_, values) =>
			failAs("error", "apple-refused-request", values),
		),
	fixes(saw) {
		const token = writtenText(saw, "token") ?? "TOKEN";
		return [command("show-token", ["ade", "tokens", "show", token], { token }), byHand("update-genkan")];
	},
});
