import { defineCheck } from "./check.ts";
import { cnameFixes, judgeCname } from "./cname-record.ts";

/** Where people's apps look for the enrollment server of their domain; without it they must type its name. */
export const dnsEnrollmentCname = defineCheck({
	code: "dns-enrollment-cname",
	who: ["directory"],
	category: "clientDisconnected",
	judge: ({ domain, now }) => judgeCname(domain, domain?.enrollment, now),
	fixes: cnameFixes,
});
