import assert from "node:assert/strict";
import { test } from "node:test";
import { faultDetail, faultTitle } from "./fault-detail.ts";

const forms = [
	[
		"mdm",
		"identity-of-another-device",
		"Idle: ours",
		"Idle, signed with a certificate of this service",
		"Idle: このサービスの証明書で署名",
	],
	["mdm", "identity-not-ours", "CheckOut: not-ours", "CheckOut, signed with a foreign certificate", "CheckOut: 別の認証局の証明書で署名"],
	["mdm", "identity-missing", "Idle: no-signature", "Idle, without a signature", "Idle: 署名なし"],
	[
		"mdm",
		"identity-not-ours",
		"Idle: message-digest-mismatch",
		"Idle, with a signature that is not of this message (message-digest-mismatch)",
		"Idle: 署名がメッセージと一致しない (message-digest-mismatch)",
	],
	[
		"mdm",
		"identity-not-ours",
		"Idle: several-signers",
		"Idle, with a signature that cannot be used (several-signers)",
		"Idle: 署名を使用できない (several-signers)",
	],
	[
		"mdm",
		"message-malformed",
		"plist: truncated",
		"The decoder “plist” stopped: truncated",
		"デコーダー「plist」が読み取りを中止: truncated",
	],
	["scep", "challenge-expired", "scep", "asking for the certificate (SCEP)", "証明書を要求するとき (SCEP)"],
	["ade", "unknown-profile", "page", "The first page in Setup Assistant", "設定アシスタントの最初のページ"],
	["ade", "unknown-profile", "post", "A description sent to the address of a profile", "プロファイルのアドレスに送られたデバイスの情報"],
	["portal", "cross-site", "/enroll/sign-in", "A form for /enroll/sign-in", "/enroll/sign-in宛てのフォーム"],
	["mdm", "new", "a form\u001b[2J of its own", "a form�[2J of its own", "a form�[2J of its own"],
] as const;

for (const [face, code, detail, en, ja] of forms) {
	test(`${face}, ${code}: ${JSON.stringify(detail)} is a sentence in both languages`, () => {
		assert.equal(faultDetail({ face, code, detail }, "en"), en);
		assert.equal(faultDetail({ face, code, detail }, "ja"), ja);
	});
}

test("codes that only faults have are told in words too, and a new one as it is", () => {
	assert.equal(faultTitle("cross-site", "en"), "A form from another site's page");
	assert.equal(faultTitle("not-offered", "ja"), "提供していない種類のメッセージです");
	assert.notEqual(faultTitle("message-malformed", "ja"), "message-malformed");
	assert.equal(faultTitle("constructor", "en"), "constructor");
});
