import { mendAssignmentFix } from "./change-profile-fix.ts";
import { byHand, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { progressOf } from "./device-came.ts";
import { failAs } from "./severity.ts";
import { writtenText } from "./written.ts";

/** The serial number is ours, but the phone never came: it has no profile at Apple, has not asked for it, or was set up before it had one. */
export const adeNotStarted = defineCheck({
	code: "ade-not-started",
	who: ["administrator", "user"],
	category: "unknown",
	judge({ adeDevice }) {
		if (adeDevice === undefined) return notKnownYet("adeDevice");
		// A profile of ours starts nothing on a device that is not assigned here any more.
		if (adeDevice === null || adeDevice.removedAt !== null) return unknown("device-of-no-token");
		if (adeDevice.progress === undefined) return notKnownYet("adeDevice");
		const { serial, token, profile, profileAssignedAt, profilePushedAt } = adeDevice;
		const { triedAt, lastContactAt, enrolledAt } = adeDevice.progress;
		const values = { serial, token, profile, triedAt, profileAssignedAt, profilePushedAt, lastContactAt, enrolledAt };
		switch (progressOf(adeDevice, adeDevice.progress)) {
			case "enrolled":
				return pass("device-enrolled-by-ade", values);
			case "came":
				return pass("device-came", values);
			case "fetched":
				return pass("profile-fetched-at-apple", values);
			case "enrolled-otherwise":
				return failAs("warning", "set-up-without-profile", values);
			case "fetched-earlier":
				return failAs("warning", "earlier-profile-fetched", values);
			case "other-at-apple":
				return failAs("error", "other-profile-at-apple", values);
			case "assigned":
				return failAs("warning", "profile-not-fetched-yet", values);
			case "unassigned":
				return failAs("error", triedAt === null ? "profile-never-assigned" : "no-profile-at-apple", values);
		}
	},
	fixes(saw, { serial: known }) {
		const serial = writtenText(saw, "serial") ?? known ?? "SERIAL";
		switch (saw.kind) {
			case "set-up-without-profile":
			case "earlier-profile-fetched":
				return [byHand("erase-and-set-up-again"), mendAssignmentFix(saw, serial)];
			case "profile-not-fetched-yet":
				return [byHand("switch-on-and-connect"), byHand("erase-if-set-up-before"), mendAssignmentFix(saw, serial)];
			default:
				return [mendAssignmentFix(saw, serial), byHand("erase-if-set-up-before")];
		}
	},
});
