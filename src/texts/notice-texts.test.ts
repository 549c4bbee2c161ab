import assert from "node:assert/strict";
import { test } from "node:test";
import { noticeTexts } from "./notice-texts.ts";

function leaves(value: unknown, path = ""): [string, string][] {
	if (typeof value === "string") return [[path, value]];
	return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test("messages to people have the same texts in both languages, which fill in the same values", () => {
	const english = new Map(leaves(noticeTexts("en")));
	const japanese = leaves(noticeTexts("ja"));
	assert.deepEqual(japanese.map(([path]) => path).sort(), [...english.keys()].sort());
	for (const [path, text] of japanese) {
		assert.deepEqual(placeholders(text), placeholders(english.get(path) ?? ""), path);
		assert.ok(text.trim() === text && text !== "", path);
	}
});
