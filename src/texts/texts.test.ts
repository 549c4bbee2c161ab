import assert from "node:assert/strict";
import { test } from "node:test";
import {
	checks,
	codes,
	doorTable,
	healthChecks,
	healthCodes,
	healthTable,
	reportChecks,
	reportCodes,
	silenceChecks,
	silenceRuleCodes,
} from "../checks/index.ts";
import { symptoms } from "../checks/symptoms.ts";
import { webSteps } from "../evidence/attempt.ts";
import { fill, languages, localTime, ownText, sentence, type Texts, textsFor } from "./texts.ts";

function leaves(value: unknown, path = ""): [string, string][] {
	if (typeof value === "string") return [[path, value]];
	return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test("both languages fill in the same values", () => {
	const english = new Map(leaves(textsFor("en")));
	for (const [path, text] of leaves(textsFor("ja"))) {
		if (path.includes(".seen.")) continue;
		assert.deepEqual(placeholders(text), placeholders(english.get(path) ?? ""), path);
	}
});

test("no text is empty or holds markup, and Japanese is written in Japanese", () => {
	for (const language of languages) {
		for (const [path, text] of leaves(textsFor(language))) {
			assert.ok(text.trim() === text && text !== "", path);
			assert.doesNotMatch(text, /<[a-z/]/i, path);
			const prose = /^\.(codes|attempts)\..*\.(explanation|proof|person|personTodo)$/.test(path);
			if (prose && language === "ja") assert.match(text, /(です|ます|ません|ください|ました|でした)。?$/, `${path}: ${text}`);
			if (prose && language === "en") assert.match(text, /\.$/, path);
		}
	}
});

test("what was seen is told in whole sentences, but for entries of lists, which stand within one", () => {
	for (const [kind, text] of Object.entries(textsFor("en").saw).filter(([kind]) => !/^(?:listed|policy)-/.test(kind))) {
		assert.match(text, /^[^a-z].*\.$/, kind);
		assert.match(ownText(textsFor("ja").saw, kind) ?? "", /。$/, kind);
	}
});

test("no text is left over from something that is gone", () => {
	const kept = (part: keyof Texts, names: readonly string[]) => {
		for (const language of languages) assert.deepEqual(Object.keys(textsFor(language)[part]).sort(), [...names].sort(), part);
	};
	kept("codes", [...codes, ...healthCodes, ...silenceRuleCodes, ...reportCodes]);
	kept("subjects", Object.keys(healthTable));
	kept("symptoms", symptoms);
	kept("decisions", Object.keys(doorTable));
	assert.ok(webSteps.every((step) => step in textsFor("ja").steps));
});

test("the person's words promise nothing that only an administrator may read", () => {
	for (const language of languages) {
		for (const { code } of [...checks, ...healthChecks, ...silenceChecks, ...reportChecks]) {
			const { person, personTodo } = textsFor(language).codes[code];
			assert.deepEqual(placeholders(person + personTodo), [], code);
		}
	}
});

test("values are rendered in the reader's language", () => {
	const values = {
		at: 1,
		retryAt: Date.UTC(2026, 3, 1),
		names: ["a", "b"],
		nothing: null,
		empty: [],
		authority: "unknown",
		allowed: ["web"],
		on: true,
	};
	const template = "{retryAt}|{names}|{nothing}|{empty}|{authority}|{allowed}|{on}|{missing}";
	assert.equal(
		fill(template, values, "en", "Asia/Tokyo"),
		"1 Apr 2026, 09:00 GMT+9|a, b|not known|none|not set|through the web|yes|not known",
	);
	assert.equal(fill(template, values, "ja", "Asia/Tokyo"), "2026/4/1 09:00 JST|a、b|不明|なし|未設定|Webからの登録|はい|不明");
});

test("a value is never a template, and cannot steer a terminal", () => {
	assert.equal(fill("{upn}", { upn: "{upn}\u001b[2J\u202Ea" }, "en"), "{upn}\uFFFD[2J\uFFFDa");
});

test("evidence of another version is shown plainly", () => {
	assert.equal(sentence({ kind: "gone" }, "en"), "gone (written by another version)");
	assert.equal(sentence({ kind: "constructor" }, "en"), "constructor (written by another version)");
	for (const odd of [null, "text", 7, [], {}, { kind: 7 }]) assert.equal(sentence(odd, "en"), "? (written by another version)");
});

test("midnight is 00:00, and an impossible instant is not known", () => {
	assert.match(localTime(Date.UTC(2026, 3, 1), "en", "UTC"), /00:00/);
	assert.match(localTime(Date.UTC(2026, 3, 1), "ja", "UTC"), /\s0?0:00/);
	assert.equal(localTime(1e300, "ja"), "不明");
});

test("what an administrator wrote in both languages is shown in the reader's", () => {
	const title = { en: "Using your phone\u0007", ja: "携帯電話の利用" };
	const saw = {
		kind: "terms-open",
		terms: [{ kind: "listed-terms-new", id: "t", title, version: 1, acceptedVersion: null, acceptedAt: null }],
	};
	assert.match(sentence(saw, "ja"), /携帯電話の利用/);
	assert.match(sentence(saw, "en"), /Using your phone\uFFFD/);
});
