import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { openStore, type Store } from "../src/store/open.ts";

/** A real store in a folder of its own, gone after the test. */
export async function temporaryStore(test: TestContext): Promise<Store> {
	const folder = await mkdtemp(join(tmpdir(), "genkan-test-"));
	const store = await openStore({ kind: "sqlite", file: join(folder, "genkan.db") });
	test.after(async () => {
		await store.close();
		await rm(folder, { recursive: true, force: true });
	});
	return store;
}

/** Ids that count up: `u-1`, `u-2`, … */
export function countingIds(prefix: string): () => string {
	let last = 0;
	return () => `${prefix}-${++last}`;
}
