import { byHand, defineCheck, notKnownYet, pass, unknown } from "./check.ts";
import { likely } from "./likely.ts";

/** The device's network keeps Apple's push service from it: then it gets no token, or no push. It can tell nobody. */
export const pushNetworkBlocked = defineCheck({
	code: "push-network-blocked",
	who: ["administrator", "user"],
	category: "clientDisconnected",
	judge({ silence, contact }) {
		if (silence === undefined) return notKnownYet("silence");
		const { others, awaits, authenticated } = silence;
		if (contact === undefined || contact === null) {
			return awaits === "push-token" && authenticated ? likely("push-token-perhaps-blocked", { others }) : unknown("no-push-due-yet");
		}
		const { managedAt, seenAt, pushedAt, tokenVoidAt } = contact;
		if (awaits !== "answer" && seenAt !== null && seenAt > managedAt) return pass("came-after-push", { seenAt });
		if (tokenVoidAt !== null) return unknown("push-token-void", { tokenVoidAt });
		return pushedAt === null ? unknown("no-push-taken") : likely("push-perhaps-blocked", { pushedAt, others });
	},
	fixes: () => [byHand("open-push-ports"), byHand("try-other-network")],
});
