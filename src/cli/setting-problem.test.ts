import assert from "node:assert/strict";
import { test } from "node:test";
import { settings } from "../config/schema.ts";
import { expectationText, settingProblemText } from "./setting-problem.ts";

test("a problem is one sentence in either language, with what a good value looks like", () => {
	const port = { setting: "GENKAN_PORT", kind: "not-usable", value: "x\u001b[2J", expects: settings.port.expects } as const;
	assert.equal(settingProblemText(port, "en"), "“x\ufffd[2J” is not usable. Expected: a port, 0 to 65535.");
	assert.equal(settingProblemText(port, "ja"), "「x\ufffd[2J」は使えません。指定できる値: ポート番号 (0から65535まで)");
	const misspelt = { setting: "GENKAN_PUBLICURL", kind: "misspelt-setting", near: "GENKAN_PUBLIC_URL" } as const;
	assert.equal(settingProblemText(misspelt, "en"), "There is no such setting. Did you mean GENKAN_PUBLIC_URL?");
	assert.equal(settingProblemText(misspelt, "ja"), "この名前の設定はありません。もしかして: GENKAN_PUBLIC_URL");
});

test("what every setting expects is said without a value left open", () => {
	for (const { env, expects } of Object.values(settings)) {
		for (const language of ["en", "ja"] as const) assert.doesNotMatch(expectationText(expects, language), /not known|不明|[{}]/, env);
	}
	assert.equal(expectationText(settings.logLevel.expects, "ja"), "debug、info、warn、error、silentのいずれか");
});
