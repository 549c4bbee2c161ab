import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { AppleError } from "../../simulator/ade/refusal.ts";
import { changeProfile, deleteProfile, setDefaultProfile, touchProfile } from "../../src/ade/profiles.ts";
import { explainDevice } from "../../src/diagnosis/explain-device.ts";
import { explainIncident } from "../../src/diagnosis/explain-incident.ts";
import { tokenBanner } from "../../src/diagnosis/token-banner.ts";
import { judgeDevice } from "../../src/enrollment/ade-device-health.ts";
import { findingsOfToken, judgeToken } from "../../src/enrollment/ade-health.ts";
import { incidentsByToken } from "../../src/enrollment/incidents-by-token.ts";
import type { Attempt, Step } from "../../src/evidence/attempt.ts";
import { languages } from "../../src/texts/texts.ts";
import { countingIds } from "../temporary-store.ts";
import { day, hour, minute, openRounds, publicUrl } from "./round-fixture.ts";

/** A token in order: its devices are fetched, its default profile is defined and assigned, and nothing is open. */
async function inOrder(t: TestContext) {
	const at = await openRounds(t);
	const serials = at.server.addDevices({ count: 5, seed: "H" });
	const profile = await at.addProfile("Office", true);
	await at.round();
	const newId = countingIds("incident");
	const judge = () => judgeToken(at.store, at.tokenId, { now: at.clock.now(), newId });
	const open = async () => (await at.store.read.incidents.list({ open: true, limit: 50 })).map(({ code }) => code).sort();
	assert.deepEqual(await judge(), { opened: [], closed: [] });
	const stored = async () => (await at.store.read.adeProfiles.byId(profile.id)) ?? assert.fail("the profile is gone");
	return { ...at, serials, profile, stored, judge, open };
}

type Fixture = Awaited<ReturnType<typeof inOrder>>;

/** Which failure is the first of the token's, or of the profile's. */
async function firstFailure(at: Fixture): Promise<string | undefined> {
	const judged = (await findingsOfToken(at.store.read, at.tokenId, at.clock.now())) ?? assert.fail("no such token");
	return judged.flatMap(({ findings }) => findings).find(({ outcome }) => outcome === "fail")?.check;
}

const changed = async (at: Fixture, settings: object) => {
	const profile = await at.stored();
	const made = await at.store.write((stores) => changeProfile(stores, profile, { settings }, { publicUrl, now: at.clock.now() }));
	assert.ok(made.ok, JSON.stringify(made));
};
const touched = async (at: Fixture) => {
	const profile = await at.stored();
	await at.store.write((stores) => touchProfile(stores, profile, at.clock.now()));
};
interface Trouble {
	readonly wrong: (at: Fixture) => Promise<unknown>;
	readonly mended: (at: Fixture) => Promise<unknown>;
	/** Nothing is asked of Apple meanwhile. */
	readonly withoutRound?: true;
	/** The round itself had written it down already, and has mended it. */
	readonly heals?: true;
}

const says = (error: AppleError, path?: string) => ({ kind: "error", error, ...(path === undefined ? {} : { path }) }) as const;
const refusedBy = (error: AppleError): Trouble => ({
	wrong: async (at) => at.apple.misbehave(says(error)),
	mended: async (at) => at.apple.behave(),
});
const profileRefusedBy = (error: AppleError): Trouble => ({
	wrong: async (at) => {
		await touched(at);
		at.apple.misbehave(says(error, "/profile"));
	},
	mended: async (at) => {
		at.apple.behave();
		await touched(at);
	},
});

const troubles: Readonly<Record<string, Trouble>> = {
	"ade-token-invalid": refusedBy("UNAUTHORIZED"),
	"ade-access-denied": refusedBy("ACCESS_DENIED"),
	"ade-terms-not-accepted": { wrong: async (at) => at.server.newTerms(), mended: async (at) => at.server.acceptTerms() },
	"ade-request-refused": refusedBy("MALFORMED_REQUEST_BODY"),
	"ade-server-error": {
		wrong: async (at) => at.apple.misbehave({ kind: "answer", status: 500 }),
		mended: async (at) => at.apple.behave(),
	},
	"server-clock-wrong": {
		wrong: async (at) => {
			at.apple.misbehave({ kind: "clock", offset: 10 * minute });
			at.server.endSessions();
		},
		mended: async (at) => at.apple.behave(),
	},
	"ade-cursor-invalid": { ...refusedBy("INVALID_CURSOR"), heals: true },
	"ade-cursor-required": { ...refusedBy("CURSOR_REQUIRED"), heals: true },
	"ade-profile-name-invalid": profileRefusedBy("CONFIG_NAME_INVALID"),
	"ade-support-phone-invalid": profileRefusedBy("SUPPORT_PHONE_INVALID"),
	"ade-department-invalid": profileRefusedBy("DEPARTMENT_INVALID"),
	"ade-profile-refused": profileRefusedBy("SUPPORT_EMAIL_INVALID"),
	"ade-assignment-failed": {
		wrong: async (at) => {
			await touched(at);
			at.apple.misbehave({ kind: "results", results: { [at.serials[0] ?? ""]: "NOT_ACCESSIBLE" } });
		},
		mended: async (at) => {
			at.apple.behave();
			await touched(at);
		},
	},
	"ade-no-default-profile": {
		wrong: async (at) => {
			const token = await at.token();
			await at.store.write((stores) => setDefaultProfile(stores, token, null, at.clock.now()));
		},
		mended: async (at) => {
			const [token, profile] = [await at.token(), await at.stored()];
			await at.store.write((stores) => setDefaultProfile(stores, token, profile, at.clock.now()));
		},
	},
	"ade-sync-stale": { wrong: async (at) => at.pass(3 * day), mended: async () => {}, withoutRound: true },
	"ade-token-expiring": {
		wrong: (at) => at.store.write((stores) => stores.adeTokens.update(at.tokenId, { expiresAt: at.clock.now() + 2 * day })),
		mended: (at) => at.store.write((stores) => stores.adeTokens.update(at.tokenId, { expiresAt: at.clock.now() + 300 * day })),
	},
	"ade-token-expired": {
		wrong: (at) => at.store.write((stores) => stores.adeTokens.update(at.tokenId, { expiresAt: at.clock.now() })),
		mended: (at) => at.store.write((stores) => stores.adeTokens.update(at.tokenId, { expiresAt: at.clock.now() + 300 * day })),
	},
	"ade-profile-older-than-token": {
		wrong: (at) => at.store.write((stores) => stores.adeTokens.update(at.tokenId, { uploadedAt: at.clock.now() })),
		mended: async () => {},
		withoutRound: true,
	},
};

for (const [code, { wrong, mended, withoutRound, heals }] of Object.entries(troubles)) {
	test(`${code} is found first, explained in both languages, and closes by itself when it is mended`, async (t) => {
		const at = await inOrder(t);
		at.pass(5 * minute);
		await wrong(at);
		if (withoutRound !== true) await at.round({ reason: "asked" });
		assert.equal(await firstFailure(at), code);
		const { opened } = await at.judge();
		assert.equal(
			opened.some((one) => one.code === code),
			heals !== true,
		);
		assert.deepEqual((await at.judge()).opened, [], "an incident is opened once");
		const incident = (await at.store.read.incidents.list({ code, limit: 5 }))[0] ?? assert.fail("no incident");
		for (const language of languages) {
			const explained = explainIncident(incident, language, "Asia/Tokyo");
			assert.doesNotMatch(JSON.stringify(explained), /\{[a-zA-Z]+\}|undefined|\[object|written by another|別のバージョンの記録/);
			assert.ok(explained.open && explained.fixes.length > 0 && explained.who.length > 0);
			assert.match(explained.about, /Tokyo|Office/);
		}
		at.pass(2 * hour);
		await mended(at);
		await at.round({ reason: "asked" });
		const { closed } = await at.judge();
		assert.equal(
			closed.some((one) => one.code === code),
			heals !== true,
		);
		assert.deepEqual(await at.open(), []);
		const over = (await at.store.read.incidents.list({ code, limit: 5 }))[0] ?? assert.fail("no incident");
		assert.deepEqual([over.closedBy, over.closedAt], [heals === true ? "healed" : "mended", at.clock.now()]);
		assert.deepEqual(explainIncident(over, "ja").fixes, []);
	});
}

test("a silent Apple closes nothing that it could not have mended", async (t) => {
	const at = await inOrder(t);
	at.pass(minute);
	at.server.newTerms();
	await at.round();
	await at.judge();
	assert.deepEqual(await at.open(), ["ade-terms-not-accepted"]);
	at.apple.misbehave({ kind: "drop", when: "before" });
	at.pass(hour);
	await at.round();
	await at.judge();
	assert.deepEqual(await at.open(), ["ade-server-error", "ade-terms-not-accepted"]);
	at.pass(hour);
	await at.round();
	await at.judge();
	assert.deepEqual(await at.open(), ["ade-server-error", "ade-terms-not-accepted", "apple-hosts-unreachable"]);
	at.apple.behave();
	at.server.acceptTerms();
	at.pass(2 * hour);
	await at.round({ reason: "asked" });
	await at.judge();
	assert.deepEqual(await at.open(), []);
});

test("what is gone has no incidents: a profile that was deleted, and a token after its last profile", async (t) => {
	const at = await inOrder(t);
	at.pass(minute);
	const other = await at.addProfile("Kiosk");
	await at.store.write((stores) => stores.adeDevices.chooseProfile(at.tokenId, at.serials.slice(0, 1), other.id, at.clock.now()));
	at.server.newTerms();
	await at.round();
	await at.judge();
	assert.deepEqual(await at.open(), ["ade-profile-older-than-token", "ade-terms-not-accepted"]);
	await at.store.write((stores) => stores.adeDevices.chooseProfile(at.tokenId, at.serials.slice(0, 1), null, at.clock.now()));
	await at.store.write(async (stores) => {
		const deleted = await deleteProfile(stores, other, at.clock.now());
		assert.ok(deleted.ok, JSON.stringify(deleted));
	});
	assert.deepEqual(await at.open(), ["ade-terms-not-accepted"]);
	await touched(at);
	await at.judge();
	assert.equal((await at.open()).length, 2);
	await at.store.write(async (stores) => {
		await stores.adeTokens.update(at.tokenId, { defaultProfileId: null });
		assert.ok((await deleteProfile(stores, at.profile, at.clock.now())).ok);
		await stores.adeTokens.delete(at.tokenId);
	});
	await at.judge();
	assert.deepEqual(await at.open(), []);
});

test("the banner traces each symptom to its token, and says nothing while all is well or only a warning is open", async (t) => {
	const at = await inOrder(t);
	const banner = async (language: "en" | "ja") => tokenBanner(await incidentsByToken(at.store.read), language, "Asia/Tokyo");
	assert.equal(await banner("en"), null);
	at.pass(minute);
	await at.store.write((stores) => stores.adeTokens.update(at.tokenId, { expiresAt: at.clock.now() + 2 * day }));
	await at.judge();
	assert.equal((await at.open()).length, 1);
	assert.equal(await banner("en"), null, "a token that ends in two days still works");
	at.server.newTerms();
	await at.round();
	await at.judge();
	const told = (await banner("en")) ?? assert.fail("no banner");
	assert.match(told.title, /1 of 1/);
	assert.deepEqual(
		told.symptoms.map(({ symptom }) => symptom),
		["not-syncing", "not-assigning", "not-completing"],
	);
	for (const { causes } of told.symptoms) assert.match(causes.join(), /Tokyo.*terms/);
	const { title, lead, symptoms } = (await banner("ja")) ?? assert.fail("no banner");
	const text = [title, lead, ...symptoms.flatMap((symptom) => [symptom.title, ...symptom.causes])].join("\n");
	assert.match(text, /Tokyo.*使用条件/);
	assert.doesNotMatch(text, /[{}]|undefined/);
});

/** A try as the door records it. */
function attemptOf(serial: string, now: number, change: Partial<Attempt> = {}): Attempt {
	return {
		id: `a-${serial}`,
		reference: "K7-4QPM",
		journey: "ade-sign-in",
		state: "open",
		code: null,
		userId: null,
		upn: null,
		device: { udid: "U", serial, product: "iPhone15,2", osVersion: "18.4" },
		deviceId: null,
		decision: null,
		awaits: null,
		awaitsSince: null,
		startedAt: now,
		updatedAt: now,
		...change,
	};
}

async function record(at: Fixture, attempt: Attempt, ...steps: readonly Step[]) {
	await at.store.write(async (stores) => {
		assert.ok(await stores.attempts.insert(attempt));
		for (const step of steps) await stores.attempts.addStep(attempt.id, step);
		await stores.adeDevices.contacted(at.tokenId, attempt.device.serial ?? "", attempt.startedAt);
	});
}

const described = (at: number): Step => ({ name: "device-described", at, evidence: {} });

async function diagnosed(at: Fixture, serial: string) {
	const judged = await judgeDevice(at.store.read, serial, at.clock.now());
	for (const language of languages)
		assert.doesNotMatch(JSON.stringify(explainDevice(judged, language)), /\{[a-zA-Z]+\}|undefined|\[object/);
	return explainDevice(judged, "en", "Asia/Tokyo");
}

test("a device that did not start: from Apple's profile that nobody fetched to the phone that stopped on its way here", async (t) => {
	const at = await inOrder(t);
	const [serial = "", other = ""] = at.serials;
	const early = await diagnosed(at, serial);
	assert.equal(early.code, "ade-not-started");
	assert.deepEqual(
		early.fixes.flatMap(({ command }) => command ?? []),
		[`genkan ade doctor ${serial} --mend`],
		"one command; what a person must do stands beside it",
	);
	assert.equal(early.likely.length, 1);

	at.pass(minute);
	assert.equal(at.apple.activation(serial).outcome, "profile");
	await at.round();
	assert.equal((await diagnosed(at, serial)).code, null, "it may be on its way");
	at.pass(16 * minute);
	const alone = await diagnosed(at, serial);
	assert.deepEqual([alone.code, alone.findings[0]?.code], ["ade-stopped-at-apple", "ade-stopped-at-apple"]);
	assert.match(alone.findings[0]?.saw ?? "", /nor did any other/);
	await record(at, attemptOf(other, at.clock.now(), { reference: "AB-CDEF" }), described(at.clock.now()));
	assert.match((await diagnosed(at, serial)).findings[0]?.saw ?? "", /the address and the certificate are right/);

	await record(at, attemptOf(serial, at.clock.now()), described(at.clock.now()));
	assert.equal((await diagnosed(at, serial)).code, null, "it came");
	at.pass(11 * minute);
	assert.equal((await diagnosed(at, serial)).code, "ade-stuck-at-sign-in");
	await at.store.write((stores) => stores.attempts.addStep(`a-${serial}`, { name: "signed-in", at: at.clock.now(), evidence: {} }));
	assert.equal((await diagnosed(at, serial)).code, null);
});

test("a device of a token in trouble is explained by the token first, and one that is not ours by that", async (t) => {
	const at = await inOrder(t);
	const [serial = ""] = at.serials;
	at.pass(minute);
	at.server.newTerms();
	await at.round();
	assert.equal((await diagnosed(at, serial)).code, "ade-terms-not-accepted");
	assert.equal((await diagnosed(at, "NOBODYS")).code, "ade-device-not-assigned");
	at.server.acceptTerms();
	at.server.unassign([serial]);
	at.pass(minute);
	await at.round();
	const removed = await diagnosed(at, serial);
	assert.equal(removed.code, "ade-device-not-assigned");
	assert.ok(removed.fixes.some(({ command }) => command === "genkan ade sync Tokyo"));
});

test("a phone that was refused says so with its reference, until its rule holds", async (t) => {
	const at = await inOrder(t);
	const [serial = "", second = ""] = at.serials;
	at.pass(minute);
	const now = at.clock.now();
	await record(at, attemptOf(serial, now, { state: "refused", code: "platform-blocked" }), described(now));
	const blocked = await diagnosed(at, serial);
	assert.deepEqual([blocked.code, blocked.fixes[0]?.command], ["platform-blocked", "genkan explain K7-4QPM"]);
	assert.match(blocked.refused ?? "", /K7-4QPM/);

	await changed(at, { signIn: "legacy", awaitConfiguration: false });
	await at.store.write((stores) =>
		stores.users.upsert({
			id: "u1",
			upn: "hanako@example.jp",
			displayName: "H",
			passwordHash: null,
			totp: new Uint8Array([1]),
			enabled: true,
			enrollmentManager: false,
			createdAt: 1,
			updatedAt: 1,
		}),
	);
	await at.round();
	const refused = { reference: "AB-CDEF", state: "refused", code: "mfa-not-possible-here", upn: "hanako@example.jp" } as const;
	await record(at, attemptOf(second, now, refused), described(now));
	const stuck = await diagnosed(at, second);
	assert.equal(stuck.code, "mfa-not-possible-here");
	assert.ok(stuck.fixes.some(({ command }) => command === "genkan ade profiles change Office --token Tokyo --sign-in web"));
	at.pass(minute);
	await changed(at, { signIn: "web" });
	await at.round();
	assert.equal((await diagnosed(at, second)).code, null, "one command mended it: the phone may try again");
});
