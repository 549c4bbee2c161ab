import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Answered, createLine, type Line } from "../../simulator/line.ts";
import type { AdeDoorContext } from "../../src/enrollment/ade-door.ts";
import { callerOf, judgeAde } from "../../src/enrollment/ade-judge.ts";
import { parseSignedData } from "../../src/protocol/cms/signed-data.ts";
import { buildCheckIn } from "../../src/protocol/mdm/build-check-in.ts";
import { type InstalledEnrollmentProfile, parseEnrollmentProfile } from "../../src/protocol/mdm/read-enrollment-profile.ts";
import { pauseEnrollment, resumeEnrollment } from "../../src/tenant/maintenance.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";
import { rows } from "./enrolled-device.ts";
import { password } from "./harness.ts";
import { type DeviceIdentity, putSigned } from "./mdm-by-hand.ts";
import { outcomeOf, postOperation, rsaKeys, scepRequest } from "./scep-request.ts";

/** People who hold a phone of the organisation, or none at all, and want more than they may have. */
let ade: AdeHouse;
let line: Line;

before(async () => {
	ade = await openAdeHouse({ settings: { GENKAN_PLAIN_PORT: "0" } });
	line = createLine({ roots: [ade.house.root], timeoutMs: 60_000 });
	await ade.addProfile("web", { signIn: "web" });
	await ade.addProfile("kiosk", { signIn: "none" });
	await ade.house.addUser("mallory@contoso.example");
	await ade.house.addUser("victim@contoso.example");
});
after(async () => {
	line.close();
	await ade[Symbol.asyncDispose]();
});

async function ask(
	method: "GET" | "POST",
	path: string,
	headers: Readonly<Record<string, string>> = {},
	body?: Uint8Array,
): Promise<Answered> {
	const sent = body === undefined ? {} : { body: Buffer.from(body) };
	const answer = await line.exchange(new URL(path, ade.house.url), { method, headers, ...sent });
	assert.ok(answer.ok, JSON.stringify(answer));
	return answer;
}

const open = (cms: Uint8Array | null) =>
	ask("GET", "/ade/sign-in/web", cms === null ? {} : { "x-apple-aspen-deviceinfo": Buffer.from(cms).toString("base64") });
const form = (at: string, page: string, fields: Readonly<Record<string, string>> = {}) =>
	ask(
		"POST",
		at.replace("?", `/${page}?`),
		{ "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" },
		Buffer.from(new URLSearchParams(fields).toString()),
	);
const locationOf = (answer: Answered) => answer.headers.location ?? assert.fail(`no redirect: ${answer.status}`);
const profileIn = ({ body }: Answered) => parseEnrollmentProfile(parseSignedData(body).content ?? assert.fail("not signed"));
let made = 0;

async function device() {
	const number = String(++made).padStart(4, "0");
	const one = { serial: `F2LXH${number}A`, udid: `00008110-0000000000${number}07` };
	await ade.assign(one.serial, "web");
	return one;
}

async function identityOf({ scep }: InstalledEnrollmentProfile): Promise<DeviceIdentity | string> {
	const request = await scepRequest(ade.house, { challenge: scep.challenge ?? "", keys: await rsaKeys() });
	const address = `http://127.0.0.1:${ade.house.service.plainPort}${new URL(scep.url).pathname}`;
	const issued = await outcomeOf(ade.house, await postOperation(address, request.bytes), request);
	return typeof issued === "string" ? issued : { certificate: issued, key: request.keys.privateKey };
}

/** Signs in with one's own name up to the profile; then gives the visit, signed out, to another person. */
async function fetchedAndPassedOn() {
	const one = await device();
	const start = locationOf(await open(ade.describe(one)));
	const own = locationOf(await form(start, "sign-in", { upn: "mallory@contoso.example", password }));
	const profile = profileIn(await ask("GET", own));
	const visit = own.replace("/profile?", "?");
	return { one, profile, passOn: () => form(visit, "again") };
}

test("a phone that has its identity never becomes another person's, who is sent the address of its visit", async () => {
	const { one, profile, passOn } = await fetchedAndPassedOn();
	const identity = await identityOf(profile);
	assert.ok(typeof identity !== "string");
	const passed = await passOn();
	if (passed.status === 303) await form(locationOf(passed), "sign-in", { upn: "victim@contoso.example", password });
	const { topic, checkInUrl } = profile.mdm;
	const about = { productName: "iPhone14,5", osVersion: "18.1", serialNumber: one.serial };
	const message = buildCheckIn({ messageType: "Authenticate", enrollment: { udid: one.udid }, topic, ...about });
	await putSigned(ade.house, new URL(checkInUrl).pathname, message, identity);
	const managed = await ade.house.domain.store.read.devices.bySerial(one.serial);
	const victim = await ade.house.domain.store.read.users.byUpn("victim@contoso.example");
	assert.notEqual(managed?.userId, victim?.id);
	assert.equal(passed.status, 410);
});

test("a profile that was fetched is void as soon as somebody else signs in on the same visit", async () => {
	const { profile, passOn } = await fetchedAndPassedOn();
	const next = locationOf(await passOn());
	await form(next, "sign-in", { upn: "victim@contoso.example", password });
	assert.equal(await identityOf(profile), "badRequest");
});

test("strangers without a description fill no record, also while nobody could enroll", async () => {
	const { store, clock } = ade.house.domain;
	const count = () => (rows(ade.house, "attempts")["attempts"] as readonly unknown[]).length;
	const before = count();
	await open(null);
	await store.write((stores) => pauseEnrollment(stores, { until: null, now: clock.now() }));
	for (let round = 0; round < 10; round++) await open(Buffer.from("<plist/>"));
	await store.write((stores) => resumeEnrollment(stores, { now: clock.now() }));
	await open(null);
	assert.equal(count(), before + 1);
});

test("whoever asks for profiles that there are not writes ten lines a minute, and others' lines stay", async () => {
	const written = () => (rows(ade.house, "faults")["faults"] as readonly unknown[]).length;
	const before = written();
	for (let round = 0; round < 25; round++) assert.equal((await ask("POST", `/ade/profile/none-${round}`)).status, 404);
	assert.equal(written() - before, 10);
	assert.equal((await ask("GET", "/ade/sign-in/none")).status, 404);
	ade.house.clock.move(61_000);
	await ask("POST", "/ade/profile/none");
	assert.equal(written() - before, 12);
});

test("until the password was right, as much is looked up of a name that exists as of one that does not: time would tell", async () => {
	const one = await device();
	await open(ade.describe(one));
	const { domain } = ade.house;
	const { store, clock, randomness, sealer, config } = domain;
	const options = { visitLifetime: 1, challengeLifetime: 1, admitMacs: false, providerIssuer: null, publicUrl: config.publicUrl };
	const verify = () => ({ ok: false, state: "malformed", detail: "" }) as const;
	const context: AdeDoorContext = { work: store, clock, randomness, sealer, profiles: await domain.profiles(), verify, options };
	const [attempt] = await store.read.attempts.list({ serial: one.serial, limit: 1 });
	const caller = attempt && (await callerOf(store.read, attempt));
	assert.ok(attempt && caller);
	const lookedUp = async (upn: string) => {
		const signIn = { result: "wrong-password", upn, failures: 1, retryAt: null } as const;
		return Object.keys((await judgeAde(context, "ade-sign-in", caller, attempt, { upn, signIn })).facts);
	};
	assert.deepEqual(await lookedUp("victim@contoso.example"), await lookedUp("nobody@contoso.example"));
});

test("a phone whose clock was years ahead once is not locked out until then, and what was signed before that is still too old", async () => {
	const one = await device();
	const earlier = ade.describe(one);
	const ahead = 20 * 365 * 86_400_000;
	ade.house.clock.move(ahead);
	const fromAfar = ade.describe(one);
	ade.house.clock.move(60_000 - ahead);
	locationOf(await open(fromAfar));
	ade.house.clock.move(60_000);
	assert.match((await open(earlier)).body.toString(), /machine-info-not-genuine/);
	locationOf(await open(ade.describe(one)));
});

test("a description that is not believed changes nothing of the phone that it speaks of", async () => {
	const one = await device();
	const start = locationOf(await open(ade.describe(one)));
	const stranger = ade.describe({ ...one, udid: "00008110-00000000DEADBEEF" });
	const header = { "x-apple-aspen-deviceinfo": Buffer.from(stranger).toString("base64") };
	assert.match((await ask("GET", "/ade/sign-in/web?serial=ANOTHER", header)).body.toString(), /machine-info-not-genuine/);
	const [attempt] = await ade.house.domain.store.read.attempts.list({ serial: one.serial, limit: 1 });
	assert.equal(attempt?.device.udid, one.udid);
	assert.equal((await form(start, "sign-in", { upn: "mallory@contoso.example", password })).status, 303);
});

test("a description that is sent again and again costs the hundredth time what it cost the first", async () => {
	const one = await device();
	const { attempts } = ade.house.domain.store.read;
	const described = ade.describe(one);
	for (let round = 0; round < 10; round++) await open(described);
	const visits = (rows(ade.house, "adeVisits")["adeVisits"] as readonly { readonly serial: string }[]).filter(
		({ serial }) => serial === one.serial,
	);
	assert.equal(visits.length, 1);

	const kiosk = { serial: "F2LXHK001A", udid: "00008110-0000000000K00107" };
	await ade.assign(kiosk.serial, "kiosk");
	const sent = Buffer.from(ade.describe(kiosk));
	const given = async () => {
		const answer = await line.exchange(new URL("/ade/profile/kiosk", ade.house.url), { method: "POST", body: sent });
		assert.ok(answer.ok && answer.status === 200);
		return profileIn(answer);
	};
	const grown = async () => {
		const [attempt, ...others] = await attempts.list({ serial: kiosk.serial, limit: 10 });
		assert.ok(attempt && others.length === 0);
		const challenges = rows(ade.house, "challenges")["challenges"] as readonly { readonly attemptId: string }[];
		const steps = (await attempts.steps(attempt.id)).filter(({ name }) => name === "profile-downloaded");
		return [steps.length, challenges.filter(({ attemptId }) => attemptId === attempt.id).length];
	};
	for (let round = 0; round < 20; round++) await given();
	assert.deepEqual(await grown(), [1, 1]);
	for (let round = 0; round < 20; round++) {
		ade.house.clock.move(61_000);
		await given();
	}
	assert.deepEqual(await grown(), [10, 10]);
	ade.house.clock.move(3_600_000);
	const before = await given();
	const now = await given();
	assert.equal(typeof (await identityOf(before)), "string");
	assert.notEqual(typeof (await identityOf(now)), "string");
});
