import assert from "node:assert/strict";
import { test } from "node:test";
import { commands } from "./commands.ts";
import { parseCommandLine } from "./parse-command-line.ts";
import { recordedWords } from "./recorded-words.ts";
import { readWords } from "./run-command.ts";

const given = (...words: readonly string[]) => readWords(words, { commands })?.given;

test("what stands in the place of a value is one, whatever it looks like", () => {
	assert.equal(given("restrictions", "set", "--preview", "--block-personal")?.["policy"], "--preview");
	assert.equal(given("restrictions", "set", "Default", "--os-min", "--data=/tmp")?.["os-min"], "--data=/tmp");
	assert.equal(given("administrators", "enable", "-h")?.["name"], "-h");
	assert.equal(given("devices", "rename", "C02A", "--", "--preview")?.["name"], "--preview", "what may be given stands behind --");
	assert.deepEqual(given("licences", "unassign", "--json", "--plan", "--lang")?.["plan"], "--lang");
});

test("ordinary words are read as before", () => {
	for (const words of [
		["licences", "unassign", "taro@example.com", "--plan", "INTUNE_A"],
		["administrators", "role", "hanako", "owner"],
		["restrictions", "set", "Default", "--os-min=17.0"],
	]) {
		const line = parseCommandLine(words, commands);
		assert.ok(line.kind === "run", words.join(" "));
		assert.deepEqual(readWords(words, { commands })?.given, line.given, words.join(" "));
	}
	assert.deepEqual(recordedWords(["no", "such", "command"], commands), ["no", "such", "command"]);
});

test("a person may say the same with --", () => {
	const line = parseCommandLine(["administrators", "enable", "--", "-h"], commands);
	assert.ok(line.kind === "run" && line.given["name"] === "-h");
});
