import type { DomainFact } from "../evidence/outside-fact.ts";
import { notKnownYet, pass, unknown } from "./check.ts";
import { failAs } from "./severity.ts";

/**
 * What a domain's site says to a phone that asks where accounts of that domain enroll. A phone tolerates nothing: another status, another type than
 * `application/json`, another shape, and it stops. What was not reached from here may be reached from there.
 */
export function judgeDiscovery(domain: DomainFact | undefined) {
	if (domain === undefined) return notKnownYet("domain");
	if (domain.discovery === null) return unknown("domain-not-looked-at", { domain: domain.name });
	const { state, address, status, contentType, leadsTo, fault, lookedAt, since } = domain.discovery;
	const values = { domain: domain.name, address, lookedAt, sinceAt: since };
	switch (state) {
		case "ours":
			return pass("discovery-leads-here", values);
		case "foreign":
			return failAs("warning", "discovery-leads-elsewhere", { ...values, leadsTo });
		case "missing":
			return fault === null
				? failAs("warning", "discovery-answers-nothing", { ...values, status })
				: failAs("warning", "discovery-without-end", { ...values, because: fault });
		case "wrong-type":
			return failAs("warning", "discovery-of-wrong-type", { ...values, contentType });
		case "not-json":
			return failAs("warning", "discovery-unreadable", values);
		case "no-servers":
			return failAs("warning", "discovery-without-servers", values);
		case "untrusted":
			return failAs("warning", "discovery-untrusted", { ...values, because: fault });
		case "unreachable":
			return unknown("discovery-not-reached", { ...values, because: fault });
	}
}
