import assert from "node:assert/strict";
import { test } from "node:test";
import { cliTexts } from "./cli-texts.ts";

function leaves(value: unknown, path = ""): [string, string][] {
	if (typeof value === "string") return [[path, value]];
	return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();
// What is typed is typed the same in both languages.
const commandsIn = (text: string) => [...new Set(text.match(/genkan(?: [a-z][a-z-]+)+/g) ?? [])].sort();

test("both languages fill in the same values and name the same commands", () => {
	const english = new Map(leaves(cliTexts("en")));
	const japanese = leaves(cliTexts("ja"));
	assert.deepEqual(japanese.map(([path]) => path).sort(), [...english.keys()].sort());
	for (const [path, text] of japanese) {
		assert.deepEqual(placeholders(text), placeholders(english.get(path) ?? ""), path);
		assert.deepEqual(commandsIn(text), commandsIn(english.get(path) ?? ""), path);
	}
});

test("no text is empty, and Japanese is written in Japanese", () => {
	for (const language of ["en", "ja"] as const) {
		for (const [path, text] of leaves(cliTexts(language))) {
			assert.ok(text.trim() === text && text !== "", path);
			if (language === "ja" && /^\.(commands|problems|failures|setup|warnings|topics)\./.test(path))
				assert.match(text, /[\p{sc=Hira}\p{sc=Kana}\p{sc=Han}]/u, path);
		}
	}
});
