import { type Outcome, refused } from "../evidence/outcome.ts";
import { decodeText, type TextFault } from "../protocol/csv/decode-text.ts";
import { type CsvFault, parseCsv } from "../protocol/csv/parse-csv.ts";
import type { CorporateIdentifier, CorporateIdentifierStore } from "./ports.ts";
import { normaliseSerial, serialFault } from "./serial.ts";

export interface IdentifierRow {
	readonly line: number;
	readonly serial: string;
	readonly details: string;
}

export type IdentifierLineProblem =
	| { readonly line: null; readonly kind: "file-too-large"; readonly bytes: number; readonly limit: number }
	| { readonly line: null; readonly kind: "file-unreadable"; readonly fault: TextFault }
	| { readonly line: null; readonly kind: "file-empty" }
	| { readonly line: null; readonly kind: "too-many-rows"; readonly rows: number; readonly limit: number }
	| { readonly line: number; readonly kind: CsvFault["kind"] }
	| { readonly line: number; readonly kind: "header-not-wanted" }
	| { readonly line: number; readonly kind: "wrong-number-of-fields"; readonly expected: number; readonly found: number }
	| { readonly line: number; readonly kind: "serial-malformed"; readonly serial: string; readonly fault: "missing" | "malformed" | "imei" }
	| { readonly line: number; readonly kind: "serial-twice"; readonly serial: string; readonly firstLine: number }
	| { readonly line: number; readonly kind: "details-too-long"; readonly limit: number; readonly length: number }
	| { readonly line: number; readonly kind: "other-details-on-record"; readonly serial: string; readonly present: string };

export interface IdentifierImportProblem {
	readonly kind: "lines-refused";
	readonly problems: readonly IdentifierLineProblem[];
}

/** Intune's limits for the same file. */
export const identifierCsvLimits = { bytes: 5 * 1024 * 1024, rows: 5_000, details: 128 } as const;

const headerWords = new Set(["SERIAL", "SERIALNUMBER", "SERIAL_NUMBER", "シリアル", "シリアル番号", "ID"]);

/** Reads `serial,details` lines, without header; the details may be left out. Pure: every problem of every line at once. */
export function parseIdentifiersCsv(bytes: Uint8Array): {
	readonly rows: readonly IdentifierRow[];
	readonly problems: readonly IdentifierLineProblem[];
} {
	const limits = identifierCsvLimits;
	if (bytes.length > limits.bytes) return none({ line: null, kind: "file-too-large", bytes: bytes.length, limit: limits.bytes });
	const decoded = decodeText(bytes);
	if (!decoded.ok) return none({ line: null, kind: "file-unreadable", fault: decoded.fault });
	const { records, faults } = parseCsv(decoded.text);
	if (records.length > limits.rows) return none({ line: null, kind: "too-many-rows", rows: records.length, limit: limits.rows });
	if (records.length === 0 && faults.length === 0) return none({ line: null, kind: "file-empty" });

	const rows: IdentifierRow[] = [];
	const problems: IdentifierLineProblem[] = faults.map(({ line, kind }) => ({ line, kind }));
	const firstLines = new Map<string, number>();
	for (const [i, { line, fields }] of records.entries()) {
		const serial = normaliseSerial(fields[0] ?? "");
		const details = (fields[1] ?? "").trim();
		const fault = serialFault(serial);
		const firstLine = firstLines.get(serial);
		const length = Array.from(details).length;
		if (i === 0 && headerWords.has(serial)) problems.push({ line, kind: "header-not-wanted" });
		else if (fields.length > 2) problems.push({ line, kind: "wrong-number-of-fields", expected: 2, found: fields.length });
		else if (fault !== null) problems.push({ line, kind: "serial-malformed", serial: serial.slice(0, 64), fault });
		else if (firstLine !== undefined) problems.push({ line, kind: "serial-twice", serial, firstLine });
		else if (length > limits.details) problems.push({ line, kind: "details-too-long", limit: limits.details, length });
		else rows.push({ line, serial, details });
		if (fault === null && firstLine === undefined) firstLines.set(serial, line);
	}
	return { rows, problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

/** What becomes of a line that can be read, where the file is imported. */
export interface JudgedIdentifier extends IdentifierRow {
	readonly becomes: "added" | "overwritten" | "unchanged";
	/** On record now; null: not there. */
	readonly present: CorporateIdentifier | null;
}

/**
 * Each line of a file of identifiers against what is on record; what cannot stand is among the problems. Other details than those on record are a problem
 * unless `overwrite` says that the file is right.
 */
export async function judgeIdentifiers(
	stores: { readonly corporateIdentifiers: Pick<CorporateIdentifierStore, "among"> },
	bytes: Uint8Array,
	{ overwrite = false }: { readonly overwrite?: boolean },
): Promise<{ readonly rows: readonly JudgedIdentifier[]; readonly problems: readonly IdentifierLineProblem[] }> {
	const { rows, problems } = parseIdentifiersCsv(bytes);
	const present = new Map((await stores.corporateIdentifiers.among(rows.map(({ serial }) => serial))).map((one) => [one.serial, one]));
	const judged = rows.map((row): JudgedIdentifier => {
		const before = present.get(row.serial) ?? null;
		return { ...row, present: before, becomes: before === null ? "added" : before.details === row.details ? "unchanged" : "overwritten" };
	});
	const conflicting = overwrite ? [] : judged.filter(({ becomes }) => becomes === "overwritten");
	const conflicts = conflicting.map(
		({ line, serial, present: before }): IdentifierLineProblem => ({
			...{ line, kind: "other-details-on-record", serial, present: before?.details ?? "" },
		}),
	);
	return {
		rows: judged.filter((row) => !conflicting.includes(row)),
		problems: [...problems, ...conflicts].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
	};
}

/**
 * Imports a file of identifiers in one unit of work, wholly or not at all. A serial that is on record with other details stops it, unless
 * `overwrite` says that the file is right. It makes no enrolled device the company's: ownership is decided when a device enrolls.
 */
export async function importIdentifiers(
	stores: { readonly corporateIdentifiers: CorporateIdentifierStore },
	bytes: Uint8Array,
	{ now, overwrite = false }: { now: number; overwrite?: boolean },
): Promise<Outcome<{ added: number; overwritten: number; unchanged: number }, IdentifierImportProblem>> {
	const { rows, problems } = await judgeIdentifiers(stores, bytes, { overwrite });
	if (problems.length > 0) return refused({ kind: "lines-refused", problems });
	const count = (of: JudgedIdentifier["becomes"]) => rows.filter(({ becomes }) => becomes === of).length;
	for (const { serial, details, becomes, present } of rows)
		if (becomes !== "unchanged") await stores.corporateIdentifiers.upsert({ serial, details, importedAt: present?.importedAt ?? now });
	return { ok: true, added: count("added"), overwritten: count("overwritten"), unchanged: count("unchanged") };
}

/** Adds one identifier by hand, or changes its details. */
export async function addIdentifier(
	stores: { readonly corporateIdentifiers: CorporateIdentifierStore },
	{ serial: typed, details: text, now }: { serial: string; details: string; now: number },
): Promise<
	Outcome<
		{ identifier: CorporateIdentifier; added: boolean },
		| { readonly kind: "serial-malformed"; readonly serial: string; readonly fault: "missing" | "malformed" | "imei" }
		| { readonly kind: "details-too-long"; readonly limit: number; readonly length: number }
	>
> {
	const serial = normaliseSerial(typed);
	const details = text.trim();
	const fault = serialFault(serial);
	const length = Array.from(details).length;
	if (fault !== null) return refused({ kind: "serial-malformed", serial: typed, fault });
	if (length > identifierCsvLimits.details) return refused({ kind: "details-too-long", limit: identifierCsvLimits.details, length });
	const before = await stores.corporateIdentifiers.bySerial(serial);
	const identifier = { serial, details, importedAt: before?.importedAt ?? now };
	await stores.corporateIdentifiers.upsert(identifier);
	return { ok: true, identifier, added: before === undefined };
}

/** Takes an identifier away. Devices that enrolled by it stay the company's. */
export async function removeIdentifier(
	stores: { readonly corporateIdentifiers: CorporateIdentifierStore },
	{ serial }: { serial: string },
): Promise<{ readonly ok: true; readonly was: boolean }> {
	return { ok: true, was: await stores.corporateIdentifiers.delete(normaliseSerial(serial)) };
}

function none(problem: IdentifierLineProblem): { rows: readonly IdentifierRow[]; problems: readonly IdentifierLineProblem[] } {
	return { rows: [], problems: [problem] };
}
