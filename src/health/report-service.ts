import type { PersonsReport, ReportedPage, Reporting, ReportService, Visit } from "../enrollment/portal-view.ts";
import { recordStep } from "../enrollment/record.ts";
import { visitedView } from "../enrollment/visited-view.ts";
import { type Entered, type VisitStores, Visits } from "../enrollment/visits.ts";
import type { Clock, Randomness } from "../evidence/clock.ts";
import type { Work } from "../evidence/work.ts";
import type { FactsNowContext, FactsNowStores } from "./facts-now.ts";
import { judgeReport } from "./judge-report.ts";

export type ReportStores = FactsNowStores & VisitStores;

/** Of one try: whoever reports without end fills no record. */
const mostReports = 10;
const mostLines = 20;
/** Tries under a name, of which strangers may have begun some. */
const mostLookedAt = 20;
const mostCodes = 20;

/**
 * What a person with a phone reports on the enrollment pages. Whoever has signed in in this visit learns what is behind it for them, in the words that are
 * meant for persons; whoever has not learns what the words mean, for anything more would tell a stranger about somebody.
 */
export function createReportService(deps: {
	readonly work: Work<ReportStores>;
	readonly clock: Clock;
	readonly randomness: Randomness;
	readonly context: FactsNowContext;
	readonly options: { readonly publicUrl: string; readonly sessionLifetime: number };
}): ReportService {
	const { work, clock, randomness, context, options } = deps;
	const visits = new Visits(work, clock, randomness, options.sessionLifetime);

	async function judged({ session, attempt }: Entered, { matched, errors, from }: PersonsReport): Promise<ReportedPage["judged"]> {
		// A try may have become another's, who signed in by the same cookie.
		if (session.userId === null || session.userId !== attempt.userId || attempt.upn === null) return null;
		const { serial } = attempt.device;
		const { candidates } = await judgeReport(
			work.read,
			{ matched, errors, from, upn: attempt.upn, ...(serial === null ? {} : { serial }) },
			context,
			clock.now(),
		);
		return {
			causes: candidates
				.filter(({ verdict }) => verdict === "proven" || verdict === "likely")
				.map(({ code, verdict, who }) => ({ code, sure: verdict === "proven", who })),
			inOrder: candidates.filter(({ verdict }) => verdict === "ruled-out").length,
		};
	}

	async function write({ attempt }: Entered, { from, matched, errors, lines }: PersonsReport): Promise<void> {
		if (matched.length === 0 && errors.length === 0) return;
		await work.write(async (stores) => {
			const fresh = await stores.attempts.byId(attempt.id);
			const before = (await stores.attempts.steps(attempt.id)).filter(({ name }) => name === "reported").length;
			if (fresh === undefined || before >= mostReports) return;
			await recordStep(stores, fresh, "reported", clock.now(), {
				from,
				codes: matched.slice(0, mostCodes),
				errors: errors.slice(0, mostCodes).map(({ domain, code }) => `${domain} ${code}`),
				lines: lines.slice(0, mostLines),
			});
		});
	}

	/** The newest try in which they signed in. */
	async function ofPerson(user: { readonly id: string; readonly upn: string }, visit: Visit): Promise<Entered> {
		const newest = await work.read.attempts.list({ upn: user.upn, limit: mostLookedAt });
		const attempt = newest.find(({ userId }) => userId === user.id);
		const now = clock.now();
		if (attempt === undefined) return visits.begin(visit, { userId: user.id, upn: user.upn });
		// Of no visit to the enrollment pages: nothing is kept, and nothing is set.
		const session = { tokenHash: "", attemptId: attempt.id, userId: user.id, pendingUserId: null, createdAt: now, expiresAt: now };
		return { cookie: null, session, attempt };
	}

	const reporting = (enter: (visit: Visit) => Promise<Entered>): Reporting => ({
		async report(visit, report) {
			const entered = await enter(visit);
			await write(entered, report);
			const { from, matched, notes, unknown } = report;
			const page = {
				kind: "reported",
				from,
				problem: null,
				notes,
				unknown,
				meanings: matched,
				judged: await judged(entered, report),
			} as const;
			return visitedView(work.read, options.publicUrl, entered, visit, page);
		},

		async refuse(visit, from, problem) {
			const entered = await enter(visit);
			const page = { kind: "reported", from, problem, notes: [], meanings: [], unknown: null, judged: null } as const;
			return visitedView(work.read, options.publicUrl, entered, visit, page);
		},
	});

	return { ...reporting((visit) => visits.enter(visit)), of: (user) => reporting((visit) => ofPerson(user, visit)) };
}
