import { defineCheck } from "./check.ts";
import { cnameFixes, judgeCname } from "./cname-record.ts";

/** Where a device looks for the registration service of its user's domain. */
export const dnsRegistrationCname = defineCheck({
	code: "dns-registration-cname",
	who: ["directory"],
	category: "clientDisconnected",
	judge: ({ domain, now }) => judgeCname(domain, domain?.registration, now),
	fixes: cnameFixes,
});
