import { command, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { assignFix, fittingPlans, licenceStanding } from "./fitting-licences.ts";
import { writtenNumber, writtenText } from "./written.ts";

/** The right licence was given to the user, by hand or by a group, but no seat was left for it. */
export const licencesExhausted = defineCheck({
	code: "licences-exhausted",
	who: ["administrator"],
	category: "userValidation",
	judge({ licences, authority }) {
		if (licences === undefined) return notKnownYet("licences");
		const found = licenceStanding(licences, authority);
		if (found.standing === "undecided") return unknown("licence-not-judged-without-authority");
		if (found.standing !== "no-seat") return pass("no-licence-waits");
		const { plan, name } = found.licence;
		const owned = licences.plans.find((candidate) => candidate.plan === plan);
		const plans = fittingPlans(licences, authority);
		return fail("licence-without-seat", { plan, name, seats: owned?.seats ?? 0, consumed: owned?.consumed ?? 0, plans });
	},
	about: (saw) => writtenText(saw, "name"),
	fixes(saw, context) {
		const plan = writtenText(saw, "plan") ?? "PLAN";
		const seats = Math.max(writtenNumber(saw, "seats") ?? 0, writtenNumber(saw, "consumed") ?? 0) + 1;
		const more = command("add-seats", ["licences", "seats", plan, String(seats)], { plan, seats: String(seats) });
		const other = assignFix(saw, context, plan);
		return other.id === "assign-licence" ? [more, other] : [more, command("show-licences", ["licences"])];
	},
});
