import { byHand, command, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { progressOf } from "./device-came.ts";
import { failAs } from "./severity.ts";

/** From Apple's answer to our first page a phone needs seconds; whoever holds it may dawdle at the page before. */
const patience = 15 * 60_000;

/** The phone fetched its profile at Apple and never came here: either it cannot reach us, or what the profile says of us is wrong. */
export const adeStoppedAtApple = defineCheck({
	code: "ade-stopped-at-apple",
	who: ["user", "administrator"],
	category: "clientDisconnected",
	judge({ adeDevice, now }) {
		if (adeDevice === undefined) return notKnownYet("adeDevice");
		if (adeDevice === null) return unknown("device-of-no-token");
		if (adeDevice.progress === undefined) return notKnownYet("adeDevice");
		const { serial, token, profile, profilePushedAt, profileAssignedAt } = adeDevice;
		const { lastContactAt, othersCame, enrolledAt } = adeDevice.progress;
		const values = { serial, token, profile, profileAssignedAt, profilePushedAt, lastContactAt, enrolledAt, others: othersCame };
		const progress = progressOf(adeDevice, adeDevice.progress);
		if (progress === "enrolled") return pass("device-enrolled-by-ade", values);
		if (progress === "came") return pass("device-came", values);
		if (progress !== "fetched" || profilePushedAt === null) return unknown("profile-not-fetched-now", values);
		if (now - profilePushedAt < patience) return unknown("profile-fetched-at-apple", values);
		return othersCame > 0 ? failAs("error", "stopped-but-others-came", values) : failAs("error", "stopped-and-nobody-came", values);
	},
	fixes: (saw) =>
		saw.kind === "stopped-but-others-came"
			? [byHand("try-other-network"), byHand("restart-setup-assistant"), byHand("erase-and-set-up-again")]
			: [command("show-status", ["status"]), byHand("check-public-address"), byHand("try-other-network")],
});
