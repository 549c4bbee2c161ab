import { command, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** The device is managed, was not heard of for long, and does not answer when it is asked. */
export const deviceWentSilent = defineCheck({
	code: "device-went-silent",
	who: ["administrator", "user"],
	category: "unknown",
	judge({ silence, contact }) {
		if (silence === undefined) return notKnownYet("silence");
		if (silence.awaits !== "answer" || contact == null) return pass("not-awaited-there");
		const { managedAt, seenAt, pushedAt } = contact;
		const values = { seenAt: seenAt ?? managedAt };
		return pushedAt === null ? fail("silent-and-no-push-taken", values) : fail("silent-after-push", { ...values, pushedAt });
	},
	fixes: (_, { deviceId }) => [command("push-again", ["devices", "sync", deviceId ?? "DEVICE"])],
});
