import type { FactName, FixContext } from "../checks/check.ts";
import type { EvidenceKind } from "../checks/index.ts";
import { isLikely } from "../checks/likely.ts";
import { reportCandidates } from "../checks/report-candidates.ts";
import { type Verdict, verdicts } from "../checks/verdict.ts";
import { normaliseUpn } from "../directory/upn.ts";
import type { Facts, ReportFact } from "../evidence/facts.ts";
import type { Evidence, Finding, Fix, Who } from "../evidence/finding.ts";
import { normaliseSerial } from "../tenant/serial.ts";
import { type FactsNow, type FactsNowContext, type FactsNowStores, factsNow } from "./facts-now.ts";
import { nearSerials } from "./near-serials.ts";
import { type Refused, refusedFor } from "./refused-for.ts";

export interface Report extends ReportFact {
	/** As typed. */
	readonly upn?: string;
	readonly serial?: string;
}

export interface JudgedCandidate {
	readonly code: string;
	readonly verdict: Verdict;
	readonly saw: Evidence;
	readonly who: readonly Who[];
	/** Only of what is proven or likely: what is ruled out is not mended, and a wrong fix is not offered. */
	readonly fixes: readonly Fix[];
	/** A try of theirs that was refused for it lately. */
	readonly refused: { readonly reference: string; readonly at: number } | null;
}

export interface JudgedReport {
	readonly matched: readonly string[];
	/** Proven first, then likely, then unknown, then ruled out; each in the table's order, and first what a try was refused for. */
	readonly candidates: readonly JudgedCandidate[];
	readonly context: FixContext;
	/** What has to be told for judging more. */
	readonly missing: readonly ("user" | "serial")[];
	/** The directory has no such name, with those that are near it; null: it has, or none was given. */
	readonly unknownUser: { readonly upn: string; readonly near: readonly string[] } | null;
	/** Nothing here has ever heard of this serial number: a new device, or a typing error. */
	readonly unknownSerial: { readonly serial: string; readonly near: readonly string[] } | null;
}

/**
 * Judges everything that a reported message, or a log's lines, may stand for, by what is known now of this person and this device. Reads only, and asks
 * nothing outside.
 */
export async function judgeReport(stores: FactsNowStores, report: Report, context: FactsNowContext, now: number): Promise<JudgedReport> {
	const { matched, errors, from } = report;
	const upn = report.upn === undefined ? undefined : normaliseUpn(report.upn);
	const serial = report.serial === undefined ? undefined : normaliseSerial(report.serial);
	const known = await factsNow(
		stores,
		{ ...(upn === undefined ? {} : { upn }), ...(serial === undefined ? {} : { serial }) },
		context,
		now,
	);
	const facts = {
		...asReported(known, serial),
		report: { matched, errors, from, ...(known.attempt === undefined ? {} : { reachedAt: known.attempt.startedAt }) },
	};
	const findings = reportCandidates(matched).map((rule) => ({
		rule,
		finding: rule.check(facts) as Finding,
		refused: refusedFor(known.attempts, rule.code, now),
	}));
	const missing = missingOf(
		known,
		findings.map(({ finding }) => finding),
	);
	const unknownUser = upn !== undefined && facts.user?.account === null ? { upn, near: facts.user.nearMisses } : null;
	const found = findings.map(({ finding, refused }) => verdictOf(finding, refused));
	const eliminated = !found.includes("proven") && missing.length === 0 && unknownUser === null;
	const fixContext = { upn: known.upn, serial: known.serial, deviceId: facts.existing?.deviceId ?? known.attempt?.deviceId ?? null };
	const candidates = findings.map(({ rule, finding, refused }, at): JudgedCandidate => {
		const own = found[at] ?? "unknown";
		const verdict = own === "likely" && !eliminated ? "unknown" : own;
		const saw = finding.outcome === "unknown" && refused !== null ? refused.saw : finding.saw;
		return {
			code: rule.code,
			verdict,
			saw,
			who: rule.who,
			fixes: verdict === "proven" || verdict === "likely" ? rule.fixes(saw, fixContext) : [],
			refused: refused === null ? null : { reference: refused.reference, at: refused.at },
		};
	});
	return {
		matched,
		candidates: candidates.toSorted((a, b) => rankOf(a) - rankOf(b)),
		context: fixContext,
		missing,
		unknownUser,
		unknownSerial: known.serialKnown === false && serial !== undefined ? { serial, near: await nearSerials(stores, serial) } : null,
	};
}

const rankOf = ({ verdict, refused }: JudgedCandidate): number => 2 * verdicts.indexOf(verdict) + (refused === null ? 1 : 0);

/** Whoever enrolled one device may speak of another: then that one's end says nothing. */
function asReported({ facts, attempt }: FactsNow, serial: string | undefined): Facts {
	if (serial !== undefined || attempt?.state !== "enrolled") return facts;
	const { silence: _, contact: _contact, ...others } = facts;
	return others;
}

/** How things are now decides. Where that cannot be told (a device's own message is judged once), what it was refused by still stands. */
function verdictOf({ outcome, saw }: Finding, refused: Refused | null): Verdict {
	if (outcome === "fail") return "proven";
	if (outcome === "pass") return "ruled-out";
	if (refused !== null) return "proven";
	return isLikely(saw) ? "likely" : "unknown";
}

const ofUser: ReadonlySet<unknown> = new Set<FactName>(["user", "licences", "enrollmentGroup", "restriction", "limit", "terms", "method"]);
const ofDevice: ReadonlySet<unknown> = new Set<FactName>([
	"existing",
	"blocked",
	"corporate",
	"device",
	"adeDevice",
	"adeToken",
	"silence",
]);
const decidedBySerial: ReadonlySet<string> = new Set<EvidenceKind>([
	"personal-blocked-serial-decides",
	"at-limit-device-decides",
	"phone-not-told-apart",
]);

function missingOf({ upn, serial }: FactsNow, findings: readonly Finding[]): ("user" | "serial")[] {
	const unknown = findings.filter(({ outcome }) => outcome === "unknown");
	const lacks = (facts: ReadonlySet<unknown>) => unknown.some(({ saw }) => saw.kind === "not-known-yet" && facts.has(saw["fact"]));
	const user = upn === null && (serial === null || lacks(ofUser) || lacks(ofDevice));
	const device = serial === null && (upn === null || lacks(ofDevice) || unknown.some(({ saw }) => decidedBySerial.has(saw.kind)));
	return unknown.length === 0 ? [] : [...(user ? (["user"] as const) : []), ...(device ? (["serial"] as const) : [])];
}
