import { byHand, command, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { writtenText } from "./written.ts";

/** The record of the previous user still stands: handing the phone on without ending it would give one person's device to another. */
export const enrolledByAnotherUser = defineCheck({
	code: "enrolled-by-another-user",
	who: ["user", "administrator"],
	category: "authorization",
	judge({ existing }) {
		if (existing === undefined) return notKnownYet("existing");
		if (existing === null) return pass("device-new-here");
		const { deviceId, serial, upn, state, lastSeenAt } = existing;
		if (existing.sameUser) return pass("device-of-same-user", { state, lastSeenAt });
		if (existing.userId === null) return pass("earlier-record-without-user", { state });
		// It may never be reached to obey: erased by hand before it was passed on, it holds nothing of ours.
		if (state === "retire-pending") return pass("earlier-record-being-retired", { upn });
		return fail(upn === null ? "device-of-removed-user" : "device-of-other-user", { deviceId, serial, upn, state, lastSeenAt });
	},
	fixes(saw) {
		const id = writtenText(saw, "deviceId") ?? "ID";
		return [
			byHand("cancel-installation"),
			command("retire-old-record", ["devices", "retire", id]),
			byHand("clear-safari-cookies"),
			byHand("enroll-again"),
		];
	},
});
