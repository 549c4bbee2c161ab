import { existsSync } from "node:fs";

const SHARED = new URL("../../../shared/", import.meta.url);

/**
 * Where files lie that are not ours to keep in the project: Apple's schemas and vectors of real devices, beside the project's root. Where they are
 * absent the tests that need them are skipped, saying so, except in CI, which demands that they are there (the tests then fail to read them).
 */
export function sharedFolder(name: string): { folder: URL; skip: string | false } {
	const folder = new URL(`${name}/`, SHARED);
	const skip = existsSync(folder) || process.env["CI"] !== undefined ? false : `the folder ../shared/${name} is absent`;
	return { folder, skip };
}
