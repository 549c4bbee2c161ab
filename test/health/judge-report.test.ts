import assert from "node:assert/strict";
import { test } from "node:test";
import { judgeReport } from "../../src/health/judge-report.ts";
import { nearSerials } from "../../src/health/near-serials.ts";
import { attempt, device, user } from "../store/rows.ts";
import { temporaryStore } from "../temporary-store.ts";

const day = 24 * 3_600_000;
const now = 1_000 * day;
const context = {
	serverCertificate: { name: "mdm.example", isForName: true, notAfter: 9_000 * day, ofOwnAuthority: false, authorityNotAfter: 9_000 * day },
	admitMacs: false,
};

test("whoever enrolled one device may speak of another: only with its serial number does the end of the first rule anything out", async (t) => {
	const store = await temporaryStore(t);
	await store.write(async ({ users, attempts, devices }) => {
		await users.upsert(user("u"));
		const told = { udid: "udid-d", serial: "C39ABCDEFG", product: "iPhone15,2", osVersion: "18.1" };
		const times = { startedAt: now - day, updatedAt: now - day };
		await attempts.insert(attempt("a", { state: "enrolled", userId: "u", upn: "u@example.com", deviceId: "d", device: told, ...times }));
		await devices.insert(device("d", { serial: told.serial, userId: "u", attemptId: "a", enrolledAt: now - day, lastSeenAt: now - day }));
	});
	const verdictFor = async (serial?: string) => {
		const report = { matched: ["device-network-error"], errors: [], from: "person", upn: "u@example.com" } as const;
		const { candidates } = await judgeReport(store.read, { ...report, ...(serial === undefined ? {} : { serial }) }, context, now);
		return candidates.find(({ code }) => code === "device-network-error")?.verdict;
	};
	assert.equal(await verdictFor("C39ABCDEFG"), "ruled-out");
	assert.notEqual(await verdictFor(), "ruled-out");
});

test("of serial numbers that are a letter or two away the nearest three are named", async (t) => {
	const store = await temporaryStore(t);
	await store.write(async ({ devices }) => {
		for (const serial of ["C39ABCDEXX", "C39ABCDEFX", "C39ABCDEFY", "C39ABCDEFZ", "ZZZZZZZZZZ"])
			await devices.insert(device(serial, { serial }));
	});
	const near = await nearSerials(store.read, "C39ABCDEFG");
	assert.deepEqual([...near].sort(), ["C39ABCDEFX", "C39ABCDEFY", "C39ABCDEFZ"]);
});
