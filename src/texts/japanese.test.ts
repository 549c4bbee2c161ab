import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";

/** Messages of phones and of Intune stand as they are shown, whatever words they use. */
function leaves(value: unknown, path = ""): [string, string][] {
	if (path.endsWith(".seen")) return [];
	if (typeof value === "string") return [[path, value]];
	return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const root = join(import.meta.dirname, "../..");
const files = [...globSync("src/texts/*.ja.json", { cwd: root }), ...globSync("console/src/locales/ja/*.json", { cwd: root })];
const readme = readFileSync(join(root, "README.ja.md"), "utf8").replaceAll(/```[\s\S]*?```/g, "");
const all = [
	...files.flatMap((file) => leaves(JSON.parse(readFileSync(join(root, file), "utf8")), basename(file))),
	...readme.split("\n").map((line, at): [string, string] => [`README ${at + 1}`, line]),
];

// CONTRIBUTING.md, "Words".
const otherWords =
	/端末|ブラウザ(?!ー)|サーバ(?!ー)|ユーザ(?!ー)|プロバイダ(?!ー)|コンピュータ(?!ー)|利用者|規約|既に|断[りるっ]|直し方|ワンタイムパスワード|(?:すべての|登録の|この)試行|^試行$|参照番号|ITサポート|システム管理者|セットアップアシスタント|DEPトークン|エンロール|Appleアカウント|証明機関|優先順位|(?<![トク])ロール|インポート|だれ|職場|[鍵（）：　！？]/;

test("all of the Japanese is read", () => {
	for (const name of ["api.ja.json", "tour.ja.json", "app.json", "devices.json"])
		assert.ok(
			files.some((file) => basename(file) === name),
			name,
		);
});

test("one word for one thing, in all of the Japanese", () => {
	for (const [path, text] of all) assert.doesNotMatch(text, otherWords, path);
});

const intunesNames = /ポータル サイト|モバイル デバイス|デバイス プラットフォーム/g;
const japanese = "[\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Han}ー]";
const gap = new RegExp(`${japanese} ${japanese}|${japanese} [A-Za-z0-9{\`]|[A-Za-z0-9}\`] ${japanese}`, "u");
test("no space between Japanese and other letters", () => {
	for (const [path, text] of all) assert.doesNotMatch(text.replaceAll(intunesNames, "").replaceAll("genkan コマンド", ""), gap, path);
});
