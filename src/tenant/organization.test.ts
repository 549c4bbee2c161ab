import assert from "node:assert/strict";
import { test } from "node:test";
import { plainName, unusualCharacters } from "./organization.ts";

for (const name of ["株式会社サンプル・ジャパン", "Contoso, Ltd.", "玄関（東京）", "O'Neil-Söhne", "ゲンカンー1", ""]) {
	test(`${name || "no name"} has nothing unusual`, () => assert.deepEqual(unusualCharacters(name), []));
}

test("what has broken enrollments is named once each", () => {
	assert.deepEqual(unusualCharacters("A&B <Contoso> & ©\u0000"), ["&", "<", ">", "©", "\u0000"]);
	assert.deepEqual(unusualCharacters("Contoso 🍣"), ["🍣"]);
});

test("the name without what is unusual can be set", () => {
	assert.equal(plainName("A&B <Contoso> & ©"), "A B Contoso");
	assert.equal(plainName("株式会社サンプル・ジャパン"), "株式会社サンプル・ジャパン");
	assert.deepEqual(unusualCharacters(plainName("\u0000&東京 🍣")), []);
});
