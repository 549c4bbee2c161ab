import { byHand, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** Somebody signed in, or gave a name, and did not come to the download. */
export const pageLeft = defineCheck({
	code: "page-left",
	who: ["user"],
	category: "userAbandonment",
	slip: true,
	judge({ silence }) {
		if (silence === undefined) return notKnownYet("silence");
		const { awaits, since } = silence;
		if (awaits === "page") return fail("page-left", { sinceAt: since });
		return awaits === "setup-page" ? fail("setup-page-left", { sinceAt: since }) : pass("not-awaited-there");
	},
	fixes: (saw) => [byHand(saw.kind === "setup-page-left" ? "go-on-in-setup-assistant" : "open-page-again")],
});
