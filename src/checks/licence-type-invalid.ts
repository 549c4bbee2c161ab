import { defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { assignFix, fittingPlans, licenceStanding } from "./fitting-licences.ts";
import { listedLicence } from "./listed.ts";

/** The user holds licences, but none is for the authority that manages this tenant's devices. */
export const licenceTypeInvalid = defineCheck({
	code: "licence-type-invalid",
	who: ["administrator"],
	category: "userValidation",
	judge({ licences, authority, user }) {
		if (licences === undefined) return notKnownYet("licences");
		const found = licenceStanding(licences, authority);
		switch (found.standing) {
			case "undecided":
				return unknown("licence-not-judged-without-authority");
			case "none":
				return pass("no-licence-to-judge");
			case "wrong-type":
				return fail("licence-for-other-authority", {
					upn: user?.upn ?? null,
					authority: found.authority,
					licences: licences.assigned.map(listedLicence),
					plans: fittingPlans(licences, authority),
				});
			case "fits":
			case "no-seat":
				return pass("licence-fits", { plan: found.licence.plan, name: found.licence.name, authority: found.authority });
		}
	},
	fixes: (saw, context) => [assignFix(saw, context)],
});
