import { byHand, command, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** The device is managed, and never answered its first command. */
export const neverCheckedIn = defineCheck({
	code: "never-checked-in",
	who: ["administrator", "user"],
	category: "clientDisconnected",
	judge({ silence, contact }) {
		if (silence === undefined) return notKnownYet("silence");
		if (silence.awaits !== "connection" || contact == null) return pass("not-awaited-there");
		const { managedAt, pushedAt, tokenVoidAt, seenAt } = contact;
		const values = { managedAt, pushedAt, tokenVoidAt, seenAt };
		if (seenAt !== null && seenAt > managedAt) return fail("came-and-answered-nothing", values);
		if (tokenVoidAt !== null) return fail("managed-token-void", values);
		return pushedAt === null ? fail("managed-and-no-push-taken", values) : fail("pushed-and-nobody-came", values);
	},
	fixes: (_, { deviceId }) => [command("push-again", ["devices", "sync", deviceId ?? "DEVICE"]), byHand("restart-device")],
});
