import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditEntry } from "../evidence/audit.ts";
import { mendingActions, whoMended } from "./who-mended.ts";

const incident: Parameters<typeof whoMended>[1] = {
	...{ code: "user-disabled", saw: { kind: "" }, subject: { kind: "cause", id: "", name: "" }, openedAt: 1_000 },
	history: [
		{ at: 1_000, what: "opened", by: null },
		{ at: 2_000, what: "reopened", by: null },
	],
};

function entry(id: string, change: Partial<AuditEntry> = {}): AuditEntry {
	const actor = { kind: "command-line", name: "admin" } as const;
	return { id, at: 2_500, actor, action: "users enable", target: null, detail: {}, undo: null, undoes: null, undoneBy: null, ...change };
}

/** Of a record with these entries, newest first: the one that mended it, and since when it was looked through. */
async function mendedBy(...entries: readonly AuditEntry[]): Promise<readonly [string | undefined, number | undefined]> {
	let since: number | undefined;
	const audit = {
		async list(filter: { readonly since?: number }) {
			since = filter.since;
			return [...entries];
		},
	};
	const mended = await whoMended({ audit }, incident, [{ name: "taro@contoso.com" }], 3_000);
	return [mended?.id, since];
}

test("the newest change mended it, but one that names somebody whom it stopped before any other; since it came back, not since it was new", async () => {
	assert.deepEqual(await mendedBy(entry("b"), entry("a")), ["b", 2_000]);
	assert.deepEqual(await mendedBy(entry("b"), entry("a", { target: "taro@contoso.com" })), ["a", 2_000]);
	assert.deepEqual(await mendedBy(), [undefined, 2_000]);
});

test("what was taken back, and the taking back, mended nothing", async () => {
	assert.deepEqual(await mendedBy(entry("undo", { undoes: "done" }), entry("done", { undoneBy: "undo" }), entry("first")), [
		"first",
		2_000,
	]);
});

test("a policy that was saved on its page mends what the fix's command would", () => {
	const saw = { kind: "personal", policy: "Default" };
	const actions = mendingActions({ code: "personal-device-blocked", saw });
	assert.ok(actions.includes("restrictions set") && actions.includes("restrictions change"), actions.join(", "));
	assert.ok(!mendingActions({ code: "user-disabled", saw: { kind: "disabled", upn: "a@b.c" } }).includes("restrictions change"));
});
