/** Dotted versions as Apple and the portal app write them: `17.5`, `16.7.10`, `5.2311.1`. One to four numbers. */

const shape = /^\d{1,6}(\.\d{1,6}){0,3}$/;

/** The numbers of a version, or null for anything that is not one. */
export function parseVersion(text: string): readonly number[] | null {
	return shape.test(text) ? text.split(".").map(Number) : null;
}

/**
 * Below 0: `a` is older; 0: the same (`17.5` = `17.5.0`); above 0: `a` is newer (`16.7.10` > `16.7.9`, which a comparison of text gets wrong).
 * null: one of them is not a version, and whoever asked cannot know.
 */
export function compareVersions(a: string, b: string): number | null {
	const left = parseVersion(a);
	const right = parseVersion(b);
	if (left === null || right === null) return null;
	for (let i = 0; i < Math.max(left.length, right.length); i++) {
		const difference = (left[i] ?? 0) - (right[i] ?? 0);
		if (difference !== 0) return Math.sign(difference);
	}
	return 0;
}
