import { setImmediate } from "node:timers/promises";
import { inTurns } from "../evidence/in-turns.ts";
import { type ImportStores, lookFrom, type UserLineProblem, unknownLicences } from "./import-users.ts";
import { byKey, type JudgedLine, judgeLine, linesAtOnce, presentOf } from "./judge-line.ts";
import { readUsersCsv } from "./parse-users-csv.ts";

export interface ImportPreview {
	/** In the order of the file. Those that have a problem are not among them. */
	readonly lines: readonly JudgedLine[];
	/** While there is any, nothing is imported. */
	readonly problems: readonly UserLineProblem[];
	/** Groups that would be made. */
	readonly newGroups: readonly string[];
	/** Passwords that would have to be hashed, which takes its time. */
	readonly passwords: number;
}

/**
 * Says of every line of a file of users what importing it would do. Writes nothing and hashes nothing; what it says holds until somebody changes
 * something. Nobody waits for it but whoever asked: it lets others have their turn after each few lines.
 */
export async function previewUsersFile(stores: ImportStores, bytes: Uint8Array): Promise<ImportPreview> {
	const { rows, problems } = await inTurns(readUsersCsv(bytes));
	const { plans, free, verified } = await lookFrom(stores);
	const unknown = unknownLicences(rows, plans);
	const faulty = new Set(unknown.map(({ line }) => line));
	const sound = rows.filter(({ line }) => !faulty.has(line));
	const lines: JudgedLine[] = [];
	const known = new Set<string>();
	const newGroups: string[] = [];
	for (let at = 0; at < sound.length; at += linesAtOnce) {
		const part = sound.slice(at, at + linesAtOnce);
		const present = await presentOf(stores, part);
		for (const row of part) lines.push(judgeLine(row, present(row), { free, verified }));
		const named = [...byKey(part.flatMap(({ groups }) => groups))].filter(([key]) => !known.has(key));
		const there = new Set((await stores.groups.byNames(named.map(([, name]) => name))).map(({ name }) => name.toLowerCase()));
		for (const [key, name] of named) {
			known.add(key);
			if (!there.has(key)) newGroups.push(name);
		}
		await setImmediate();
	}
	return {
		lines,
		problems: [...problems, ...unknown].sort((a, b) => (a.line ?? 0) - (b.line ?? 0)),
		newGroups,
		passwords: rows.filter(({ password }) => password !== null).length,
	};
}
