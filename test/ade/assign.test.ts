import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { mustBeDefined } from "../../src/ade/define-profiles.ts";
import { changeProfile, setDefaultProfile, touchProfile } from "../../src/ade/profiles.ts";
import { runRound } from "../../src/ade/round.ts";
import { unassignDevices } from "../../src/ade/unassign-devices.ts";
import { day, hour, minute, openRounds, publicUrl } from "./round-fixture.ts";

/** Devices that were fetched, and a default profile that no round has seen yet. */
async function withDevices(t: TestContext, count: number) {
	const at = await openRounds(t);
	const serials = at.server.addDevices({ count, seed: "A" });
	await at.round();
	const profile = await at.addProfile("Office", true);
	const stored = async () => (await at.store.read.adeProfiles.byId(profile.id)) ?? assert.fail("the profile is gone");
	const told = () => at.apple.assignCalls.flatMap((call) => call.serials);
	return { ...at, serials, profile, stored, told };
}

test("without a default and without choices nothing is defined and nothing is assigned", async (t) => {
	const at = await openRounds(t);
	at.server.addDevices({ count: 30, seed: "A" });
	const profile = await at.addProfile("Office");
	const round = await at.round();
	assert.ok(round.end === "done");
	assert.deepEqual([at.asked("/profile"), at.apple.assignCalls.length], [0, 0]);
	assert.equal((await at.counts())["not-assigned"], 30);
	assert.equal(await at.store.read.adeDevices.nextAssignment(at.tokenId), null, "nothing is due where nothing is wanted");
	at.pass(minute);
	await at.store.write(async (stores) => setDefaultProfile(stores, await at.token(), profile, at.clock.now()));
	await at.round();
	assert.equal((await at.counts()).assigned, 30, "they had waited for one");
});

test("each device gets the token's default in calls of a thousand, and none is told twice", async (t) => {
	const at = await withDevices(t, 2500);
	const round = await at.round();
	assert.ok(round.end === "done");
	assert.deepEqual(round.assigned, { assigned: 2500, found: 0, failed: 0, notAccessible: 0, throttled: 0, healed: 0 });
	assert.deepEqual(
		at.apple.assignCalls.map((call) => call.serials.length),
		[1000, 1000, 500],
	);
	assert.equal(new Set(at.told()).size, 2500);
	assert.equal((await at.counts()).assigned, 2500);
	at.pass(5 * minute);
	await at.round();
	at.pass(7 * day);
	await at.round();
	assert.equal(at.apple.assignCalls.length, 3);
	assert.equal((await at.counts()).assigned, 2500);
});

test("a device's own choice goes before the default, and calls hold one profile each", async (t) => {
	const at = await withDevices(t, 100);
	const kiosk = await at.addProfile("Kiosk");
	await at.store.write((stores) => stores.adeDevices.chooseProfile(at.tokenId, at.serials.slice(0, 40), kiosk.id, at.clock.now()));
	await at.round();
	assert.deepEqual(new Set(at.apple.assignCalls.map((call) => call.serials.length)), new Set([40, 60]));
	const uuid = (await at.store.read.adeProfiles.byId(kiosk.id))?.uuid ?? assert.fail();
	assert.ok(at.serials.slice(0, 40).every((serial) => at.server.device(serial)?.profileUuid === uuid));

	at.pass(minute);
	await at.store.write((stores) => stores.adeDevices.chooseProfile(at.tokenId, at.serials.slice(0, 1), null, at.clock.now()));
	await at.round();
	assert.equal(at.server.device(at.serials[0] ?? "")?.profileUuid, (await at.stored()).uuid);
	assert.equal(at.told().length, 101);
});

test("a choice that is taken back leaves at Apple what it has, until the administrator says otherwise", async (t) => {
	const at = await withDevices(t, 10);
	await at.round();
	at.pass(minute);
	const token = await at.token();
	await at.store.write((stores) => setDefaultProfile(stores, token, null, at.clock.now()));
	await at.round();
	assert.equal(at.server.counts().assigned, 10);

	const stage = { ...at.deps, api: at.deps.connect(token) };
	const chosen = at.serials.slice(0, 1);
	await at.store.write((stores) => stores.adeDevices.chooseProfile(at.tokenId, chosen, at.profile.id, at.clock.now()));
	const refused = await unassignDevices(stage, at.tokenId, at.serials);
	assert.deepEqual(refused, { ok: false, problem: { kind: "still-wanted", serials: chosen } });
	await at.store.write((stores) => stores.adeDevices.chooseProfile(at.tokenId, chosen, null, at.clock.now()));
	const done = await unassignDevices(stage, at.tokenId, [...at.serials, "NOBODYS"]);
	assert.ok(done.ok);
	assert.deepEqual([done.results.get(at.serials[0] ?? ""), done.results.get("NOBODYS")], ["SUCCESS", "NOT_ACCESSIBLE"]);
	assert.equal(at.server.counts().removed, 10);
	assert.equal((await at.counts())["not-assigned"], 10);
	at.pass(minute);
	await at.round();
	assert.equal(at.told().length, 10);
});

test("a default that is taken away before its devices got it leaves nothing due, nor failed; set again, they get it", async (t) => {
	const at = await withDevices(t, 10);
	const serials = at.serials.slice(0, 3);
	const results = Object.fromEntries(serials.map((serial) => [serial, "FAILED" as const]));
	at.apple.misbehave({ kind: "results", results, times: 1 });
	await at.round();
	assert.equal((await at.counts()).failed, 3);
	assert.notEqual(await at.store.read.adeDevices.nextAssignment(at.tokenId), null);
	const choose = async (profile: typeof at.profile | null) => {
		const token = await at.token();
		at.pass(minute);
		await at.store.write((stores) => setDefaultProfile(stores, token, profile, at.clock.now()));
		await at.round();
	};
	await choose(null);
	assert.equal(await at.store.read.adeDevices.nextAssignment(at.tokenId), null);
	const { failed, "not-assigned": none, assigned } = await at.counts();
	assert.deepEqual([failed, none, assigned], [0, 3, 7]);
	await choose(await at.stored());
	assert.equal((await at.counts()).assigned, 10);
});

test("where Apple refuses half-way, what it had done before is told and known", async (t) => {
	const at = await withDevices(t, 1100);
	await at.round();
	at.pass(minute);
	const token = await at.token();
	await at.store.write((stores) => setDefaultProfile(stores, token, null, at.clock.now()));
	const stage = { ...at.deps, api: at.deps.connect(token) };
	at.apple.misbehave({ kind: "error", error: "T_C_NOT_SIGNED", path: "/profile/devices", method: "DELETE", after: 1, times: 1 });
	const half = await unassignDevices(stage, at.tokenId, at.serials);
	assert.ok(half.ok);
	assert.deepEqual(
		[half.results.size, new Set(half.results.values()), half.refusal?.kind],
		[1000, new Set(["SUCCESS"]), "terms-not-signed"],
	);
	assert.equal((await at.counts())["not-assigned"], 1000);
	const rest = await unassignDevices(
		stage,
		at.tokenId,
		at.serials.filter((serial) => !half.results.has(serial)),
	);
	assert.deepEqual([rest.ok && rest.refusal, at.server.counts().removed], [null, 1100]);
});

test("a profile that is changed, or older than its token, is defined again and assigned again", async (t) => {
	const at = await withDevices(t, 20);
	await at.round();
	const first = await at.stored();
	at.pass(minute);
	const change = { settings: { department: "IT" } };
	await at.store.write((stores) => changeProfile(stores, first, change, { publicUrl, now: at.clock.now() }));
	await at.round();
	const second = await at.stored();
	assert.notEqual(second.uuid, first.uuid);
	assert.equal(at.server.profiles().at(-1)?.body["department"], "IT");
	at.pass(minute);
	await at.store.write((stores) => stores.adeTokens.update(at.tokenId, { uploadedAt: at.clock.now() }));
	assert.ok(mustBeDefined(second, await at.token()));
	await at.round();
	const third = await at.stored();
	assert.notEqual(third.uuid, second.uuid);
	assert.ok(at.serials.every((serial) => at.server.device(serial)?.profileUuid === third.uuid));
	assert.equal(at.told().length, 60);
});

test("a profile that Apple refuses says why, stops no other, and is tried again when it was changed or somebody asks", async (t) => {
	const at = await withDevices(t, 10);
	const kiosk = await at.addProfile("Kiosk");
	await at.store.write((stores) => stores.adeDevices.chooseProfile(at.tokenId, at.serials.slice(0, 4), kiosk.id, at.clock.now()));
	at.apple.misbehave({ kind: "error", error: "SUPPORT_PHONE_INVALID", path: "/profile", times: 1 });
	const round = await at.round();
	assert.ok(round.end === "done");
	assert.deepEqual(round.defined, { defined: 1, refused: 1 });
	const profiles = await at.store.read.adeProfiles.ofToken(at.tokenId);
	const refused = profiles.find(({ refusal }) => refusal !== null) ?? assert.fail();
	assert.deepEqual([refused.refusal?.kind, refused.uuid], ["support-phone-invalid", null]);
	assert.equal((await at.token()).refusal, null, "it says nothing of the token");
	const served = refused.id === kiosk.id ? 6 : 4;
	assert.equal((await at.counts()).assigned, served);

	at.pass(5 * minute);
	await at.round();
	assert.equal(at.asked("/profile"), 2, "not again while nothing changed");
	await at.store.write((stores) => touchProfile(stores, refused, at.clock.now()));
	await at.round();
	assert.equal((await at.store.read.adeProfiles.byId(refused.id))?.refusal, null);
	assert.equal((await at.counts()).assigned, 10);

	at.pass(minute);
	at.apple.misbehave({ kind: "error", error: "DEPARTMENT_INVALID", path: "/profile", times: 1 });
	await at.store.write(async (stores) => touchProfile(stores, await at.stored(), at.clock.now()));
	await at.round();
	const before = await at.counts();
	assert.equal(before.assigned, 10, "devices keep what Apple took before");
	at.pass(minute);
	await at.round({ reason: "asked" });
	assert.equal((await at.stored()).refusal, null);
});

test("terms that change between two profiles stop the round, not the profiles", async (t) => {
	const at = await withDevices(t, 10);
	at.apple.misbehave({ kind: "error", error: "T_C_NOT_SIGNED", path: "/profile", times: 1 });
	const round = await at.round();
	assert.ok(round.end === "refused");
	assert.deepEqual([round.refusal.kind, round.during], ["terms-not-signed", "define"]);
	assert.equal((await at.stored()).refusal, null);
	assert.equal((await at.token()).refusal?.during, "define");
	assert.equal((await at.round()).end, "done");
	assert.equal((await at.counts()).assigned, 10);
});

test("THROTTLED is told again at Apple's time, not before, and for those devices only", async (t) => {
	const at = await withDevices(t, 50);
	const slow = at.serials.slice(0, 7);
	at.apple.misbehave({ kind: "throttled", seconds: 1800, serials: slow, times: 1 });
	const round = await at.round();
	assert.ok(round.end === "done");
	assert.deepEqual([round.assigned.assigned, round.assigned.throttled], [43, 7]);
	assert.equal((await at.counts()).throttled, 7);
	assert.equal(await at.store.read.adeDevices.nextAssignment(at.tokenId), at.clock.now() + 30 * minute);
	for (let passed = 0; passed < 5; passed++) {
		at.pass(5 * minute);
		await at.round({ full: passed === 2 });
	}
	assert.equal(at.apple.assignCalls.length, 1);
	at.pass(5 * minute);
	await at.round();
	assert.deepEqual([...(at.apple.assignCalls[1]?.serials ?? [])].sort(), [...slow].sort());
	assert.equal((await at.counts()).assigned, 50);
});

test("THROTTLED without a time is told again an hour later", async (t) => {
	const at = await withDevices(t, 3);
	const [serial = ""] = at.serials;
	at.apple.misbehave({ kind: "results", results: { [serial]: "THROTTLED" }, times: 1 });
	await at.round();
	assert.equal((await at.device(serial)).throttledUntil, at.clock.now() + hour);
});

test("FAILED is tried three times with growing pauses, then once more when a full fetch names the device", async (t) => {
	const at = await withDevices(t, 5);
	const [bad = ""] = at.serials;
	at.apple.misbehave({ kind: "results", results: { [bad]: "FAILED" } });
	const tries = () => at.told().filter((serial) => serial === bad).length;
	await at.round();
	const pauses = [10 * minute - 1, 1, hour - 1, 1, hour, day];
	const after: number[] = [];
	for (const pause of pauses) {
		at.pass(pause);
		await at.round();
		after.push(tries());
	}
	assert.deepEqual(after, [1, 2, 2, 3, 3, 3]);
	assert.equal(tries(), 3);
	const device = await at.device(bad);
	assert.deepEqual([device.result, device.tries, device.assignAt], ["FAILED", 3, null]);
	assert.equal((await at.counts()).failed, 1);
	assert.equal(at.told().length, 7, "the others were told once");

	at.apple.behave();
	at.pass(7 * day);
	const week = await at.round();
	assert.ok(week.end === "done" && week.synced.full);
	assert.equal(at.server.device(bad)?.status, "assigned");
	assert.deepEqual([(await at.device(bad)).tries, (await at.counts()).assigned], [0, 5]);
});

test("a serial number that Apple's answer does not name counts as failed, until Apple says that it has the profile", async (t) => {
	const at = await withDevices(t, 5);
	const [quiet = ""] = at.serials;
	at.apple.misbehave({ kind: "missing-serial", serials: [quiet], times: 1 });
	const round = await at.round();
	assert.ok(round.end === "done");
	assert.equal(round.assigned.failed, 1);
	assert.equal((await at.device(quiet)).result, "MISSING");
	// It was assigned all the same, and the next sync says so: it is not told again.
	at.pass(15 * minute);
	await at.round();
	assert.equal(at.told().filter((serial) => serial === quiet).length, 1);
	assert.equal((await at.counts()).assigned, 5);
});

test("NOT_ACCESSIBLE is told again only once a sync names the device", async (t) => {
	const at = await withDevices(t, 5);
	const [hidden = ""] = at.serials;
	at.apple.misbehave({ kind: "results", results: { [hidden]: "NOT_ACCESSIBLE" } });
	await at.round();
	assert.equal((await at.counts())["not-accessible"], 1);
	at.apple.behave();
	at.pass(hour);
	await at.round();
	assert.equal(at.apple.assignCalls.length, 1);
	at.server.modify([hidden]);
	at.pass(hour);
	await at.round();
	assert.deepEqual(at.apple.assignCalls[1]?.serials, [hidden]);
	assert.equal((await at.counts()).assigned, 5);
});

test("a profile that Apple has lost is defined and assigned again, once, and written down as healed", async (t) => {
	const at = await withDevices(t, 1500);
	await at.round();
	const lost = (await at.stored()).uuid ?? assert.fail();
	at.pass(minute);
	at.server.forgetProfile(lost);
	const more = at.server.addDevices({ count: 10, seed: "B" });
	const round = await at.round();
	assert.ok(round.end === "done", JSON.stringify(round));
	assert.equal(round.assigned.healed, 1);
	const { uuid, refusal } = await at.stored();
	assert.notEqual(uuid, lost);
	assert.equal(refusal, null);
	for (const serial of [...at.serials, ...more]) assert.equal(at.server.device(serial)?.profileUuid, uuid);
	assert.equal((await at.counts()).assigned, 1510);
	const [incident] = await at.incidents();
	assert.deepEqual([incident?.code, incident?.closedBy, incident?.subject.name], ["ade-profile-not-found", "healed", "Office"]);
});

test("a profile that Apple loses again at once is left for the next round", async (t) => {
	const at = await withDevices(t, 10);
	at.apple.misbehave({ kind: "error", error: "PROFILE_NOT_FOUND", path: "/profile/devices" });
	const round = await at.round();
	assert.ok(round.end === "done");
	assert.deepEqual([at.asked("/profile"), at.asked("/profile/devices")], [2, 2]);
	assert.equal((await at.stored()).refusal?.kind, "profile-not-found");
	assert.equal((await at.incidents())[0]?.closedAt, null);
	at.apple.behave();
	at.pass(5 * minute);
	await at.round();
	assert.equal((await at.stored()).refusal, null);
	assert.deepEqual([(await at.counts()).assigned, (await at.incidents())[0]?.closedBy], [10, "healed"]);
});

test("an assignment whose answer was lost is not told again: Apple is asked what it has", async (t) => {
	const at = await withDevices(t, 1200);
	at.apple.misbehave({ kind: "drop", when: "after", path: "/profile/devices", times: 1 });
	const cut = await at.round();
	assert.ok(cut.end === "refused");
	assert.deepEqual([cut.refusal.kind, cut.during], ["unreachable", "assign"]);
	assert.equal((await at.counts()).assigning, 1000);
	at.pass(10 * minute);
	// Even where no sync told it meanwhile.
	at.apple.misbehave({
		kind: "answer",
		status: 200,
		body: '{"devices":[],"cursor":"same","more_to_follow":false}',
		path: "/devices/sync",
		times: 1,
	});
	const next = await at.round();
	assert.ok(next.end === "done", JSON.stringify(next));
	assert.deepEqual([next.assigned.found, next.assigned.assigned], [1000, 200]);
	assert.equal(at.told().length, 1200);
	assert.equal((await at.counts()).assigned, 1200);
});

test("a choice that is made while Apple is asked is not lost", async (t) => {
	const at = await withDevices(t, 10);
	const kiosk = await at.addProfile("Kiosk");
	const token = await at.token();
	const api = at.deps.connect(token);
	const chosen = at.serials.slice(0, 3);
	let first = true;
	const assign: typeof api.assign = async (uuid, serials) => {
		const answer = await api.assign(uuid, serials);
		if (first) await at.store.write((stores) => stores.adeDevices.chooseProfile(at.tokenId, chosen, kiosk.id, at.clock.now()));
		first = false;
		return answer;
	};
	await runRound({ ...at.deps, connect: () => ({ ...api, assign }) }, at.tokenId, { reason: "schedule" });
	at.pass(minute);
	await at.round();
	const uuid = (await at.store.read.adeProfiles.byId(kiosk.id))?.uuid ?? assert.fail();
	assert.ok(chosen.every((serial) => at.server.device(serial)?.profileUuid === uuid));
});
