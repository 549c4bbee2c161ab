/**
 * `npm run bench [-- name…] [--json]`: measures what the project promises. Medians of several runs; what is compared runs by turns in the same run, so
 * that a busy machine slows both. Nothing here passes or fails a build: figures of a shared machine are for people to judge.
 */
import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { adeAssign } from "./ade-assign.ts";
import { adeSync } from "./ade-sync.ts";
import { adeTokens } from "./ade-tokens.ts";
import { consoleLists, consoleListsPostgres } from "./console-lists.ts";
import { consoleOverview } from "./console-overview.ts";
import { enrollment } from "./enrollment.ts";
import { explainMessage } from "./explain-message.ts";
import { growth } from "./growth.ts";
import { idle } from "./idle.ts";
import { incidents } from "./incidents.ts";
import { issuance } from "./issuance.ts";
import { live } from "./live.ts";
import { loop } from "./loop.ts";
import { memory } from "./memory.ts";
import { overview } from "./overview.ts";
import { met, type Row, rendered } from "./report.ts";
import { scanLog } from "./scan-log.ts";
import { verify } from "./verify.ts";

const benches = [
	verify,
	idle,
	loop,
	issuance,
	enrollment,
	memory,
	growth,
	adeSync,
	adeAssign,
	adeTokens,
	scanLog,
	incidents,
	explainMessage,
	consoleLists,
	consoleListsPostgres,
	consoleOverview,
	overview,
	live,
];

const { values: options, positionals: names } = parseArgs({
	options: { json: { type: "boolean", default: false } },
	allowPositionals: true,
});
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
	console.error(`no bench ${unknown.join(", ")}; there are ${benches.map(({ name }) => name).join(", ")}`);
	process.exit(2);
}

const rows: Row[] = [];
const load = () => loadavg().map((value) => value.toFixed(1));
console.error(`Node ${process.version}, ${cpus().length} processors (${cpus()[0]?.model}), load ${load().join(" ")}`);
for (const bench of benches) {
	if (names.length > 0 && !names.includes(bench.name)) continue;
	const started = performance.now();
	rows.push(...(await bench.run((progress) => console.error(`  ${progress}`))));
	console.error(`${bench.name}: ${((performance.now() - started) / 1000).toFixed(0)} s, load ${load().join(" ")}`);
}
console.log(
	options.json
		? JSON.stringify(
				rows.map((row) => ({ ...row, met: met(row) ?? null })),
				null,
				"\t",
			)
		: rendered(rows),
);
process.exit();
