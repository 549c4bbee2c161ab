import assert from "node:assert/strict";
import { test } from "node:test";
import { cliTexts } from "./cli-texts.ts";
import { onPages } from "./reader.ts";

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

test("on pages nobody is told to type a command, and nothing of a mark is left anywhere", () => {
	// What only a terminal says: how commands are called, and what keeps them from their data.
	const ofTheTerminal = /^\.(help|commands|topics|options|failures|setup|completion)\b|^\.said\.csr-upload$/;
	for (const language of ["en", "ja"] as const) {
		const onPage = leaves(onPages(undefined, () => cliTexts(language)));
		for (const [path, text] of onPage) {
			assert.ok(text.trim() !== "" || path === "", path);
			assert.doesNotMatch(text, /\[\[|\]\]/, path);
			if (!ofTheTerminal.test(path)) assert.doesNotMatch(text, /genkan [a-z]/, path);
			if (/^\.(problems|profileFaults|files|warnings)\b/.test(path)) assert.doesNotMatch(text, /--[a-z]/, path);
		}
		const onTerminal = leaves(cliTexts(language));
		for (const [path, text] of onTerminal) assert.doesNotMatch(text, /\[\[|\]\]/, path);
		assert.notEqual(onPages(undefined, () => cliTexts(language)).problems["last-owner"], cliTexts(language).problems["last-owner"]);
	}
});
