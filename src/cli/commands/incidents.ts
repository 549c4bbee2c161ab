import { incidentSeverity } from "../../checks/incident-severity.ts";
import { explainIncident } from "../../diagnosis/explain-incident.ts";
import { explainRecord, mendedText } from "../../diagnosis/explain-incident-record.ts";
import { incidentData, incidentFile } from "../../diagnosis/incident-file.ts";
import { shortId } from "../../diagnosis/incident-record.ts";
import { renderIncident } from "../../diagnosis/render-incident.ts";
import { renderIncidentRecord } from "../../diagnosis/render-incident-record.ts";
import type { Incident } from "../../evidence/incident.ts";
import { gatherIncident, mendedOf } from "../../incident-composition.ts";
import { codeTexts, printable, textsFor } from "../../texts/texts.ts";
import { type Context, command } from "../command.ts";
import { relativeTime } from "../relative-time.ts";
import { done, failed, iso, type Reply } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";
import { writeNewFile } from "../write-file.ts";

const id = { kind: "text", value: "ID" } as const;

export const incidentCommands = [
	command({
		name: "incidents",
		aliases: ["incidents list"],
		store: "read",
		options: {
			all: { kind: "flag", help: "incidents-all" },
			code: { kind: "text", value: "CODE", help: "incidents-code" },
			limit: { kind: "number", value: "NUMBER", help: "limit" },
		},
		run: listIncidents,
	}),
	command({
		name: "incidents show",
		store: "read",
		arguments: { id },
		run: ({ id: typed }, context) => withIncident(typed, context, showIncident),
	}),
	command({
		name: "incidents export",
		store: "read",
		arguments: { id, file: { kind: "text", value: "FILE", optional: true } },
		options: {
			format: { kind: "text", value: "text|json", choices: ["text", "json"], help: "incidents-format" },
			names: { kind: "flag", help: "incidents-names" },
		},
		run: ({ id: typed, file, format = "text", names }, context) =>
			withIncident(typed, context, (incident) => exportIncident(incident, { file, format, names }, context)),
	}),
] as const;

/** On a narrower terminal whom it is about and since when give way: what goes wrong must be readable. */
const wideFrom = 110;

const weight = { error: 0, warning: 1, information: 2 } as const;

async function listIncidents(
	{ all, code, limit = 50 }: { readonly all: boolean; readonly code: string | undefined; readonly limit?: number | undefined },
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const filter = { ...(all ? {} : { open: true }), ...(code === undefined ? {} : { code: code.toLowerCase() }), limit };
	const found = (await domain.store.read.incidents.list(filter))
		.map((incident) => ({ incident, severity: incidentSeverity(incident) }))
		.toSorted(
			(a, b) => Number(a.incident.closedAt !== null) - Number(b.incident.closedAt !== null) || weight[a.severity] - weight[b.severity],
		);
	const shown = all || code !== undefined ? found : found.filter(({ severity }) => severity !== "information");
	const data = found.map(({ incident, severity }) => rowData(incident, severity));
	const hidden = found.length - shown.length;
	const notes = hidden === 0 ? [] : [say(texts.said["incidents-slips"], { count: hidden }, language)];
	if (shown.length === 0) return done(data, [texts.said["incidents-none"], ...notes].join("\n"));
	const { columns } = texts;
	const now = domain.clock.now();
	const words = textsFor(language);
	const wide = context.columns === null || context.columns >= wideFrom;
	const table = textTable(
		[
			{ title: columns.id },
			{ title: columns.severity },
			{ title: columns.cause, cut: true },
			...(wide ? [{ title: columns.about, cut: true } as const] : []),
			{ title: columns.users, side: "right" },
			{ title: columns.devices, side: "right" },
			...(wide ? [{ title: columns.since }] : []),
			{ title: columns.last },
			...(all ? [{ title: columns.state }] : []),
		],
		shown.map(({ incident, severity }) => {
			const { code: found, subject, extent, openedAt, seenAt, closedAt } = incident;
			return [
				shortId(incident.id),
				words.words.severity[severity],
				codeTexts(found, language)?.title ?? found,
				...(wide ? [subject.name === "" ? "-" : printable(subject.name)] : []),
				extent === null ? "-" : String(extent.users + extent.names),
				extent === null ? "-" : String(extent.devices),
				...(wide ? [relativeTime(openedAt, now, language)] : []),
				relativeTime(extent?.lastAt ?? seenAt, now, language),
				...(all ? [closedAt === null ? texts.said["incident-open"] : texts.said["incident-closed"]] : []),
			];
		}),
		context,
	);
	return done(data, table + notes.map((note) => `${note}\n`).join(""));
}

function rowData(incident: Incident, severity: string): object {
	const { id: whole, code, subject, openedAt, seenAt, closedAt, closedBy, extent, reopened, confirmed } = incident;
	const { tries = null, users = null, names = null, devices = null } = extent ?? {};
	return {
		...{ id: whole, severity, code, about: subject, tries, users, names, devices, reopened, closedBy },
		...{ openedAt: iso(openedAt), seenAt: iso(seenAt), closedAt: iso(closedAt) },
		confirmedBy: confirmed?.by ?? null,
	};
}

async function withIncident(
	typed: string,
	context: Context,
	tell: (incident: Incident, context: Context) => Promise<Reply>,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const [incident, another] = await domain.store.read.incidents.find(typed);
	if (incident === undefined) return failed(say(texts.said["incident-unknown"], { id: typed }, language));
	if (another !== undefined) return failed(say(texts.said["incident-ambiguous"], { id: typed }, language));
	return tell(incident, context);
}

async function showIncident(incident: Incident, context: Context): Promise<Reply> {
	const { domain, language, paint } = context;
	const options = { color: paint("strong", "x") !== "x", language };
	const { extent } = incident;
	if (extent === null) {
		const explained = explainIncident(incident, language);
		const mended = await mendedOf(domain.store.read, incident, []);
		const told = { ...explained, when: mended === null ? explained.when : `${explained.when} ${mendedText(mended, language)}` };
		return done({ ...rowData(incident, incidentSeverity(incident)), ...told, mended }, renderIncident(told, options));
	}
	const record = await gatherIncident(domain.store.read, { ...incident, extent }, domain.clock.now());
	const explained = explainRecord(record, language);
	return done({ ...incidentData(record), ...explained, id: incident.id }, renderIncidentRecord(explained, options));
}

async function exportIncident(
	incident: Incident,
	{ file, format, names }: { readonly file: string | undefined; readonly format: "text" | "json"; readonly names: boolean },
	context: Context,
): Promise<Reply> {
	const { domain, texts, language } = context;
	const { extent } = incident;
	if (extent === null) return failed(say(texts.said["incident-of-tenant"], { id: shortId(incident.id) }, language));
	const record = await gatherIncident(domain.store.read, { ...incident, extent }, domain.clock.now());
	const content = incidentFile(record, { format, names });
	if (file === undefined) return done(JSON.parse(incidentFile(record, { format: "json", names })), content);
	const stopped = await writeNewFile(file, content, context);
	return (
		stopped ?? done({ file }, say(names ? texts.said["incident-written-with-names"] : texts.said["incident-written"], { file }, language))
	);
}
