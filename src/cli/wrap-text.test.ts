import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { cutToWidth, displayWidth, padToWidth } from "./display-width.ts";
import { painter } from "./paint.ts";
import { textTable } from "./text-table.ts";
import { isCommandLine, wrapText } from "./wrap-text.ts";

test("Japanese letters are two columns wide, half-width kana one, marks above letters none", () => {
	assert.deepEqual(
		["abc", "花子", "ｱｲ", "ＡＢ", "か\u3099", "e\u0301", "–…", "👩‍👩‍👧", "\u001b[1m花\u001b[0m"].map(displayWidth),
		[3, 4, 2, 4, 2, 1, 2, 2, 2],
	);
	assert.equal(cutToWidth("山田 太郎のiPhone", 10), "山田 太郎…".slice(0, 6));
	assert.equal(padToWidth("花子", 6), "花子  ");
	assert.equal(padToWidth("花", 4, "right"), "  花");
});

test("no line is wider than the terminal, and nothing is lost", () => {
	const text = fc
		.array(fc.constantFrom("デバイスの", "登録", "。", "、", "word", " ", "（", "）", "ー", "iPhone"), { maxLength: 40 })
		.map((parts) => parts.join(""));
	fc.assert(
		fc.property(text, fc.integer({ min: 20, max: 60 }), (line, columns) => {
			const wrapped = wrapText(line, columns);
			for (const one of wrapped.split("\n")) {
				// A run that must not be broken may be longer than the line.
				if (displayWidth(one) > columns) assert.match(one, /\S{10}/u);
			}
			assert.equal(wrapped.replaceAll(/\s/g, ""), line.replaceAll(/\s/g, ""));
		}),
	);
});

test("no line begins with a full stop, or ends with an opening bracket", () => {
	assert.equal(wrapText("ブラウザーで開けません。", 8), "ブラウ\nザーで開\nけませ\nん。");
	assert.equal(wrapText("あいうえ（かきくけこ）", 10), "あいうえ\n（かきくけ\nこ）");
});

test("what follows stands below the text, behind marks and labels", () => {
	assert.equal(wrapText("  1. one two three four", 14), "  1. one two\n     three\n     four");
	assert.equal(wrapText("Name  one two three four five", 20), "Name  one two three\n      four five");
});

test("a command is never broken", () => {
	const command = "     genkan restrictions limit 'One device each' 2";
	assert.equal(wrapText(command, 20, isCommandLine), command);
	assert.ok(isCommandLine(`\u001b[1m${command}`));
	assert.ok(isCommandLine("  alias genkan='node src/main.ts'"));
	assert.ok(!isCommandLine("Mend: genkan x"));
});

test("a table is aligned also in Japanese, and only what may be cut gives way", () => {
	const look = { columns: 24, paint: painter(false) };
	const columns = [{ title: "名前", cut: true }, { title: "SERIAL" }, { title: "数", side: "right" }] as const;
	const table = textTable(
		columns,
		[
			["山田 太郎のiPhone", "C39XK2", "12"],
			["Ken", "X", "3"],
		],
		look,
	);
	assert.equal(table, "名前          SERIAL  数\n山田 太郎の…  C39XK2  12\nKen           X        3\n");
	assert.equal(
		textTable(columns, [["山田 太郎のiPhone", "C39XK2", "12"]], { ...look, columns: null }).split("\n")[1],
		"山田 太郎のiPhone  C39XK2  12",
	);
});
