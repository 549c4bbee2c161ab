import type { Stage } from "../cli/demo-stage.ts";
import { fixesOfAttempt } from "../diagnosis/explain.ts";
import { fixesOfIncident } from "../diagnosis/explain-incident.ts";
import { matchMessage } from "../diagnosis/match-message.ts";
import { shellWords } from "../diagnosis/shell-words.ts";
import { judgeDevice } from "../enrollment/ade-device-health.ts";
import type { Fix } from "../evidence/finding.ts";
import type { Incident } from "../evidence/incident.ts";
import { judgeReport } from "../health/judge-report.ts";
import { recheckAfter } from "../health/recheck-incidents.ts";
import type { TourPlay } from "../http/api/tour.ts";
import { incidentOf } from "../incidents/incident-of.ts";
import { outsideAddresses } from "../outside-names.ts";
import { serverCertificate } from "../server-certificate.ts";
import type { Situation } from "./scenario.ts";

/** Where a failure is explained, and what the console runs to mend it. */
export type Found = Pick<TourPlay, "reference" | "incident" | "fix">;

/** The incident of the cause, and which of its fixes, or of the try's, the console runs. */
export async function findCause({ domain }: Stage, code: string, situation: Situation): Promise<Found> {
	const { read } = domain.store;
	const { reference, fix, incidentOf: isOf } = situation;
	const attempt = reference === undefined ? undefined : await read.attempts.byReference(reference);
	const incident = attempt === undefined ? await newestOf(read.incidents, code, isOf) : await incidentOf(read, attempt);
	const of =
		attempt === undefined
			? incident && { what: incident.id, fixes: fixesOfIncident(incident) }
			: { what: attempt.reference, fixes: fixesOfAttempt({ attempt, decision: attempt.decision }) };
	return {
		reference: attempt?.reference ?? null,
		incident: incident?.id ?? null,
		fix: of === undefined || fix === undefined ? null : numbered(of.what, of.fixes, fix),
	};
}

async function newestOf(
	incidents: Stage["domain"]["store"]["read"]["incidents"],
	code: string,
	isOf: Situation["incidentOf"],
): Promise<Incident | undefined> {
	const all = await incidents.list({ code, limit: 50 });
	return isOf === undefined ? undefined : all.find(({ subject }) => isOf(subject));
}

function numbered(what: string, fixes: readonly Fix[], begins: string): TourPlay["fix"] {
	const lines = fixes.map(({ command }) => (command === null ? "" : shellWords(command)));
	const at = lines.findIndex((line) => line.startsWith(begins));
	return at === -1 ? null : { what, number: at + 1, command: `genkan ${lines[at] ?? ""}` };
}

/** Whether it failed of what the scenario is about, wherever that is told. */
export async function isAsExpected(
	{ domain }: Stage,
	code: string,
	{ message, asked, fix, upn, device }: Situation,
	found: Found,
): Promise<boolean> {
	const { read } = domain.store;
	if (fix !== undefined && found.fix === null) return false;
	if (message !== undefined) {
		const { codes, candidates } = await reported(domain, message, { upn, serial: device?.serial ?? null });
		if (codes.includes(code) || candidates.some((one) => one.code === code && one.verdict !== "ruled-out")) return true;
	}
	if (found.reference !== null && (await read.attempts.byReference(found.reference))?.code === code) return true;
	if (found.incident !== null && (await read.incidents.find(found.incident))[0]?.code === code) return true;
	if (asked === undefined) return false;
	const { findings } = await judgeDevice(read, asked, domain.clock.now());
	return findings.some(({ check, outcome }) => check === code && outcome === "fail");
}

/** What somebody does by hand that the service hears of by a change of its own: as the command of that change, it is judged at once. */
const heardOf = ["push-certificate upload", "users import"];

export async function judgeAgain({ domain }: Stage): Promise<void> {
	const options = { work: domain.store, clock: domain.clock, context: await judgedBy(domain) };
	for (const action of heardOf) await recheckAfter(options, { action, id: null });
}

async function judgedBy(domain: Stage["domain"]) {
	const { fact } = await serverCertificate(domain);
	return { serverCertificate: fact, admitMacs: domain.config.admitMacs, addresses: outsideAddresses(domain) };
}

/** What somebody is told who asks what the phone shows. */
async function reported(
	domain: Stage["domain"],
	message: string,
	{ upn, serial }: { readonly upn: string | null; readonly serial: string | null },
) {
	const matched = matchMessage(message);
	if (matched === "too-long") return { codes: [], candidates: [] };
	const codes: readonly string[] = matched.codes;
	const { candidates } = await judgeReport(
		domain.store.read,
		{
			matched: matched.codes,
			errors: matched.errors,
			from: "person",
			...(upn === null ? {} : { upn }),
			...(serial === null ? {} : { serial }),
		},
		await judgedBy(domain),
		domain.clock.now(),
	);
	return { codes, candidates };
}
