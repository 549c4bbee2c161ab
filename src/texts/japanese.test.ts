import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import cli from "./cli.ja.json" with { type: "json" };
import codes from "./codes.ja.json" with { type: "json" };
import demo from "./demo.ja.json" with { type: "json" };
import incidents from "./incidents.ja.json" with { type: "json" };
import notices from "./notices.ja.json" with { type: "json" };
import panes from "./panes.ja.json" with { type: "json" };
import portal from "./portal.ja.json" with { type: "json" };
import profile from "./profile.ja.json" with { type: "json" };
import tour from "./tour.ja.json" with { type: "json" };

/** Messages of phones and of Intune stand as they are shown, whatever words they use. */
function leaves(value: unknown, path = ""): [string, string][] {
	if (path.endsWith(".seen")) return [];
	if (typeof value === "string") return [[path, value]];
	return Object.entries(value as object).flatMap(([key, inner]) => leaves(inner, `${path}.${key}`));
}

const readme = readFileSync(new URL("../../README.ja.md", import.meta.url), "utf8").replaceAll(/```[\s\S]*?```/g, "");
const all = [
	...leaves({ cli, codes, demo, incidents, notices, panes, portal, profile, tour }),
	...readme.split("\n").map((line, at): [string, string] => [`README ${at + 1}`, line]),
];

// CONTRIBUTING.md, "Words".
const otherWords =
	/端末|ブラウザ(?!ー)|サーバ(?!ー)|ユーザ(?!ー)|プロバイダ(?!ー)|コンピュータ(?!ー)|利用者|規約|既に|断[りるっ]|直し方|ワンタイムパスワード|[鍵（）：　]/;

test("one word for one thing, in all of the Japanese", () => {
	for (const [path, text] of all) assert.doesNotMatch(text, otherWords, path);
});

const intunesNames = /ポータル サイト|モバイル デバイス|デバイス プラットフォーム/g;
const japanese = "[\\p{sc=Hira}\\p{sc=Kana}\\p{sc=Han}ー]";
const gap = new RegExp(`${japanese} ${japanese}|${japanese} [A-Za-z0-9{\`]|[A-Za-z0-9}\`] ${japanese}`, "u");
test("no space between Japanese and other letters", () => {
	for (const [path, text] of all) assert.doesNotMatch(text.replaceAll(intunesNames, "").replaceAll("genkan コマンド", ""), gap, path);
});
