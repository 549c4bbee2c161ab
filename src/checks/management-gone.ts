import { byHand, command, defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { likely } from "./likely.ts";

/**
 * The device holds our management no longer: it was erased, or its owner removed the profile, and told nobody. Apple's push service then calls its token
 * void (410 Unregistered) at the next push; where it does not, the device may as well be switched off.
 */
export const managementGone = defineCheck({
	code: "management-gone",
	who: ["user", "administrator"],
	category: "unknown",
	judge({ silence, contact }) {
		if (silence === undefined) return notKnownYet("silence");
		if (silence.awaits !== "answer" || contact == null) return pass("not-awaited-there");
		const { tokenVoidAt, pushedAt, seenAt, managedAt } = contact;
		const values = { seenAt: seenAt ?? managedAt };
		return tokenVoidAt === null
			? likely("perhaps-switched-off-or-erased", { ...values, pushedAt })
			: fail("token-void-so-management-gone", { ...values, tokenVoidAt });
	},
	fixes: (_, { deviceId, serial }) => [
		byHand("switch-device-on"),
		byHand("enroll-again"),
		command("retire-device", ["devices", "retire", deviceId ?? "ID"], { name: serial ?? deviceId ?? "ID" }),
	],
});
