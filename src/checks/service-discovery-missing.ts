import { defineCheck } from "./check.ts";
import { judgeDiscovery } from "./judge-discovery.ts";
import { publishDiscoveryFix } from "./publish-discovery-fix.ts";

/**
 * Whoever signs in with a work account in Settings is sent by the site of the account's domain. Where it fails, a phone of iOS 18.2 or later asks Apple
 * (axm-servicediscovery.apple.com); what Apple answers there is out of our sight.
 */
export const serviceDiscoveryMissing = defineCheck({
	code: "service-discovery-missing",
	who: ["directory", "administrator"],
	category: "featureNotSupported",
	judge: ({ domain }) => judgeDiscovery(domain),
	fixes: (saw) => [publishDiscoveryFix(saw)],
});
