import assert from "node:assert/strict";
import { test } from "node:test";
import { codes, healthCodes, reportCodes, silenceRuleCodes } from "../checks/index.ts";
import { textsFor } from "../texts/texts.ts";
import { failuresDocument } from "./failures-document.ts";

const document = failuresDocument();

test("every code has its section in both languages, with its link", () => {
	for (const code of [...codes, ...healthCodes, ...silenceRuleCodes, ...reportCodes]) {
		for (const language of ["en", "ja"] as const) {
			assert.equal(document.split(`<a id="${language}-${code}"></a>${textsFor(language).codes[code].title}\n`).length, 2, code);
			assert.ok(document.includes(`(#${language}-${code})`));
		}
	}
});

test("nothing is left to fill in, and every section says what to do", () => {
	assert.doesNotMatch(document, /[{}]|undefined/);
	assert.equal(
		document.match(/^\*\*(What to do\.|対処方法:)\*\*\n\n- /gm)?.length,
		2 * (codes.length + healthCodes.length + silenceRuleCodes.length + reportCodes.length),
	);
});

test("a sentence does not end before the command that it leads to, and no message leads to the same cause twice", () => {
	assert.doesNotMatch(document, /[.。]: `/);
	for (const row of document.split("\n").filter((line) => line.includes("<br>"))) {
		const links = (row.split(" | ")[1] ?? "").split("<br>").map((link) => link.replace(/ \|$/, ""));
		assert.equal(new Set(links).size, links.length, row);
	}
});
