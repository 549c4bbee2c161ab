import { byHand, command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";

/** A device hears only pushes on the topic of its profile: a certificate with another topic silences everything enrolled before. */
export const pushTopicChanged = defineCheck({
	code: "push-topic-changed",
	who: ["administrator"],
	category: "accountValidation",
	judge({ topic }) {
		if (topic === undefined) return notKnownYet("topic");
		const { presented, current } = topic;
		if (current === null) return unknown("push-certificate-none");
		return presented === current ? pass("topic-same", { current }) : fail("topic-other", { presented, current });
	},
	fixes: () => [
		command("show-push-certificate", ["push-certificate", "show"]),
		byHand("restore-push-certificate"),
		byHand("download-again"),
	],
});
