import type { Context } from "./command.ts";
import { placeholdersOf } from "./fix-placeholders.ts";
import { type ReadWords, readWords } from "./run-command.ts";

/** So long may be what somebody fills in: no name here is longer. */
const longest = 320;
/** Stands for a number while the words are read; the largest that a command takes, and nobody's. */
const numberMeanwhile = 999_999_999;

/** What is filled in is a value, whatever it looks like: nothing that moves a cursor, and neither nothing nor everything. */
export function isFilling(name: string, value: string): boolean {
	if (value === "" || value.length > longest || /\p{Cc}/u.test(value)) return false;
	return name !== "NUMBER" || /^\d{1,9}$/.test(plainNumber(value));
}

/**
 * The command that these words name, with what somebody filled in for its placeholders. The words are read first and filled in then: a value that begins
 * with a dash is a value, and one with a comma is one. undefined as with `readWords`.
 *
 * @param values each of which isFilling()
 */
export function readFilled(
	words: readonly string[],
	values: ReadonlyMap<string, string>,
	context: Pick<Context, "commands">,
): ReadWords | undefined {
	const read = readWords(
		words.map((word) => (word === "NUMBER" ? String(numberMeanwhile) : word)),
		context,
	);
	if (read === undefined || placeholdersOf(words).length === 0) return read;
	const filled = (value: string) => values.get(value) ?? value;
	const given = Object.entries(read.given).map(([key, value]) => {
		if (value === numberMeanwhile) return [key, Number(plainNumber(values.get("NUMBER") ?? ""))] as const;
		if (typeof value === "string") return [key, filled(value)] as const;
		return [key, Array.isArray(value) ? value.map(filled) : value] as const;
	});
	return { command: read.command, given: Object.fromEntries(given) };
}

const plainNumber = (value: string): string => value.normalize("NFKC").replaceAll(",", "");
