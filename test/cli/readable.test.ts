import assert from "node:assert/strict";
import { test } from "node:test";
import { displayWidth } from "../../src/cli/display-width.ts";
import { codeTexts, languages } from "../../src/texts/texts.ts";
import { done, prepare, refused } from "./commands-fixture.ts";
import { commandLine, testNow } from "./terminal-fixture.ts";

test("on a narrow terminal the incidents still say what goes wrong; on a wide one also whom it is about, and since when", async (t) => {
	const line = commandLine(t);
	const code = "push-certificate-expired";
	await prepare(line, async ({ incidents }) => {
		const saw = { kind: "expired" };
		const about = { kind: "tenant", id: "tenant", name: "Contoso" } as const;
		await incidents.open({ id: "01900000-0000-8000-8000-0000abcd1234", code, subject: about, saw, openedAt: testNow, seenAt: testNow });
	});
	for (const language of languages) {
		const title = codeTexts(code, language)?.title ?? "";
		line.columns = 80;
		const narrow = await done(line, "incidents", "--lang", language);
		for (const row of narrow.split("\n")) assert.ok(displayWidth(row) <= 80, row);
		assert.match(narrow, language === "en" ? /^ID +SEVERITY +CAUSE/ : /^ID +重大度 +原因/);
		assert.ok(narrow.includes(title.slice(0, 12)), narrow);
		assert.doesNotMatch(narrow, /Contoso/);
		line.columns = 140;
		const wide = await done(line, "incidents", "--lang", language);
		assert.ok(wide.includes(title) && wide.includes("Contoso"), wide);
	}
});

test("whoever gives a message where a reference belongs is shown how it is asked after; a wrong reference is not taken for a message", async (t) => {
	const line = commandLine(t);
	await prepare(line, async () => undefined);
	assert.match(await refused(line, "explain", "Profile Installation Failed"), /genkan explain --message 'Profile Installation Failed'/);
	assert.match(await refused(line, "explain", "12012", "--lang", "ja"), /メッセージ.*genkan explain --message 12012/);
	assert.doesNotMatch(await refused(line, "explain", "K7-4QPM"), /--message/);
});

test("a cause that could not be looked at takes one line: what would help is said once, above", async (t) => {
	const line = commandLine(t);
	await prepare(line, async () => undefined);
	const told = await done(line, "explain", "--message", "Connection to the server could not be established");
	assert.match(told, /With --user UPN, --serial SERIAL more causes can be checked/);
	assert.match(told, / {2}\? No licence is left for this user {2}licences-exhausted\n {2}\?/);
	assert.doesNotMatch(told, /Not known at this step/);
});
