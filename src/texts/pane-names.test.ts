import assert from "node:assert/strict";
import { test } from "node:test";
import { type SetupPaneKey, setupPanes } from "../ade/setup-panes.ts";
import { paneName } from "./pane-names.ts";
import en from "./panes.en.json" with { type: "json" };
import ja from "./panes.ja.json" with { type: "json" };

// A pane of the table that has no name does not compile here.
const named: readonly Readonly<Record<SetupPaneKey, string>>[] = [en, ja];

test("every pane of the table has a name in both languages, and there is no name without a pane", () => {
	for (const names of named) assert.deepEqual(Object.keys(names).toSorted(), Object.keys(setupPanes).toSorted());
	for (const language of ["en", "ja"] as const) {
		const shown = Object.keys(setupPanes).map((key) => paneName(language, key));
		assert.equal(new Set(shown).size, shown.length, `two panes with one name: ${language}`);
	}
});

test("a pane that no table knows yet is shown by its key", () => {
	assert.equal(paneName("ja", "Telepathy"), "Telepathy");
	assert.equal(paneName("en", "toString"), "toString");
	assert.equal(paneName("ja", "ScreenTime"), "スクリーンタイム");
});
