/**
 * What a property list holds. An integer is a `number` while it is safe (53 bits) and a `bigint` beyond (64 bits, so that nothing is rounded); a
 * real is always a `PlistReal`, because `<integer>1</integer>` and `<real>1</real>` are different types to Apple and one JavaScript number cannot
 * tell them apart.
 */
export type PlistValue = string | number | bigint | boolean | Date | Uint8Array | PlistReal | PlistValue[] | PlistDict;

/**
 * Parsed dictionaries have no prototype: `__proto__` and `constructor` are keys like any other, and a missing key is `undefined`. The builder takes
 * plain object literals too. The order of keys has no meaning in a property list.
 */
export interface PlistDict {
	[key: string]: PlistValue;
}

/** A `<real>`, also where its value is a whole number. */
export class PlistReal {
	readonly real: number;

	constructor(real: number) {
		this.real = real;
	}
}

/** Whether this is a dictionary, and none of the other objects that a property list holds. */
export function isPlistDict(value: PlistValue | undefined): value is PlistDict {
	return (
		typeof value === "object" &&
		!Array.isArray(value) &&
		!(value instanceof Uint8Array) &&
		!(value instanceof Date) &&
		!(value instanceof PlistReal)
	);
}

/** An empty dictionary without a prototype, for keys that come from outside. */
export function newPlistDict(): PlistDict {
	return Object.create(null) as PlistDict;
}
