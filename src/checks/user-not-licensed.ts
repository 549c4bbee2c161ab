import { defineCheck, fail, notKnownYet, pass } from "./check.ts";
import { assignFix, fittingPlans } from "./fitting-licences.ts";
import { listedLicence } from "./listed.ts";

/** No licence was given to the user at all. */
export const userNotLicensed = defineCheck({
	code: "user-not-licensed",
	who: ["administrator"],
	category: "userValidation",
	judge({ licences, authority, user }) {
		if (licences === undefined) return notKnownYet("licences");
		if (licences.assigned.length > 0) return pass("licences-held", { licences: licences.assigned.map(listedLicence) });
		const plans = fittingPlans(licences, authority);
		return fail(plans.length === 0 ? "no-licence-and-no-plan" : "no-licence", { upn: user?.upn ?? null, plans });
	},
	fixes: (saw, context) => [assignFix(saw, context)],
});
