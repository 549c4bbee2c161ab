import type { TestContext } from "node:test";
import type { Store } from "../../src/store/open.ts";
import { adeAssignment } from "./ade-assignment-suite.ts";
import { adePages } from "./ade-pages-suite.ts";
import { adeStates } from "./ade-states-suite.ts";
import { ade } from "./ade-suite.ts";
import { administratorsSuite } from "./administrators-suite.ts";
import { audit } from "./audit-suite.ts";
import { checkIns } from "./check-in-suite.ts";
import { devices } from "./devices-suite.ts";
import { directory } from "./directory-suite.ts";
import { enrollment } from "./enrollment-suite.ts";
import { gauges } from "./gauges-suite.ts";
import { incidents } from "./incidents-suite.ts";
import { noticesSuite } from "./notices-suite.ts";
import { observations } from "./observations-suite.ts";
import { pagesSuite } from "./pages-suite.ts";
import { pki } from "./pki-suite.ts";
import { pulse } from "./pulse-suite.ts";
import { silence } from "./silence-suite.ts";
import { tenant } from "./tenant-suite.ts";
import { userPagesSuite } from "./user-pages-suite.ts";
import { work } from "./work-suite.ts";

/** Tests by name; each gets a new, empty store. */
export interface Suite {
	readonly [name: string]: (store: Store) => Promise<void>;
}

/** What every store must do, whatever database it is on. */
export async function runSuite(test: TestContext, open: () => Promise<Store>): Promise<void> {
	for (const suite of [
		administratorsSuite,
		pagesSuite,
		enrollment,
		directory,
		userPagesSuite,
		tenant,
		devices,
		checkIns,
		pki,
		ade,
		adePages,
		adeAssignment,
		adeStates,
		incidents,
		noticesSuite,
		observations,
		gauges,
		pulse,
		audit,
		silence,
		work,
	]) {
		for (const [name, run] of Object.entries(suite)) {
			await test.test(name, async () => {
				const store = await open();
				try {
					await run(store);
				} finally {
					await store.close();
				}
			});
		}
	}
}
