import assert from "node:assert/strict";
import { test } from "node:test";
import { soundFacts } from "../checks/sound-facts.ts";
import { decide } from "../enrollment/decide.ts";
import { storedDecision } from "../enrollment/record.ts";
import type { Facts } from "../evidence/facts.ts";
import { causeOf } from "./cause-of.ts";
import { nextCheck } from "./next-check.ts";
import { mendingActions } from "./who-mended.ts";

function causeFor(change: Partial<Facts>) {
	return causeOf(storedDecision("user", 0, decide("user", soundFacts(change))));
}

const { restriction, limit } = soundFacts();

test("what fails for the same policy is one cause, for another policy another; a rule of the tenant is one", () => {
	assert.ok(restriction !== undefined && limit !== undefined);
	const blocked = causeFor({ restriction: { ...restriction, policy: "Sales", platformBlocked: true } });
	assert.deepEqual([blocked?.code, blocked?.subject], ["platform-blocked", { kind: "cause", id: "Sales", name: "Sales" }]);
	const unlicensed = causeFor({ licences: { assigned: [], plans: [] } });
	assert.deepEqual([unlicensed?.code, unlicensed?.subject.id, unlicensed?.slip], ["user-not-licensed", "", false]);
	assert.equal(causeFor({ pushCertificate: null })?.subject.id, "");
});

test("who is admitted has no cause, and a code of another version has one without a subject", () => {
	assert.equal(causeFor({}), undefined);
	assert.deepEqual(causeOf({ code: "moon-too-full", findings: [] }), {
		code: "moon-too-full",
		subject: { kind: "cause", id: "", name: "" },
		saw: { kind: "" },
		slip: false,
	});
});

test("the commands that can mend it are those of its fixes, by their first words", () => {
	const cause = causeFor({ licences: { assigned: [], plans: [] } });
	assert.ok(cause !== undefined);
	const actions = mendingActions(cause);
	assert.ok(actions.includes("licences"), actions.join());
	assert.deepEqual(mendingActions({ code: "moon-too-full", saw: { kind: "" } }), []);
});

test("the longer it has stopped nobody, the later it is judged again, within bounds and in whole milliseconds", () => {
	const at = (quiet: number) => nextCheck({ extent: null, seenAt: 0 }, quiet) - quiet;
	assert.deepEqual([at(0), at(3_600_001 * 10), at(1e12)], [600_000, 3_600_001, 21_600_000]);
});
