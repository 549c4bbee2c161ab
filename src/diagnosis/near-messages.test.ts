import assert from "node:assert/strict";
import { test } from "node:test";
import { matchMessage } from "./match-message.ts";
import { isWrapperAlone } from "./named-errors.ts";
import { nearMessages } from "./near-messages.ts";

for (const [typed, meant] of [
	["profile install fail", /^Profile Installation Failed/],
	["conection to server could not", /connection to the server could not be established/i],
	["つながらない", /接続/],
	["ぷろふぁいr", /^プロファイル/],
	["さーばーに接続", /^プロファイルのインストールに失敗しました。 サーバー/],
] as const) {
	test(`who types “${typed}” is asked what was meant`, () => {
		const matched = matchMessage(typed);
		assert.ok(matched !== "too-long" && matched.codes.length === 0, "nothing is concluded from it");
		const near = nearMessages(typed);
		assert.ok(near.length > 0 && near.length <= 3);
		assert.match(near[0] ?? "", meant);
	});
}

test("what is like nothing is near nothing", () => {
	for (const typed of ["My phone is blue", "", "!!", "12", "こんにちは"]) assert.deepEqual(nearMessages(typed), []);
});

test("the error that only stands around another one is known as that, by its domain or alone", () => {
	for (const typed of ["MCInstallationErrorDomain 4001", "Error Domain=MCInstallationErrorDomain Code=4001", "4001", "エラー 4001"])
		assert.equal(isWrapperAlone(typed), true, typed);
	for (const typed of ["MCInstallationErrorDomain 4022", "MCMDMErrorDomain 4001", "40011", "Room 4001 in the big house next door"])
		assert.equal(isWrapperAlone(typed), false, typed);
});
