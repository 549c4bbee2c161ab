import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { peerKey } from "../../credentials/throttle.ts";
import { logLineText } from "../../diagnosis/log-line-text.ts";
import { matchMessage } from "../../diagnosis/match-message.ts";
import { nearMessages } from "../../diagnosis/near-messages.ts";
import type { ReadLog } from "../../diagnosis/read-log.ts";
import type { PersonsReport, Reporting, ReportNote, ReportProblem, Visit, Visited } from "../../enrollment/portal-view.ts";
import { largestLog, type ReportForm, readReportForm } from "./read-report-form.ts";
import { UploadSlots } from "./upload-slots.ts";

const mostUploads = 4;
/** Beside the file: the message, and what separates the two. */
const slack = 65_536;
const mostLines = 20;

/** What a person says that the phone shows: a form with a message and a file. */
export function addReport(
	app: FastifyInstance,
	{
		path,
		home,
		reporter,
		visitOf,
		show,
	}: {
		readonly path: string;
		/** Where somebody belongs who opens that address. */
		readonly home: string;
		/** null: nobody who may report here. */
		readonly reporter: (request: FastifyRequest) => Promise<Reporting | null>;
		readonly visitOf: (request: FastifyRequest) => Visit;
		readonly show: (request: FastifyRequest, reply: FastifyReply, visited: Visited) => FastifyReply;
	},
): void {
	const slots = new UploadSlots(mostUploads, 1);
	// In a scope of its own: everywhere else such a form is not taken.
	app.register(async (scope) => {
		scope.addContentTypeParser("multipart/form-data", (_request, _payload, done) => done(null));
		scope.post(path, async (request, reply) => {
			const service = await reporter(request);
			if (service === null) return reply.header("connection", "close").redirect(home, 303);
			const visit = visitOf(request);
			const refuse = async (problem: ReportProblem, status: number) => {
				// What is still on its way is not waited for.
				reply.code(status).header("connection", "close");
				return show(request, reply, await service.refuse(visit, "log", problem));
			};
			const length = Number(request.headers["content-length"] ?? Number.NaN);
			if (length > largestLog + slack) return refuse("log-too-large", 413);
			let leave: (() => void) | undefined;
			const mayRead = () => {
				leave ??= slots.take(peerKey(visit.peer));
				return leave !== undefined;
			};
			// A message alone waits for nobody's log; but a small file may be as much work as a large one.
			if (!(length <= slack) && !mayRead()) return refuse("busy", 503);
			try {
				const form = await readReportForm(request.raw, mayRead);
				if (form.log?.kind === "busy") reply.code(503);
				return show(request, reply, await answered(service, visit, form));
			} finally {
				leave?.();
			}
		});
	});
	app.get(path, (_request, reply) => reply.redirect(home, 303));
}

function answered(service: Reporting, visit: Visit, { message, log }: ReportForm): Promise<Visited> {
	if (log !== null) {
		if (log.kind === "read") return service.report(visit, reportOfLog(log));
		return service.refuse(visit, "log", log.kind === "no-log" ? log.why : log.kind);
	}
	if (message === null) return service.refuse(visit, "person", "message-too-long");
	if (message.trim() === "") return service.refuse(visit, "person", "nothing");
	const matched = matchMessage(message);
	if (matched === "too-long") return service.refuse(visit, "person", "message-too-long");
	const { codes, errors } = matched;
	const unknown = codes.length > 0 ? null : { typed: message, near: nearMessages(message) };
	return service.report(visit, { from: "person", matched: codes, errors, lines: [], notes: [], unknown });
}

function reportOfLog({ log, ended, unifiedLog }: ReadLog): PersonsReport {
	const notes: ReportNote[] = [...(ended === "whole" ? [] : [ended]), ...(unifiedLog ? (["unified-log-inside"] as const) : [])];
	const telling = log.lines.filter(({ codes }) => codes.length > 0);
	return {
		from: "log",
		matched: log.matched,
		errors: log.errors,
		lines: telling.slice(0, mostLines).map(logLineText),
		notes,
		unknown: null,
	};
}
