import assert from "node:assert/strict";
import { test } from "node:test";
import { processLog } from "./logger.ts";

function logged(level: string, write: (log: ReturnType<typeof processLog>) => void): Record<string, unknown>[] {
	const lines: string[] = [];
	write(processLog(level, { write: (line) => lines.push(line) }));
	return lines.map((line) => JSON.parse(line));
}

test("one JSON object a line, with level, time and message", () => {
	const [line] = logged("info", (log) => {
		log.debug({}, "not this");
		log.warn({ device: "d1", count: 2 }, "a push did not get through");
	});
	assert.deepEqual({ ...line, time: "" }, { level: "warn", time: "", device: "d1", count: 2, msg: "a push did not get through" });
	assert.match(String(line?.["time"]), /^\d{4}-\d\d-\d\dT/);
});

test("what carries a secret's name, or looks like a key, is masked at any depth", () => {
	const pem = "-----BEGIN PRIVATE KEY-----\nabc";
	const [line] = logged("info", (log) =>
		log.info({ password: "p", at: { pushToken: "t", deep: [{ challenge: "c", fine: "f" }] }, note: pem }, "x"),
	);
	assert.doesNotMatch(JSON.stringify(line), /"[pct]"|abc/);
	assert.match(JSON.stringify(line), /"fine":"f"/);
});
