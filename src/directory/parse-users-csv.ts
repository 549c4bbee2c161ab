import { passwordByteLimit, passwordFault } from "../credentials/password.ts";
import { decodeText, type TextFault } from "../protocol/csv/decode-text.ts";
import { type CsvFault, type CsvRecord, type CsvSeparator, csvRecords } from "../protocol/csv/parse-csv.ts";
import { unguarded } from "../protocol/csv/write-csv.ts";
import { splitNames } from "./name-list.ts";
import { normaliseUpn, type UpnFault, upnFault } from "./upn.ts";

/** A line of the file. null: the cell is empty or the column absent, and what the user has stays as it is. */
export interface UserRow {
	readonly line: number;
	readonly upn: string;
	readonly displayName: string | null;
	readonly password: string | null;
	readonly enabled: boolean | null;
	readonly groups: readonly string[];
	readonly licences: readonly string[];
	readonly enrollmentManager: boolean | null;
}

type UserColumn = "upn" | "displayName" | "password" | "enabled" | "groups" | "licences" | "enrollmentManager";

/** Cells are shown only where they cannot be a password that slipped into the wrong column. */
export type UserFileProblem =
	| { readonly line: null; readonly kind: "file-too-large"; readonly bytes: number; readonly limit: number }
	| { readonly line: null; readonly kind: "file-unreadable"; readonly fault: TextFault }
	| { readonly line: null; readonly kind: "file-empty" }
	| { readonly line: null; readonly kind: "file-without-users" }
	| { readonly line: null; readonly kind: "too-many-rows"; readonly rows: number; readonly limit: number }
	| { readonly line: number; readonly kind: "header-missing"; readonly known: readonly UserColumn[] }
	| { readonly line: number; readonly kind: "column-unknown"; readonly name: string; readonly known: readonly UserColumn[] }
	| { readonly line: number; readonly kind: "column-twice"; readonly column: UserColumn }
	| { readonly line: number; readonly kind: "column-upn-missing" }
	| { readonly line: number; readonly kind: CsvFault["kind"] }
	| { readonly line: number; readonly kind: "wrong-number-of-fields"; readonly expected: number; readonly found: number }
	| { readonly line: number; readonly kind: "upn-missing" }
	| { readonly line: number; readonly kind: "upn-malformed"; readonly fault: UpnFault }
	| { readonly line: number; readonly kind: "upn-twice"; readonly upn: string; readonly firstLine: number }
	| { readonly line: number; readonly kind: "not-a-boolean"; readonly column: UserColumn }
	| { readonly line: number; readonly kind: "field-too-long"; readonly column: UserColumn; readonly limit: number };

export const usersCsvLimits = { bytes: 16 * 1024 * 1024, rows: 100_000, characters: 256 } as const;

const columns: readonly UserColumn[] = ["upn", "displayName", "password", "enabled", "groups", "licences", "enrollmentManager"];

// Compared after `headerKey`.
const aliases = new Map<string, UserColumn>([
	["userprincipalname", "upn"],
	["ユーザープリンシパル名", "upn"],
	// What the enrollment pages call it.
	["username", "upn"],
	["ユーザー名", "upn"],
	["表示名", "displayName"],
	["氏名", "displayName"],
	["パスワード", "password"],
	["有効", "enabled"],
	["グループ", "groups"],
	["ライセンス", "licences"],
	["licenses", "licences"],
	["登録マネージャー", "enrollmentManager"],
	["デバイス登録マネージャー", "enrollmentManager"],
]);

const yes = new Set(["true", "yes", "y", "1", "はい", "有効", "有"]);
const no = new Set(["false", "no", "n", "0", "いいえ", "無効", "無"]);

export interface UsersFile {
	readonly rows: readonly UserRow[];
	readonly problems: readonly UserFileProblem[];
}

/** So many lines are read in one go, some milliseconds. */
const atOnce = 200;

/**
 * Reads a file of users. Pure: every problem of every line at once, in the order of the lines; `rows` are the sound lines. In steps, between which
 * whoever reads it lets others have their turn (`inTurns`).
 */
export function* readUsersCsv(bytes: Uint8Array): Generator<undefined, UsersFile> {
	const { bytes: byteLimit, rows: rowLimit } = usersCsvLimits;
	if (bytes.length > byteLimit) return none({ line: null, kind: "file-too-large", bytes: bytes.length, limit: byteLimit });
	const decoded = decodeText(bytes);
	if (!decoded.ok) return none({ line: null, kind: "file-unreadable", fault: decoded.fault });
	const records: CsvRecord[] = [];
	const broken: UserFileProblem[] = [];
	let read = 0;
	let written = 0;
	for (const one of csvRecords(decoded.text, separatorOf(decoded.text))) {
		if (++read % atOnce === 0) yield;
		// What is too much is counted, and not kept.
		if (one === null || ++written > rowLimit + 1) continue;
		if ("kind" in one) broken.push(one);
		else records.push(one);
	}
	const [header, ...lines] = records;
	const [firstFault] = broken;
	if (header === undefined) return none(firstFault ?? { line: null, kind: "file-empty" });
	// With the header itself broken, what comes first here is data, and to judge its cells as names of columns would only mislead.
	if (firstFault?.line !== undefined && firstFault.line !== null && firstFault.line < header.line) return none(firstFault);
	const layout = readHeader(header.fields, header.line);
	if (layout.problems.length > 0) return { rows: [], problems: layout.problems };
	if (written - 1 > rowLimit) return none({ line: null, kind: "too-many-rows", rows: written - 1, limit: rowLimit });
	if (lines.length === 0 && broken.length === 0) return none({ line: null, kind: "file-without-users" });

	const rows: UserRow[] = [];
	const problems = broken;
	const firstLines = new Map<string, number>();
	for (const [index, { line, fields: all }] of lines.entries()) {
		if (index % atOnce === 0) yield;
		const fields = withoutEmptyEnd(all, layout.columns.length);
		if (fields.length !== layout.columns.length) {
			problems.push({ line, kind: "wrong-number-of-fields", expected: layout.columns.length, found: fields.length });
			continue;
		}
		const read = readRow(line, (column) => fields[layout.columns.indexOf(column)] ?? "");
		const firstLine = read.row === null ? undefined : firstLines.get(read.row.upn);
		if (read.row !== null && firstLine === undefined) firstLines.set(read.row.upn, line);
		problems.push(...read.problems);
		if (read.row !== null && firstLine !== undefined) problems.push({ line, kind: "upn-twice", upn: read.row.upn, firstLine });
		else if (read.row !== null && read.problems.length === 0) rows.push(read.row);
	}
	return { rows, problems: problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)) };
}

function none(problem: UserFileProblem): UsersFile {
	return { rows: [], problems: [problem] };
}

/** Spreadsheets of languages that write 1,5 separate by semicolons, and what is copied out of one is separated by tabs. The header tells. */
function separatorOf(text: string): CsvSeparator {
	const [header = ""] = /^.*?\S.*$/m.exec(text) ?? [];
	if (header.includes(",")) return ",";
	return header.includes("\t") ? "\t" : header.includes(";") ? ";" : ",";
}

/** Columns that were emptied and not deleted stay in the file, as nothing between separators. */
function withoutEmptyEnd(fields: readonly string[], least: number): readonly string[] {
	let end = fields.length;
	while (end > least && fields[end - 1]?.trim() === "") end--;
	return fields.slice(0, end);
}

function readHeader(all: readonly string[], line: number): { columns: readonly UserColumn[]; problems: readonly UserFileProblem[] } {
	// So many are told of at most: one of more than there are columns is wrong in any case.
	const fields = withoutEmptyEnd(all, 1).slice(0, 64);
	const found: UserColumn[] = [];
	const problems: UserFileProblem[] = [];
	for (const field of fields) {
		const key = headerKey(field);
		const column = columns.find((name) => headerKey(name) === key) ?? aliases.get(key);
		if (column === undefined) problems.push({ line, kind: "column-unknown", name: field.trim().slice(0, 64), known: columns });
		else if (found.includes(column)) problems.push({ line, kind: "column-twice", column });
		else found.push(column);
	}
	// No column known at all: the file has no header, and its cells, which may be passwords, are not shown as if they were names of columns.
	if (found.length === 0) return { columns: [], problems: [{ line, kind: "header-missing", known: columns }] };
	if (!found.includes("upn")) problems.push({ line, kind: "column-upn-missing" });
	return { columns: found, problems };
}

function headerKey(name: string): string {
	return name
		.normalize("NFKC")
		.toLowerCase()
		.replace(/[\s_-]/g, "");
}

/** `row` is null only when the line names no user. */
function readRow(line: number, given: (column: UserColumn) => string): { row: UserRow | null; problems: readonly UserFileProblem[] } {
	const cell = (column: UserColumn) => unguarded(given(column));
	const problems: UserFileProblem[] = [];
	const upn = normaliseUpn(cell("upn"));
	const fault = upnFault(upn);
	if (upn === "") problems.push({ line, kind: "upn-missing" });
	else if (fault !== null) problems.push({ line, kind: "upn-malformed", fault });

	const text = (column: UserColumn) => {
		const value = cell(column).replace(/\s+/gu, " ").trim();
		if (Array.from(value).length > usersCsvLimits.characters)
			problems.push({ line, kind: "field-too-long", column, limit: usersCsvLimits.characters });
		return value === "" ? null : value;
	};
	const flag = (column: UserColumn) => {
		const word = cell(column).normalize("NFKC").trim().toLowerCase();
		if (word !== "" && !yes.has(word) && !no.has(word)) problems.push({ line, kind: "not-a-boolean", column });
		return word === "" ? null : yes.has(word);
	};
	const list = (column: UserColumn) => {
		const names = splitNames(cell(column));
		if (names.some((name) => Array.from(name).length > usersCsvLimits.characters))
			problems.push({ line, kind: "field-too-long", column, limit: usersCsvLimits.characters });
		return [...new Set(names)];
	};
	const password = given("password");
	if (passwordFault(password) === "too-long") problems.push({ line, kind: "field-too-long", column: "password", limit: passwordByteLimit });
	const row: UserRow = {
		line,
		upn,
		displayName: text("displayName"),
		password: password.trim() === "" ? null : password,
		enabled: flag("enabled"),
		groups: list("groups"),
		licences: list("licences"),
		enrollmentManager: flag("enrollmentManager"),
	};
	return { row: upn === "" || fault !== null ? null : row, problems };
}
