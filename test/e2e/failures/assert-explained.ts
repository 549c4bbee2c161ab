import assert from "node:assert/strict";
import { codeTexts, type Language } from "../../../src/texts/texts.ts";

/** What every explanation has, of an incident, of a device or of a try. */
interface Explained {
	readonly code: string | null;
	readonly title: string;
	readonly explanation: string;
	readonly who: readonly string[];
	readonly fixes: readonly { readonly title: string; readonly command: string | null }[];
	/** Sentences of what was seen. */
	readonly saw: readonly string[];
}

const japanese = /[\u3040-\u30ff\u3400-\u9fff]/;
const unfilled = /\{\w+\}|undefined|\[object|NaN|Invalid Date|written by another|別のバージョンの記録/;
/** Names of Apple's have two or three words, and a sentence has more. */
const englishSentence = /\b[a-z]+(?: [a-z]+){3,}\b/;

/** The right code in words of one language: nothing is missing in them, and nothing stands in the other language. */
export function assertExplained(code: string, explained: Explained, language: Language): void {
	assert.equal(explained.code, code);
	const texts = codeTexts(code, language) ?? assert.fail(`no texts for ${code}`);
	assert.equal(explained.title, texts.title);
	assert.ok(explained.who.length > 0, "who mends it");
	assert.ok(explained.fixes.length > 0, "how it is mended");
	assert.ok(explained.saw.length > 0, "what proves it");
	const sentences = [
		explained.title,
		explained.explanation,
		...explained.saw,
		...explained.who,
		...explained.fixes.map(({ title }) => title),
	];
	for (const sentence of sentences) {
		assert.ok(sentence.trim().length > 0);
		assert.doesNotMatch(sentence, unfilled);
		if (language === "en") assert.doesNotMatch(sentence, japanese);
		else {
			assert.match(sentence, japanese);
			assert.doesNotMatch(sentence, englishSentence);
		}
	}
}
