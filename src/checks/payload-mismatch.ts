import { byHand, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { likely } from "./likely.ts";

/** iOS keeps one management profile: another one of ours on the phone stands in the new one's way. */
export const payloadMismatch = defineCheck({
	code: "payload-mismatch",
	who: ["user"],
	category: "clientDisconnected",
	judge({ silence, existing }) {
		if (silence === undefined) return notKnownYet("silence");
		const { awaits, ownDevices } = silence;
		if (awaits === null || awaits.startsWith("setup-")) return pass("erased-or-enrolled");
		if (existing === null) return pass("no-earlier-management");
		if (existing !== undefined) return likely("earlier-management-stands", { lastSeenAt: existing.lastSeenAt });
		// In the browser nobody knows which phone it is.
		return ownDevices === null || ownDevices === 0
			? unknown("phone-not-told-apart")
			: likely("perhaps-one-of-users-devices", { count: ownDevices });
	},
	fixes: () => [byHand("remove-management"), byHand("download-again")],
});
