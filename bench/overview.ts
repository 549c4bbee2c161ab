import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { webSteps } from "../src/evidence/attempt.ts";
import { createOverview } from "../src/health/overview.ts";
import { historyWindows } from "../src/health/success-over-time.ts";
import { openStore } from "../src/store/open.ts";
import type { Bench, Row } from "./report.ts";

const tries = 1_000_000;
/** Only of the newest are the steps read. */
const withSteps = 20_000;
const day = 86_400_000;
const span = 30 * day;
const runs = 7;

/** The overview over a million tries of a month on SQLite: asked the first time, and asked again when what is remembered is too old. */
export const overview: Bench = {
	name: "overview",
	async run(say) {
		const folder = mkdtempSync(join(tmpdir(), "genkan-bench-"));
		const file = join(folder, "genkan.sqlite");
		await (await openStore({ kind: "sqlite", file })).close();
		const now = Date.now();
		seed(file, now);
		say(`${tries} tries stored`);
		const store = await openStore({ kind: "sqlite", file });
		const certificate = {
			name: "genkan",
			isForName: true,
			notAfter: now + 400 * day,
			ofOwnAuthority: true,
			authorityNotAfter: now + 4000 * day,
		};
		const rows: Row[] = [];
		for (const window of historyWindows) {
			const first: number[] = [];
			const again: number[] = [];
			for (let run = 0; run < runs; run++) {
				let at = now;
				const ask = createOverview(store.read, { now: () => at }, certificate);
				first.push(await timed(() => ask(window, 540)));
				at += 6_000;
				again.push(await timed(() => ask(window, 540)));
			}
			const what = `overview of ${window}, ${tries.toLocaleString("en")} tries`;
			rows.push({ what: `${what}, first time`, unit: "ms", values: first, bar: { atMost: 1_000 } });
			rows.push({ what: `${what}, after some seconds`, unit: "ms", values: again, bar: { atMost: 50 } });
		}
		await store.close();
		rmSync(folder, { recursive: true });
		return rows;
	},
};

async function timed(ask: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await ask();
	return performance.now() - began;
}

/** Straight into the tables: through the service it would take an hour. */
function seed(file: string, now: number): void {
	const database = new Database(file);
	database.pragma("synchronous = OFF");
	const tried = database.prepare(
		"insert into attempts (id, reference, referenceKey, journey, state, code, upn, decision, startedAt, updatedAt) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
	);
	const stepped = database.prepare(`insert into "attemptSteps" ("attemptId", name, at, evidence) values (?, ?, ?, '{}')`);
	const decision = JSON.stringify({ verdict: "refuse", code: "user-not-licensed", step: "user", at: now, findings: "x".repeat(700) });
	database.transaction(() => {
		for (let n = 0; n < tries; n++) {
			const at = now - span + Math.floor((n * span) / tries);
			const part = n % 20;
			const state = part < 14 ? "enrolled" : part < 18 ? "refused" : part === 18 ? "stopped" : "open";
			const id = `try-${n}`;
			const code = state === "refused" ? "user-not-licensed" : null;
			tried.run(id, id, id, n % 3 === 0 ? "ade-sign-in" : "web", state, code, `user${n % 5000}@contoso.example`, decision, at, at);
			if (n < tries - withSteps) continue;
			for (const name of webSteps.slice(0, state === "enrolled" ? 9 : 1 + (n % 6))) stepped.run(id, name, at);
		}
	})();
	database.close();
}
