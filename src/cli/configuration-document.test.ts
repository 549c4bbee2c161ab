import assert from "node:assert/strict";
import { test } from "node:test";
import { loadConfig } from "../config/load.ts";
import { settings } from "../config/schema.ts";
import { configurationDocument } from "./configuration-document.ts";

const document = configurationDocument();

test("every setting has its row and its section", () => {
	for (const { env, meaning } of Object.values(settings)) {
		assert.equal(document.split(`[\`${env}\`](#${env.toLowerCase()})`).length, 2, env);
		assert.ok(document.includes(`\n## ${env}\n\n${meaning}\n`), env);
	}
});

test("the example is a good settings file", () => {
	const [, example = ""] = /```json\n(.*?)```/s.exec(document) ?? [];
	const loaded = loadConfig({}, JSON.parse(example));
	assert.ok(loaded.ok, JSON.stringify(loaded));
	assert.equal(loaded.config.port, 443);
});
