/** Runs rounds of every token of a store until it is killed, and writes a line when each ends. Started by kill.test.ts. */
import { writeSync } from "node:fs";
import { createAdeRounds } from "../../src/jobs/ade-rounds.ts";
import { openStore } from "../../src/store/open.ts";
import { roundDeps } from "./round-fixture.ts";

const [file = "", url = "", caPem = "", offset = "0"] = process.argv.slice(2);
const store = await openStore({ kind: "sqlite", file });
// Ahead by as much as it takes for the leases of whoever was killed to have run out.
const clock = { now: () => Date.now() + Number(offset) };
const { deps } = roundDeps(store, clock, { url, caPem });
const rounds = createAdeRounds({ ...deps, interval: 1_000 });
for (;;) {
	await rounds.schedule();
	const done = await rounds.runDue();
	writeSync(1, `${done}\n`);
	await new Promise((resolve) => setTimeout(resolve, 50));
}
