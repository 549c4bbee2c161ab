import type { Evidence } from "../evidence/finding.ts";
import type { DnsRecordFact, DomainFact } from "../evidence/outside-fact.ts";
import { command, notKnownYet, pass, unknown } from "./check.ts";
import { failAs } from "./severity.ts";
import { writtenText } from "./written.ts";

/** How long a record may take to be seen everywhere: what Microsoft gives its customers for these two. Milliseconds. */
const spreading = 72 * 3600_000;

/**
 * What a CNAME that phones and portals look for comes to. A record that changed within 72 hours, or whose domain is younger, may not have spread yet;
 * what nobody answered is not known, and never a fault of the record.
 */
export function judgeCname(domain: DomainFact | undefined, record: DnsRecordFact | null | undefined, now: number) {
	if (domain === undefined) return notKnownYet("domain");
	if (record === null || record === undefined) return unknown("domain-not-looked-at", { domain: domain.name });
	const { host, expected, state, targets, ttl, servers, lookedAt } = record;
	const spreadAt = Math.max(record.since, domain.addedAt) + spreading;
	const young = now < spreadAt;
	const values = { domain: domain.name, host, expected, targets, servers, lookedAt, sinceAt: record.since };
	switch (state) {
		case "right":
			return ttl === null ? pass("cname-right", values) : pass("cname-right-with-ttl", { ...values, ttl });
		case "missing":
			return young ? failAs("warning", "cname-missing-yet", { ...values, spreadAt }) : failAs("warning", "cname-missing", values);
		case "foreign":
			return young ? failAs("warning", "cname-foreign-yet", { ...values, spreadAt }) : failAs("warning", "cname-foreign", values);
		case "several":
			return failAs("warning", "cname-several", values);
		case "loop":
			return failAs("warning", "cname-loop", values);
		case "contradictory":
			return young ? unknown("cname-spreading", { ...values, spreadAt }) : failAs("warning", "cname-contradictory", values);
		case "no-answer":
			return unknown("cname-no-answer", values);
	}
}

/** The exact record to create is printed by the command. */
export function cnameFixes(saw: Evidence) {
	const domain = writtenText(saw, "domain") ?? "DOMAIN";
	return [
		command("create-dns-record", ["domains", "record", domain], {
			domain,
			host: writtenText(saw, "host") ?? "HOST",
			target: writtenText(saw, "expected") ?? "TARGET",
		}),
	];
}
