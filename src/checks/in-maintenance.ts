import { byHand, command, defineCheck, notKnownYet, pass } from "./check.ts";
import { failAs } from "./severity.ts";

/** Enrollment is paused by an administrator, who meant it so: a warning. Managed devices go on as before. */
export const inMaintenance = defineCheck({
	code: "in-maintenance",
	who: ["administrator", "nobody"],
	category: "inMaintenance",
	slip: true,
	judge({ maintenance, now }) {
		if (maintenance === undefined) return notKnownYet("maintenance");
		if (maintenance === null) return pass("not-in-maintenance");
		const { since, until } = maintenance;
		if (until === null) return failAs("warning", "paused", { sinceAt: since });
		return until <= now ? pass("pause-over", { untilAt: until }) : failAs("warning", "paused-until", { sinceAt: since, untilAt: until });
	},
	fixes: (saw) => [
		command("end-maintenance", ["maintenance", "off"]),
		byHand(saw.kind === "paused-until" ? "wait-for-maintenance" : "try-later"),
	],
});
