import { isPlistDict, type PlistDict, PlistReal, type PlistValue } from "../plist/value.ts";

/** Reading what is only shown to a person: a value of the wrong type is absent, long text is cut, nothing throws. */

const LONGEST_SHOWN = 1000;

export function shownText(dict: PlistDict, key: string): string | undefined {
	const value = dict[key];
	return typeof value === "string" && value !== "" ? value.slice(0, LONGEST_SHOWN).toWellFormed() : undefined;
}

export function shownFlag(dict: PlistDict, key: string): boolean | undefined {
	const value = dict[key];
	return typeof value === "boolean" ? value : undefined;
}

/** Integer or real: devices do not all send the type that the schema names. */
export function shownNumber(dict: PlistDict, key: string): number | undefined {
	const value = dict[key];
	const number = value instanceof PlistReal ? value.real : typeof value === "bigint" ? Number(value) : value;
	return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}

/** The dictionaries of an array, at most `most`. */
export function shownDicts(value: PlistValue | undefined, most: number): PlistDict[] {
	return Array.isArray(value) ? value.filter((item) => isPlistDict(item)).slice(0, most) : [];
}
