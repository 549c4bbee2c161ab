import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { AdeProfile, AdeToken } from "../../src/ade/ports.ts";
import type { ProfileSettings } from "../../src/ade/profile-settings.ts";
import {
	changeProfile,
	createProfile,
	deleteProfile,
	findProfile,
	profileLimit,
	setDefaultProfile,
	touchProfile,
} from "../../src/ade/profiles.ts";
import type { AppleDevice } from "../../src/protocol/ade/device.ts";
import { openTestStore, randomness } from "../devices/device-fixture.ts";
import { testClock } from "./apple-fixture.ts";

const publicUrl = "https://mdm.example.jp";

function token(id: string): AdeToken {
	const none = {
		appleId: null,
		account: null,
		accountAt: null,
		defaultProfileId: null,
		cursor: null,
		cursorAt: null,
		fetchStartedAt: null,
		lastFullAt: null,
		lastTriedAt: null,
		lastSuccessAt: null,
		lastAskedAt: null,
		refusal: null,
		retryAt: null,
	} as const;
	const zero = { expiresAt: 0, uploadedAt: 0, createdAt: 0, generation: 0, fetched: 0, failures: 0 } as const;
	return { id, name: id, keyPairId: "pair", consumerKey: id, secrets: Buffer.of(1), mode: "sync", ...none, ...zero };
}

function device(serial: string): AppleDevice {
	const nothing = { model: null, description: null, color: null, assetTag: null, family: null, os: null, profileUuid: null } as const;
	const times = { profileAssignedAt: null, profilePushedAt: null, serverAssignedAt: null, opAt: null, migrationDeadlineAt: null } as const;
	return { serial, ...nothing, ...times, profileStatus: "empty", serverAssignedBy: null, op: null };
}

async function setUp(t: TestContext) {
	const store = await openTestStore(t);
	const clock = testClock();
	await store.write(async (stores) => {
		await stores.adeKeyPairs.insert({ id: "pair", certificate: Buffer.of(1), key: Buffer.of(1), createdAt: 0, forToken: null });
		for (const id of ["one", "two"]) await stores.adeTokens.insert(token(id));
		const devices = ["A1", "B2", "C3"].map(device);
		await stores.adeDevices.applyPage("one", devices, { generation: 1, now: 0 });
		await stores.adeDevices.settle("one", ["A1", "B2", "C3"]);
	});
	const create = (name: string, settings: Partial<ProfileSettings> = {}, id = "one") =>
		store.write((stores) => createProfile(stores, { token: { id }, name, settings }, { publicUrl, now: clock.at, randomness }));
	const change = (profile: AdeProfile, what: { name?: string; settings?: Partial<ProfileSettings> }) =>
		store.write((stores) => changeProfile(stores, profile, what, { publicUrl, now: clock.at }));
	async function made(name: string, settings: Partial<ProfileSettings> = {}, id = "one"): Promise<AdeProfile> {
		const outcome = await create(name, settings, id);
		if (!outcome.ok) assert.fail(JSON.stringify(outcome.problem));
		return outcome.profile;
	}
	return { store, clock, create, change, made };
}

test("a profile is made with what is given, and waits for its configuration where it may", async (t) => {
	const { store, made, clock } = await setUp(t);
	const web = await made(" Sales  phones ", { hiddenPanes: ["siri"] });
	assert.deepEqual(await store.read.adeProfiles.byName("one", "sales PHONES"), web);
	assert.deepEqual([web.name, web.settings.signIn, web.settings.awaitConfiguration], ["Sales phones", "web", true]);
	assert.deepEqual([web.settings.hiddenPanes, web.uuid, web.definedAt, web.changedAt], [["Siri"], null, null, clock.at]);
	for (const settings of [{ signIn: "legacy" }, { supervised: false }, { signIn: "none", sharedIpad: true }] as const)
		assert.equal((await made(JSON.stringify(settings), settings)).settings.awaitConfiguration, false);
});

test("faults are told all at once and nothing is kept; a name is one profile's within its token", async (t) => {
	const { store, create, change, made } = await setUp(t);
	const wrong = await create("", { signIn: "legacy", awaitConfiguration: true });
	assert.ok(!wrong.ok && wrong.problem.kind === "ade-profile-settings");
	assert.deepEqual(
		wrong.problem.faults.map(({ setting }) => setting),
		["awaitConfiguration", "name"],
	);
	assert.deepEqual(await store.read.adeProfiles.ofToken("one"), []);
	await made("Sales");
	const other = await made("Factory");
	await made("Sales", {}, "two");
	assert.deepEqual(await create("SALES"), { ok: false, problem: { kind: "ade-profile-name-taken", name: "SALES" } });
	assert.deepEqual(await change(other, { name: "sales" }), { ok: false, problem: { kind: "ade-profile-name-taken", name: "sales" } });
	const changed = await change(other, { settings: { sharedIpad: true } });
	assert.ok(!changed.ok);
	assert.deepEqual(await store.read.adeProfiles.byId(other.id), other);
});

test("only what Apple must be told makes a profile newer than what Apple has", async (t) => {
	const { store, clock, change, made } = await setUp(t);
	let profile = await made("Sales");
	const madeAt = clock.at;
	const changed = async (what: Parameters<typeof change>[1]) => {
		clock.at += 1000;
		const outcome = await change(profile, what);
		assert.ok(outcome.ok);
		profile = outcome.after;
		assert.deepEqual(await store.read.adeProfiles.byId(profile.id), profile);
		assert.equal(profile.changedAt === clock.at, outcome.apple);
		return outcome.apple;
	};
	assert.equal(await changed({ settings: { nameTemplate: "{{SERIAL}}", description: "For the sales people" } }), false);
	assert.equal(await changed({ settings: { department: "" } }), false);
	assert.equal(profile.changedAt, madeAt);
	assert.equal(await changed({ name: "Sales 2" }), true);
	assert.equal(await changed({ settings: { hiddenPanes: ["Siri"] } }), true);
	assert.equal(await changed({ settings: { signIn: "none" } }), true);
	assert.equal(await changed({ settings: { locked: true } }), true);
	assert.equal(await changed({ settings: { locked: true } }), false);
});

test("touching a profile makes it newer than its definition, even where the clock was set back", async (t) => {
	const { store, clock, made } = await setUp(t);
	const profile = await made("Sales");
	await store.write((stores) => stores.adeProfiles.update(profile.id, { uuid: "U", definedAt: clock.at + 5000 }));
	const defined = await store.read.adeProfiles.byId(profile.id);
	assert.ok(defined);
	const touched = await store.write((stores) => touchProfile(stores, defined, clock.at));
	assert.equal(touched.changedAt, clock.at + 5001);
	assert.deepEqual(await store.read.adeProfiles.byId(profile.id), touched);
	assert.equal((await store.write((stores) => touchProfile(stores, defined, clock.at + 9000))).changedAt, clock.at + 9000);
});

test("a new default makes those without a choice due, and no default too; the same again does nothing", async (t) => {
	const { store, clock, made } = await setUp(t);
	const profile = await made("Sales");
	const chosen = await made("Chosen");
	await store.write(async (stores) => {
		await stores.adeDevices.chooseProfile("one", ["C3"], chosen.id, clock.at);
		await stores.adeDevices.settle("one", ["C3"]);
	});
	const due = async () =>
		(await store.read.adeDevices.dueForAssignment("one", clock.at, { after: "", limit: 10 })).map(({ serial }) => serial);
	const setDefault = async (to: AdeProfile | null) => {
		const present = await store.read.adeTokens.byId("one");
		assert.ok(present);
		return store.write((stores) => setDefaultProfile(stores, present, to, clock.at));
	};
	assert.deepEqual(await due(), []);
	assert.deepEqual(await setDefault(profile), { changed: true, devices: 2 });
	assert.deepEqual(await due(), ["A1", "B2"]);
	assert.deepEqual(await setDefault(profile), { changed: false, devices: 0 });
	await store.write((stores) => stores.adeDevices.settle("one", ["A1", "B2"]));
	assert.deepEqual(await setDefault(null), { changed: true, devices: 0 });
	assert.deepEqual(await due(), [], "nothing is due where nothing is wanted");
	assert.equal((await store.read.adeTokens.byId("one"))?.defaultProfileId, null);
	assert.deepEqual(await setDefault(profile), { changed: true, devices: 2 });
	assert.deepEqual(await due(), ["A1", "B2"]);
});

test("a profile that is the default, or that a device wants, is not deleted", async (t) => {
	const { store, clock, made } = await setUp(t);
	const profile = await made("Sales");
	const remove = () => store.write((stores) => deleteProfile(stores, profile, clock.at));
	const inUse = (devices: number, isDefault: boolean) => ({
		ok: false,
		problem: { kind: "ade-profile-in-use", profile: "Sales", devices, isDefault },
	});
	await store.write(async (stores) => {
		await stores.adeDevices.chooseProfile("one", ["A1", "B2"], profile.id, clock.at);
		await setDefaultProfile(stores, { id: "one", defaultProfileId: null }, profile, clock.at);
	});
	assert.deepEqual(await remove(), inUse(2, true));
	await store.write((stores) => stores.adeDevices.chooseProfile("one", ["A1", "B2"], null, clock.at));
	assert.deepEqual(await remove(), inUse(0, true));
	await store.write((stores) => setDefaultProfile(stores, { id: "one", defaultProfileId: profile.id }, null, clock.at));
	assert.equal((await remove()).ok, true);
	assert.equal(await store.read.adeProfiles.byId(profile.id), undefined);
});

test("a profile is found by name and by id within its token only, and who looks for another is told which there are", async (t) => {
	const { store, made } = await setUp(t);
	const profile = await made("Sales");
	for (const wanted of ["sales", profile.id]) {
		const found = await findProfile(store.read, { id: "one" }, wanted);
		assert.ok(found.ok);
		assert.deepEqual(found.profile, profile);
		assert.equal((await findProfile(store.read, { id: "two" }, wanted)).ok, false);
	}
	assert.deepEqual(await findProfile(store.read, { id: "one" }, "Nobody"), {
		ok: false,
		problem: { kind: "ade-profile-unknown", profile: "Nobody", known: ["Sales"] },
	});
});

test("there are 1000 profiles of a token at most", async (t) => {
	const { store, create, made } = await setUp(t);
	const first = await made("0");
	await store.write(async (stores) => {
		for (let n = 1; n < profileLimit; n++) await stores.adeProfiles.insert({ ...first, id: `p${n}`, name: String(n) });
	});
	assert.deepEqual(await create("One more"), { ok: false, problem: { kind: "ade-profiles-too-many", limit: 1000 } });
	await made("Elsewhere", {}, "two");
});
