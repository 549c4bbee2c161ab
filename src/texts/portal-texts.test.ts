import assert from "node:assert/strict";
import { test } from "node:test";
import { portalTexts } from "./portal-texts.ts";

function leaves(value: unknown, path = ""): [string, string][] {
	if (typeof value === "string") return [[path, value]];
	return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const placeholders = (text: string) => [...new Set(text.match(/\{[a-zA-Z]+\}/g) ?? [])].sort();

test("both languages of the portal fill in the same values", () => {
	const english = new Map(leaves(portalTexts("en")));
	const japanese = leaves(portalTexts("ja"));
	assert.deepEqual(japanese.map(([path]) => path).sort(), [...english.keys()].sort());
	// A sentence may name the device or the organisation in one language only, where the other would sound odd.
	const free = new Set(["{device}", "{organization}"]);
	for (const [path, text] of japanese) {
		const own = placeholders(text).filter((name) => !free.has(name));
		const other = placeholders(english.get(path) ?? "").filter((name) => !free.has(name));
		assert.deepEqual(own, other, path);
	}
});

test("no text of the portal is empty, and none holds markup", () => {
	for (const language of ["en", "ja"] as const) {
		for (const [path, text] of leaves(portalTexts(language))) {
			assert.ok(text.trim() === text && text !== "", path);
			assert.doesNotMatch(text, /[<>]/, path);
		}
	}
});
