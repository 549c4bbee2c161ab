import { addIdentifier, importIdentifiers, removeIdentifier } from "../../tenant/import-corporate-identifiers.ts";
import { normaliseSerial } from "../../tenant/serial.ts";
import { localTime, printable } from "../../texts/texts.ts";
import { act } from "../act.ts";
import { command } from "../command.ts";
import { linesText, refusedBy } from "../problem.ts";
import { readGivenFile } from "../read-file.ts";
import { done, failed, iso } from "../reply.ts";
import { say } from "../say.ts";
import { textTable } from "../text-table.ts";

const serial = { kind: "text", value: "SERIAL" } as const;

export const corporateIdentifierCommands = [
	command({
		name: "corporate-identifiers list",
		aliases: ["corporate-identifiers"],
		store: "read",
		options: { limit: { kind: "number", value: "NUMBER", help: "limit" } },
		async run({ limit = 100 }, context) {
			const { domain, texts, language } = context;
			const { corporateIdentifiers } = domain.store.read;
			const found = await corporateIdentifiers.list(limit);
			const data = found.map((one) => ({ ...one, importedAt: iso(one.importedAt) }));
			if (found.length === 0) return done(data, texts.said["identifiers-none"]);
			const { columns } = texts;
			const table = textTable(
				[{ title: columns.serial }, { title: columns.added }, { title: columns.detail, cut: true }],
				found.map((one) => [one.serial, localTime(one.importedAt, language), printable(one.details)]),
				context,
			);
			const all = await corporateIdentifiers.count();
			return done(data, table + (all > found.length ? `${say(texts.said["shown-of"], { shown: found.length, all }, language)}\n` : ""));
		},
	}),
	command({
		name: "corporate-identifiers add",
		store: "write",
		arguments: { serial },
		options: { details: { kind: "text", value: "TEXT", help: "identifier-details" } },
		async run({ serial: typed, details }, context) {
			const { domain, texts, language } = context;
			const now = domain.clock.now();
			const outcome = await act(context, async (stores, tell) => {
				const before = await stores.corporateIdentifiers.bySerial(normaliseSerial(typed));
				const added = await addIdentifier(stores, { serial: typed, details: details ?? before?.details ?? "", now });
				if (added.ok) tell(identifierChange(added.identifier.serial, before?.details ?? null, added.identifier.details));
				return added;
			});
			if (!outcome.ok) return refusedBy(outcome.problem, language);
			const { identifier, added } = outcome;
			const text = say(texts.said[added ? "identifier-added" : "identifier-there"], { serial: identifier.serial }, language);
			return done({ serial: identifier.serial, details: identifier.details, added }, text);
		},
	}),
	command({
		name: "corporate-identifiers remove",
		store: "write",
		arguments: { serial },
		async run({ serial: typed }, context) {
			const { texts, language } = context;
			const normal = normaliseSerial(typed);
			const { was } = await act(context, async (stores, tell) => {
				const before = await stores.corporateIdentifiers.bySerial(normal);
				tell(identifierChange(normal, before?.details ?? null, null));
				return removeIdentifier(stores, { serial: typed });
			});
			return done(
				{ serial: normal, removed: was },
				say(texts.said[was ? "identifier-removed" : "identifier-not-there"], { serial: normal }, language),
			);
		},
	}),
	command({
		name: "corporate-identifiers import",
		store: "write",
		arguments: { file: { kind: "text", value: "FILE.csv" } },
		options: { overwrite: { kind: "flag", help: "identifiers-overwrite" } },
		async run({ file, overwrite }, context) {
			const { domain, texts, language } = context;
			const read = await readGivenFile(file, context);
			if (!read.ok) return read.reply;
			const now = domain.clock.now();
			const outcome = await act(context, async (stores, tell) => {
				const imported = await importIdentifiers(stores, read.bytes, { now, overwrite });
				if (imported.ok && imported.added + imported.overwritten > 0) {
					const { added, overwritten: changed } = imported;
					tell({ target: null, about: { added, changed }, done: true, undo: null, reach: async () => ({ devices: added + changed }) });
				}
				return imported;
			});
			if (!outcome.ok) {
				const { problems } = outcome.problem;
				return failed(`${linesText(problems, language)}\n${say(texts.said["import-nothing"], { count: problems.length }, language)}`);
			}
			const { added, overwritten, unchanged } = outcome;
			return done({ added, overwritten, unchanged }, say(texts.said["identifiers-imported"], { added, overwritten, unchanged }, language));
		},
	}),
] as const;

/** By its details; null: it is none. */
function identifierChange(target: string, before: string | null, after: string | null) {
	const undo =
		before === null ? ["corporate-identifiers", "remove", target] : ["corporate-identifiers", "add", target, `--details=${before}`];
	const values = (details: string | null) => ({ there: details !== null, details: details ?? "" });
	return { target, before: values(before), after: values(after), undo, reach: async () => ({ devices: 1 }) };
}
