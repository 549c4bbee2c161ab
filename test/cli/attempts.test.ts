import assert from "node:assert/strict";
import { test } from "node:test";
import { done, prepare, refused } from "./commands-fixture.ts";
import { commandLine, testNow } from "./terminal-fixture.ts";

const day = 24 * 3_600_000;

test("a try is explained from its reference as it is read out; others are suggested", async (t) => {
	const line = commandLine(t);
	await prepare(line, async (stores) => {
		const shared = {
			journey: "web",
			userId: null,
			deviceId: null,
			device: { udid: null, serial: null, product: null, osVersion: null },
		} as const;
		const decision = {
			step: "open",
			at: testNow,
			verdict: "refuse",
			code: "mdm-authority-not-set",
			findings: [{ check: "mdm-authority-not-set", outcome: "fail", saw: { kind: "authority-not-set" } }],
		} as const;
		const attempt = {
			...shared,
			id: "a1",
			reference: "K7-4QPM",
			state: "refused",
			code: "mdm-authority-not-set",
			upn: null,
			awaits: null,
			awaitsSince: null,
			startedAt: testNow - day,
			updatedAt: testNow,
		} as const;
		await stores.attempts.insert({ ...attempt, decision });
		await stores.attempts.addStep("a1", { name: "portal-opened", at: testNow, evidence: {} });
		await stores.faults.insert({
			id: "f1",
			at: testNow,
			face: "mdm",
			peer: "192.0.2.7",
			code: "message-malformed",
			detail: "plist: truncated",
			attemptId: null,
		});
		await stores.faults.insert({
			id: "f2",
			at: testNow,
			face: "scep",
			peer: "192.0.2.8",
			code: "challenge-expired",
			detail: "scep",
			attemptId: "a1",
		});
	});
	for (const typed of ["K7-4QPM", "k74qpm", "Ｋ７ー４ｑｐｍ", " k7 4qpm "])
		assert.match(await done(line, "explain", typed), /genkan authority set intune/);
	const [data] = await line.json("attempts", "show", "k7-4qpm", "--lang", "ja");
	assert.deepEqual(Object.keys(data ?? {}), ["reference", "code", "title", "explanation", "who", "findings", "steps", "fixes", "incident"]);
	assert.deepEqual(data?.["findings"], [{ code: "mdm-authority-not-set", outcome: "fail", saw: "MDM機関が設定されていません。" }]);
	assert.deepEqual(data?.["fixes"], [
		{ id: "set-authority", title: "MDM機関を選択します", command: "genkan authority set intune", place: null, byHand: false, values: {} },
	]);
	assert.match(await refused(line, "explain", "K7-4QPN"), /Similar ones:\n {2}K7-4QPM {2}1 day ago {2}No MDM authority is chosen/);
	assert.match(await refused(line, "explain", "AAAAAA"), /The latest ones:\n {2}K7-4QPM/);
	assert.match(
		await done(line, "attempts", "--state", "refused", "--code", "MDM-authority-not-set"),
		/K7-4QPM +1 day ago +- +- +No MDM authority is chosen/,
	);
	assert.match(await done(line, "attempts", "--user", "x@y.com"), /No tries/);
	assert.match(await done(line, "attempts", "--faults"), / - +mdm +192\.0\.2\.7 .*decoder “plist” stopped: truncated/);
	assert.match(await done(line, "attempts", "--faults"), /K7-4QPM +scep +192\.0\.2\.8 .*asking for the certificate \(SCEP\)/);
	assert.deepEqual(
		(await line.json("attempts", "--faults")).map((one) => [one["detail"], one["reference"]]),
		[
			["scep", "K7-4QPM"],
			["plist: truncated", null],
		],
	);
});
