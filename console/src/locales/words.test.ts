import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";

const folder = import.meta.dirname;
const areas = globSync("en/*.json", { cwd: folder }).map((file) => basename(file));

/** Keys with what stands in them; of plurals only that there are some: Japanese has one form where English has two. */
function words(language: string, area: string): ReadonlyMap<string, readonly string[]> {
	const found = new Map<string, string[]>();
	const walk = (value: unknown, path: string): void => {
		if (typeof value === "string") {
			const key = path.replace(/_(one|other)$/, "_count");
			found.set(key, [...(found.get(key) ?? []), value]);
		} else for (const [name, inner] of Object.entries(value as object)) walk(inner, path === "" ? name : `${path}.${name}`);
	};
	walk(JSON.parse(readFileSync(join(folder, language, area), "utf8")), "");
	return found;
}

const holes = (texts: readonly string[]) => [...new Set(texts.flatMap((text) => text.match(/\{\{[^}]+\}\}/g) ?? []))].toSorted();

test("there are words", () => assert.ok(areas.includes("app.json")));

test("both languages have the same areas", () => {
	assert.deepEqual(
		globSync("ja/*.json", { cwd: folder })
			.map((file) => basename(file))
			.toSorted(),
		areas.toSorted(),
	);
});

for (const area of areas) {
	test(`${area} says the same in both languages, with the same holes`, () => {
		const [english, japanese] = [words("en", area), words("ja", area)];
		assert.deepEqual([...japanese.keys()].toSorted(), [...english.keys()].toSorted());
		for (const [key, texts] of english) {
			const other = japanese.get(key) ?? [];
			assert.ok(other.every((text) => text.trim() !== "") && texts.every((text) => text.trim() !== ""), `${key} is empty`);
			const without = (list: readonly string[]) => list.filter((hole) => hole !== "{{count}}");
			assert.deepEqual(without(holes(other)), without(holes(texts)), key);
			// A count may be left out in English where it is one.
			if (!key.endsWith("_count")) assert.deepEqual(holes(other), holes(texts), key);
		}
	});
}
