import { byHand, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** The bytes do not parse, so nothing else could be judged. Says where and what kind, never the content. */
export const messageMalformed = defineCheck({
	code: "message-malformed",
	who: ["user"],
	category: "badRequest",
	slip: true,
	judge({ message }) {
		if (message === undefined) return notKnownYet("message");
		if (message === null) return pass("message-read");
		const { codec, fault, offset } = message;
		return offset < 0 ? fail("message-unreadable", { codec, fault }) : fail("message-unreadable-at", { codec, fault, offset });
	},
	fixes: () => [byHand("try-again"), byHand("try-other-network"), byHand("enroll-again")],
});
