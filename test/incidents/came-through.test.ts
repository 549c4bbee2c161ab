import assert from "node:assert/strict";
import { test } from "node:test";
import { cameThrough } from "../../src/incidents/came-through.ts";
import { attempt } from "../store/rows.ts";
import { temporaryStore } from "../temporary-store.ts";

test("who came through with another device leaves the incident of the first open, until that one comes too", async (t) => {
	const store = await temporaryStore(t);
	const members = [
		{ kind: "user", key: "u", name: "u@example.com" },
		{ kind: "device", key: "FIRST", name: "FIRST" },
	] as const;
	const subject = { kind: "cause", id: "", name: "" } as const;
	const failed = { id: "incident", code: "os-too-old", subject, saw: { kind: "" }, at: 1_000, attemptId: "a", members };
	await store.write(({ incidents }) =>
		incidents.join({ ...failed, proven: true, reopensSince: null, nextCheckAt: 9_000 }, async () => ({})),
	);
	const enrolled = (serial: string) =>
		attempt("b", { userId: "u", upn: "u@example.com", device: { udid: null, serial, product: null, osVersion: null } });
	const closedAt = async () => (await store.read.incidents.byId("incident"))?.closedAt;

	await store.write((stores) => cameThrough(stores, enrolled("SECOND"), 2_000));
	assert.equal(await closedAt(), null);
	assert.deepEqual(
		(await store.read.incidents.due(2_000, 9)).map(({ id }) => id),
		["incident"],
		"it is judged again at once",
	);
	await store.write((stores) => cameThrough(stores, enrolled("FIRST"), 3_000));
	assert.equal(await closedAt(), 3_000);
});
