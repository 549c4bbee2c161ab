import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { checkOf, checks, healthChecks, reportChecks, silenceChecks } from "../../../src/checks/index.ts";
import { failuresOfTheTable } from "../../../src/tour/failures-of-the-table.ts";
import { allScenarios, candidates } from "./all-scenarios.ts";

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const inTable: readonly string[] = Object.values(failuresOfTheTable).flat();
const inProduct: readonly string[] = [...checks, ...healthChecks, ...silenceChecks, ...reportChecks].map(({ code }) => code);
const played = new Set(allScenarios.map(({ code }) => code));

test("every failure of the core table is one that the product knows", () => {
	assert.deepEqual(
		inTable.filter((code) => checkOf(code) === undefined),
		[],
	);
});

test("every failure is played, from its cause to the phone that enrolls", () => {
	const accounted = (code: string) => played.has(code) || candidates.has(code);
	assert.deepEqual([...new Set([...inTable, ...inProduct])].filter((code) => !accounted(code)).sort(), []);
	assert.deepEqual(
		[...played].filter((code) => checkOf(code) === undefined),
		[],
		"a scenario of a failure that is no more",
	);
});

test("docs/problems-and-scenarios.md names failures and scenarios that exist", () => {
	const rows = read("docs/problems-and-scenarios.md")
		.split("\n")
		.filter((line) => line.startsWith("| ") && !line.startsWith("| What"));
	assert.ok(rows.length > 40, "the table");
	const scenarios = new Set(allScenarios.map(({ code, when }) => `${code}: ${when}`));
	for (const row of rows) {
		const [, , codes = "", scenario = ""] = row.split("|").map((cell) => cell.trim());
		for (const [, code = ""] of codes.matchAll(/`([a-z-]+)`/g)) assert.ok(checkOf(code) !== undefined, `${code}: ${row}`);
		for (const [, name = ""] of scenario.matchAll(/“([^”]+)”/g)) assert.ok(scenarios.has(name), `${name}: ${row}`);
		const files = [...scenario.matchAll(/`([^`]+\.test\.ts)`/g)].map(([, file = ""]) => read(file));
		assert.ok(scenario.includes("“") || files.length > 0, row);
	}
});
