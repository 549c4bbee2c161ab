import assert from "node:assert/strict";
import { test } from "node:test";
import type { Attempt } from "../../src/evidence/attempt.ts";
import { refusedFor } from "../../src/health/refused-for.ts";
import { attempt } from "../store/rows.ts";

const day = 24 * 3_600_000;
const now = 100 * day;

function refused(id: string, code: string, updatedAt: number): Attempt {
	const findings = [{ check: code, outcome: "fail", saw: { kind: `seen-by-${id}` } }] as const;
	return attempt(id, { state: "refused", code, updatedAt, decision: { step: "user", at: updatedAt, verdict: "refuse", code, findings } });
}

const enrolled = (updatedAt: number) => attempt("enrolled", { state: "enrolled", updatedAt });
const found = (...attempts: readonly Attempt[]) => refusedFor(attempts, "user-disabled", now)?.reference;

test("what a person was refused for counts for a week, the newest first, and no other cause", () => {
	const [newer, older] = [refused("newer", "user-disabled", now - day), refused("older", "user-disabled", now - 6 * day)];
	assert.deepEqual(refusedFor([newer, older], "user-disabled", now), {
		reference: "newer-REF",
		at: now - day,
		saw: { kind: "seen-by-newer" },
	});
	assert.equal(found(refused("other", "os-too-old", now), older), "older-REF");
	assert.equal(found(refused("past", "user-disabled", now - 7 * day)), undefined);
});

test("whoever enrolled since is refused for nothing any more", () => {
	const before = refused("before", "user-disabled", now - 2 * day);
	assert.equal(found(enrolled(now - day), before), undefined);
	assert.equal(found(refused("again", "user-disabled", now), enrolled(now - day), before), "again-REF");
});
