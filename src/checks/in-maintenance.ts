import { byHand, command, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** Enrollment is paused by an administrator; managed devices go on as before. */
export const inMaintenance = defineCheck({
	code: "in-maintenance",
	who: ["administrator", "nobody"],
	category: "inMaintenance",
	judge({ maintenance, now }) {
		if (maintenance === undefined) return notKnownYet("maintenance");
		if (maintenance === null) return pass("not-in-maintenance");
		const { since, until } = maintenance;
		if (until === null) return fail("paused", { sinceAt: since });
		return until <= now ? pass("pause-over", { untilAt: until }) : fail("paused-until", { sinceAt: since, untilAt: until });
	},
	fixes: (saw) => [
		command("end-maintenance", ["maintenance", "off"]),
		byHand(saw.kind === "paused-until" ? "wait-for-maintenance" : "try-later"),
	],
});
