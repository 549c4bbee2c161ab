import assert from "node:assert/strict";
import { test } from "node:test";
import { explain } from "../../src/diagnosis/explain.ts";
import { openHouse, password } from "./harness.ts";
import { visitor } from "./visitor.ts";

test("one refusal hides no other: a person with two faults is told of, and recorded with, both at the first try", async () => {
	await using house = await openHouse({ settings: { GENKAN_PLAIN_PORT: "0" } });
	await house.addUser("both@contoso.example", { enabled: "no", licences: "" });
	const person = visitor(house);
	const seen = await person.signIn("both@contoso.example", password);
	assert.equal(seen.page, "refused");
	assert.equal(seen.code, "user-disabled");
	const attempt = await house.attempt(seen.reference ?? "");
	const steps = await house.domain.store.read.attempts.steps(attempt.id);
	const { findings, fixes } = explain({ attempt, steps, decision: attempt.decision }, "en");
	const failed = findings.filter(({ outcome }) => outcome === "fail").map(({ code }) => code);
	assert.deepEqual(failed, ["user-disabled", "user-not-licensed"]);
	assert.match(fixes[0]?.command ?? "", /users enable both@contoso\.example/);

	// With a wrong password nothing is told: not that the name exists, nor what is wrong with it.
	const stranger = await visitor(house).signIn("both@contoso.example", "guessed");
	assert.equal(stranger.code, "sign-in-failed");
	assert.doesNotMatch(stranger.html, /user-disabled|licence/);
});
