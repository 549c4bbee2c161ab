import { z } from "zod";
import { identifierCsvLimits, type JudgedIdentifier, judgeIdentifiers } from "../../../tenant/import-corporate-identifiers.ts";
import type { CorporateIdentifier } from "../../../tenant/ports.ts";
import { action } from "../action.ts";
import { page, pageOf, pageQuery } from "../cursor.ts";
import { route } from "../route.ts";
import { instant, iso, language } from "../shapes.ts";

const shape = z.object({ serial: z.string(), details: z.string(), importedAt: instant });

/** Base 64 is a third larger than the file. A larger file is refused in words, which needs a little more than the largest to come in. */
const largest = Math.ceil(identifierCsvLimits.bytes * 1.4) + 65_536;
/** Bytes and not text: in which encoding a file was saved only its reader finds out. */
const file = z.base64().max(largest);
const serial = z.string().max(100);

export const corporateIdentifierRoutes = [
	route({
		method: "GET",
		path: "/corporate-identifiers",
		id: "listCorporateIdentifiers",
		summary: "Serial numbers of devices that the organisation owns, by serial number. `search`: part of it, or of the details.",
		access: "policies.read",
		query: z.strictObject({ ...pageQuery, search: z.string().max(100).optional() }),
		answer: pageOf(shape),
		async run({ query: { cursor, limit, search } }, { services }) {
			const rows = await services.work.read.corporateIdentifiers.page({
				...(search === undefined ? {} : { search: search.normalize("NFKC").trim() }),
				...(cursor === undefined ? {} : { after: cursor.id }),
				limit: limit + 1,
			});
			return { body: page(rows, limit, { item: told, position: ({ serial: id }) => ({ at: 0, id }) }) };
		},
	}),
	action({
		path: "/corporate-identifiers",
		id: "addCorporateIdentifier",
		summary: "Adds one serial number, or changes its details.",
		command: "corporate-identifiers add",
		body: z.strictObject({ serial, details: z.string().max(1000).optional() }),
		given: ({ body }) => body,
	}),
	action({
		path: "/corporate-identifiers/:serial/remove",
		id: "removeCorporateIdentifier",
		summary: "Takes a serial number away. Devices that are enrolled stay the organisation's.",
		command: "corporate-identifiers remove",
		params: z.strictObject({ serial: serial.min(1) }),
		given: ({ params }) => params,
	}),
	route({
		method: "POST",
		path: "/corporate-identifiers/lines",
		id: "judgeCorporateIdentifierLines",
		summary: "What would become of each line of a file (base 64) that is imported. Changes nothing.",
		access: "policies.read",
		query: z.strictObject({ lang: language }),
		largest,
		body: z.strictObject({ file, overwrite: z.boolean().default(false) }),
		answer: z.object({
			lines: z.array(
				z.object({
					/** null: the whole file. */
					line: z.number().nullable(),
					serial: z.string().nullable(),
					details: z.string().nullable(),
					becomes: z.enum(["added", "overwritten", "unchanged", "refused"]),
					/** The details on record, where the line has others. */
					present: z.string().nullable(),
					/** Why it is refused: for programs, and for a person. */
					problem: z.string().nullable(),
					text: z.string().nullable(),
				}),
			),
			counts: z.object({ added: z.number(), overwritten: z.number(), unchanged: z.number(), refused: z.number() }),
		}),
		async run({ body, query }, { services, language: own }) {
			const bytes = Buffer.from(body.file, "base64");
			const { rows, problems } = await judgeIdentifiers(services.work.read, bytes, { overwrite: body.overwrite });
			const texts = await services.identifierProblems(problems, query.lang ?? own);
			const refused = problems.map((problem, i) => ({
				...{ line: problem.line, serial: "serial" in problem ? problem.serial : null, details: null },
				...{ becomes: "refused" as const, present: "present" in problem ? problem.present : null },
				...{ problem: problem.kind, text: texts[i] ?? null },
			}));
			const lines = [...refused, ...rows.map(toldLine)].sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
			const count = (of: (typeof lines)[number]["becomes"]) => lines.filter(({ becomes }) => becomes === of).length;
			const counts = {
				...{ added: count("added"), overwritten: count("overwritten") },
				...{ unchanged: count("unchanged"), refused: count("refused") },
			};
			return { body: { lines, counts } };
		},
	}),
	action({
		path: "/corporate-identifiers/import",
		id: "importCorporateIdentifiers",
		summary: "Imports a file (base 64) of lines serial,details, wholly or not at all. `overwrite`: the file is right where details differ.",
		command: "corporate-identifiers import",
		largest,
		body: z.strictObject({ file, overwrite: z.boolean().default(false) }),
		given: ({ body }) => ({ file: "-", overwrite: body.overwrite }),
		input: (body) => Buffer.from(body.file, "base64"),
	}),
] as const;

function told({ serial: of, details, importedAt }: CorporateIdentifier): z.input<typeof shape> {
	return { serial: of, details, importedAt: iso(importedAt) };
}

function toldLine({ line, serial: of, details, becomes, present }: JudgedIdentifier) {
	const before = becomes === "overwritten" ? (present?.details ?? null) : null;
	return { line, serial: of, details, becomes, present: before, problem: null, text: null };
}
