import { byHand, command, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** The device is held in Setup Assistant and was not seen to leave it. */
export const stuckAtConfiguration = defineCheck({
	code: "stuck-at-configuration",
	who: ["administrator", "user"],
	category: "clientDisconnected",
	judge({ silence, contact }) {
		if (silence === undefined) return notKnownYet("silence");
		if (silence.awaits !== "configuration" || contact == null) return pass("not-awaited-there");
		const { managedAt, pushedAt, seenAt, release } = contact;
		const values = { managedAt, pushedAt, seenAt };
		if (release === "failed") return fail("release-refused", values);
		if (seenAt === null || seenAt <= managedAt) return fail("held-and-silent", values);
		return release === null ? fail("release-not-sent", values) : fail("release-not-answered", values);
	},
	fixes: (_, { deviceId }) => [
		command("push-again", ["devices", "sync", deviceId ?? "DEVICE"]),
		byHand("try-other-network"),
		byHand("restart-setup-assistant"),
	],
});
