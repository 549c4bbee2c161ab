import { byHand, defineCheck, fail, notKnownYet, pass, unknown } from "./check.ts";
import { writtenText } from "./written.ts";

/**
 * “Your Apple Account does not support the expected services on this device”: the phone asked the domain of its account where to enroll
 * (`/.well-known/com.apple.remotemanagement`), and was not sent here.
 */
export const accountNotSupported = defineCheck({
	code: "account-not-supported",
	who: ["directory", "administrator"],
	category: "featureNotSupported",
	judge({ domain }) {
		if (domain === undefined || domain.discovery === null) return notKnownYet("domain");
		const { state, address, status, contentType, leadsTo, fault, lookedAt } = domain.discovery;
		const values = { domain: domain.name, address, lookedAt };
		switch (state) {
			case "ours":
				return pass("discovery-leads-here", values);
			case "foreign":
				return fail("discovery-leads-elsewhere", { ...values, leadsTo });
			case "missing":
				return fail("discovery-answers-nothing", { ...values, status });
			case "wrong-type":
				return fail("discovery-of-wrong-type", { ...values, contentType });
			case "not-json":
			case "no-servers":
				return fail("discovery-unreadable", values);
			case "untrusted":
				return fail("discovery-untrusted", { ...values, fault });
			case "unreachable":
				return unknown("discovery-not-reached", { ...values, fault });
		}
	},
	fixes: (saw) => [
		byHand("publish-discovery-file", { address: writtenText(saw, "address") ?? "https://DOMAIN/.well-known/com.apple.remotemanagement" }),
		byHand("sign-in-again"),
	],
});
