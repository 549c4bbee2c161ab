import assert from "node:assert/strict";
import { test } from "node:test";
import { codes, type DecisionStep, doorTable } from "../checks/index.ts";
import { soundFacts, soundNow } from "../checks/sound-facts.ts";
import { decide } from "../enrollment/decide.ts";
import type { Attempt, StoredDecision } from "../evidence/attempt.ts";
import type { Facts } from "../evidence/facts.ts";
import { languages, textsFor } from "../texts/texts.ts";
import { explain } from "./explain.ts";
import { renderExplanation } from "./render-explanation.ts";
import { shellWords } from "./shell-words.ts";

const attempt: Attempt = {
	id: "a1",
	reference: "K7-4QPM",
	journey: "web",
	state: "refused",
	code: "user-not-licensed",
	userId: "u1",
	upn: "o'hara@example.jp",
	device: { udid: null, serial: null, product: null, osVersion: null },
	deviceId: null,
	decision: null,
	awaits: null,
	awaitsSince: null,
	startedAt: soundNow,
	updatedAt: soundNow,
};

/** As the store gives it back. */
function stored(step: DecisionStep, change: Partial<Facts>): StoredDecision {
	const decision = decide(step, soundFacts(change));
	const row = { step, at: soundNow, verdict: decision.verdict, code: decision.verdict === "refuse" ? decision.code : null };
	return JSON.parse(JSON.stringify({ ...row, findings: decision.findings }));
}

const steps = [
	{ name: "portal-opened", at: soundNow, evidence: {} },
	{ name: "refused", at: soundNow + 60_000, evidence: { code: "user-not-licensed" } },
] as const;

const unlicensed = stored("user", {
	licences: { assigned: [], plans: [{ plan: "INTUNE_A", name: "Intune", authority: "intune", seats: 2, consumed: 1 }] },
	user: { ...(soundFacts().user as NonNullable<Facts["user"]>), upn: "o'hara@example.jp" },
	enrollmentGroup: { required: "営業部", member: false },
});

test("a refusal is explained by what was decided: cause, evidence, who, steps, commands", () => {
	const explanation = explain({ attempt, steps, decision: unlicensed }, "en", "Asia/Tokyo");
	assert.deepEqual(
		[explanation.reference, explanation.code, explanation.title, explanation.who],
		["K7-4QPM", "user-not-licensed", "The user has no licence", ["the administrator"]],
	);
	assert.deepEqual(explanation.findings.slice(0, 2), [
		{
			code: "user-not-licensed",
			outcome: "fail",
			saw: "No licence is assigned. Plans that would fit: Intune (INTUNE_A, for Intune, free: 1).",
		},
		{ code: "user-not-in-enrollment-group", outcome: "fail", saw: "The user is not in the group “営業部”." },
	]);
	assert.equal(explanation.findings.length, doorTable.user.length);
	assert.deepEqual(explanation.steps, [
		"1 Apr 2026, 09:00 GMT+9  The enrollment page was opened",
		"1 Apr 2026, 09:01 GMT+9  Refused: The user has no licence",
	]);
	assert.deepEqual(explanation.fixes, [
		{
			...{ id: "assign-licence", place: null, byHand: false, values: { upn: "o'hara@example.jp", plan: "INTUNE_A" } },
			title: "Assign a licence of INTUNE_A to o'hara@example.jp",
			command: String.raw`genkan licences assign 'o'\''hara@example.jp' --plan INTUNE_A`,
		},
		{
			...{ id: "add-to-group", place: null, byHand: false, values: { upn: "o'hara@example.jp", group: "営業部" } },
			title: "Add o'hara@example.jp to the group “営業部”",
			command: String.raw`genkan groups add 'o'\''hara@example.jp' '営業部'`,
		},
	]);
});

test("the Japanese explanation speaks Japanese alone", () => {
	const { title, explanation, findings, who, steps: lines } = explain({ attempt, steps, decision: unlicensed }, "ja", "Asia/Tokyo");
	for (const text of [title, explanation, ...who, ...lines, ...findings.map(({ saw }) => saw)])
		assert.match(text, /[ぁ-んァ-ヶ一-龠]/, text);
});

test("a try without a refusal says how far it is", () => {
	for (const state of ["open", "stopped", "enrolled"] as const) {
		const told = { attempt: { ...attempt, state, code: null }, steps, decision: stored("user", {}) };
		const { code, title, who, fixes } = explain(told, "ja");
		assert.deepEqual([code, title, who, fixes], [null, textsFor("ja").attempts[state].title, [], []]);
		assert.equal(explain({ ...told, decision: null }, "en").findings.length, 0);
	}
});

test("a refusal before the enrollment succeeded is no cause any more, but one on an open try stands", () => {
	const decision = stored("sign-in", { signIn: { result: "wrong-password", upn: "x", failures: 1, retryAt: null } });
	assert.equal(explain({ attempt: { ...attempt, state: "enrolled" }, steps, decision }, "en").code, null);
	assert.equal(explain({ attempt: { ...attempt, state: "open", code: null }, steps, decision }, "en").code, "sign-in-failed");
});

test("a code that this version does not know is shown plainly", () => {
	const finding = { check: "moon-too-full", outcome: "fail", saw: { kind: "moon" } } as const;
	const decision: StoredDecision = { step: "lunar", at: 1, verdict: "refuse", code: "moon-too-full", findings: [finding] };
	const explanation = explain({ attempt, steps: [], decision }, "en");
	assert.equal(explanation.title, "Refused: moon-too-full");
	assert.deepEqual(explanation.findings, [{ code: "moon-too-full", outcome: "fail", saw: "moon (written by another version)" }]);
	assert.deepEqual([explanation.who, explanation.fixes], [[], []]);
});

test("a refusal whose findings are lost still says what to do", () => {
	for (const code of codes) {
		const decision: StoredDecision = { step: "user", at: 1, verdict: "refuse", code, findings: [] };
		for (const language of languages) {
			const explanation = explain({ attempt: { ...attempt, upn: null }, steps: [], decision }, language);
			assert.equal(explanation.title, textsFor(language).codes[code].title);
			assert.ok(explanation.who.length > 0);
			for (const { title } of explanation.fixes) assert.doesNotMatch(title, /[{}]/);
		}
	}
});

test("as text: the proven first, the command on a line of its own, no escape without color", () => {
	const explanation = explain({ attempt, steps, decision: unlicensed }, "en", "Asia/Tokyo");
	const text = renderExplanation(explanation, { color: false, language: "en" });
	assert.ok(!text.includes("\u001b"));
	assert.match(text, /^Reference K7-4QPM\n/);
	assert.ok(text.indexOf("✗ user-not-licensed") < text.indexOf("✗ user-not-in-enrollment-group"));
	assert.ok(text.indexOf("✗ user-not-in-enrollment-group") < text.indexOf("✓ mdm-authority-not-set"));
	assert.match(text, /\n {5}genkan licences assign .* --plan INTUNE_A\n/);
	assert.ok(renderExplanation(explanation, { color: true, language: "ja" }).includes("\u001b[31m✗\u001b[0m"));
});

test("words for the shell are read back as they were", () => {
	assert.equal(
		shellWords(["genkan", "a b", "it's", "", "$(rm)", "--os-min", "17.5"]),
		String.raw`genkan 'a b' 'it'\''s' '' '$(rm)' --os-min 17.5`,
	);
	assert.equal(shellWords(["a\nb\u001b"]), "'a\uFFFDb\uFFFD'");
});
