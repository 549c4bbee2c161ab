import { byHand, defineCheck, fail, notKnownYet, pass } from "./check.ts";

/** The person did not prove who they are. */
export const signInFailed = defineCheck({
	code: "sign-in-failed",
	who: ["user", "administrator"],
	category: "authentication",
	slip: true,
	judge({ signIn, adeSignIn }) {
		// Somebody else vouches for people there, so nobody has typed a password here.
		const fault = adeSignIn?.providerFault ?? null;
		if (fault !== null) return fail("sign-in-provider-fault", { providerFault: fault });
		if (signIn === undefined) return notKnownYet("signIn");
		const { upn, failures, retryAt } = signIn;
		switch (signIn.result) {
			case "accepted":
				return pass("sign-in-accepted", { upn });
			case "wrong-password":
				return fail("sign-in-wrong-password", { upn, failures });
			case "wrong-code":
				return fail("sign-in-wrong-code", { upn, failures });
			case "no-password":
				return fail("sign-in-no-password", { upn });
			case "throttled":
				return retryAt === null
					? fail("sign-in-throttled-for-now", { upn, failures })
					: fail("sign-in-throttled", { upn, failures, retryAt });
			case "session-expired":
				return fail("sign-in-session-expired", { upn });
		}
	},
	fixes(saw, { upn }) {
		const whose = upn === null ? {} : { upn };
		switch (saw.kind) {
			case "sign-in-throttled":
			case "sign-in-throttled-for-now":
				return [byHand("wait-then-sign-in"), byHand("reset-password", whose)];
			case "sign-in-wrong-code":
				return [byHand("next-one-time-code"), byHand("check-phone-clock")];
			case "sign-in-no-password":
				return [byHand("set-password", whose)];
			case "sign-in-session-expired":
				return [byHand("sign-in-again")];
			case "sign-in-provider-fault":
				return [byHand("sign-in-again"), byHand("check-provider-settings")];
			default:
				return [byHand("sign-in-again"), byHand("reset-password", whose)];
		}
	},
});
