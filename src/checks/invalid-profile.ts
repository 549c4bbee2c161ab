import { byHand, command, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { likely } from "./likely.ts";
import { isTold } from "./reported.ts";

/**
 * Setup Assistant got something else than a profile from the address that Apple gave it: a refusal, which is another rule's, or an answer of something
 * between the phone and this service. The latter nothing here can prove; others that came through speak against it.
 */
export const invalidProfile = defineCheck({
	code: "invalid-profile",
	who: ["administrator"],
	category: "badRequest",
	judge({ report, adeDevice }) {
		if (report === undefined) return notKnownYet("report");
		if (!isTold(report)) return pass("message-not-reported");
		const progress = adeDevice?.progress;
		if (progress === undefined) return unknown("phone-not-told-apart");
		const { othersCame, lastContactAt } = progress;
		return othersCame > 0
			? likely("profile-perhaps-changed-on-way-here-alone", { others: othersCame, lastContactAt })
			: likely("profile-perhaps-changed-on-way", { lastContactAt });
	},
	fixes: (_, { serial }) => [
		command("ade-doctor-device", ["ade", "doctor", serial ?? "SERIAL"], { serial: serial ?? "SERIAL" }),
		byHand("try-other-network"),
		byHand("restart-setup-assistant"),
	],
});
