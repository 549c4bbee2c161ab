import assert from "node:assert/strict";
import { test } from "node:test";
import type { Log } from "../evidence/log.ts";
import { every } from "./every.ts";

test("what fails again and again is logged once for each cause, and once when it works", async () => {
	const said: string[] = [];
	const write = (level: string) => (detail: object, message: string) =>
		void said.push(`${level} ${Object.values(detail).join(" ")}: ${message}`);
	const log: Log = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
	const worked = Promise.withResolvers<void>();
	let rounds = 0;
	const repeating = every(
		1,
		"push",
		async () => {
			rounds++;
			if (rounds <= 5) throw new Error(rounds <= 3 ? "away" : "starting");
			if (rounds === 7) worked.resolve();
		},
		log,
	);
	await worked.promise;
	await repeating.stop();
	assert.deepEqual(said, [
		"warn push away: a task failed; it runs again",
		"warn push starting: a task failed; it runs again",
		"info push: a task that failed works again",
	]);
});
