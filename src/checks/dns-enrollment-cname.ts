import { defineCheck } from "./check.ts";
import { cnameFixes, judgeCname } from "./cname-record.ts";
import { likely } from "./likely.ts";
import { isTold } from "./reported.ts";

/**
 * Where people's apps look for the enrollment server of their domain; without it they must type its name. A phone that came here all the same did so
 * without the record: then what it shows is only perhaps for want of it.
 */
export const dnsEnrollmentCname = defineCheck({
	code: "dns-enrollment-cname",
	who: ["directory"],
	category: "clientDisconnected",
	judge({ domain, report, now }) {
		const judged = judgeCname(domain, domain?.enrollment, now);
		if (judged.outcome !== "fail" || !isTold(report) || report?.reachedAt === undefined) return judged;
		const { kind, severity: _, ...values } = judged.saw;
		const { reachedAt } = report;
		return kind === "cname-missing" || kind === "cname-missing-yet"
			? likely("cname-missing-but-reached", { ...values, reachedAt })
			: likely("cname-wrong-but-reached", { ...values, reachedAt });
	},
	fixes: cnameFixes,
});
