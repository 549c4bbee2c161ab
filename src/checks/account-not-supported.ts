import { byHand, defineCheck } from "./check.ts";
import { judgeDiscovery } from "./judge-discovery.ts";
import { publishDiscoveryFix } from "./publish-discovery-fix.ts";

/**
 * “Your Apple Account does not support the expected services on this device”: the phone asked the domain of its account where to enroll
 * (`/.well-known/com.apple.remotemanagement`), and was not sent here.
 */
export const accountNotSupported = defineCheck({
	code: "account-not-supported",
	who: ["directory", "administrator"],
	category: "featureNotSupported",
	judge: ({ domain }) => judgeDiscovery(domain),
	fixes: (saw) => [publishDiscoveryFix(saw), byHand("sign-in-again")],
});
