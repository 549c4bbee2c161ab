import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createDeviceIssuer } from "../../simulator/device-issuer.ts";
import { type Answered, createLine, type Line } from "../../simulator/line.ts";
import { readPage } from "../../simulator/page.ts";
import { retireDevice } from "../../src/devices/actions.ts";
import { enrollmentProfileIdentifier } from "../../src/enrollment/profile-maker.ts";
import { type AdeHouse, openAdeHouse } from "./ade-house.ts";
import { rows } from "./enrolled-device.ts";
import { password } from "./harness.ts";

/** What strangers, forgers and lost phones send to the addresses of enrollment profiles. */
let ade: AdeHouse;
let line: Line;

before(async () => {
	ade = await openAdeHouse();
	line = createLine({ roots: [ade.house.root], timeoutMs: 60_000 });
	await ade.addToken("branch");
	await ade.addProfile("web", { signIn: "web" });
	await ade.addProfile("kiosk", { signIn: "none" });
	await ade.addProfile("branch-kiosk", { signIn: "none" }, "branch");
	await ade.house.addUser(upn);
});
after(async () => {
	line.close();
	await ade[Symbol.asyncDispose]();
});

const upn = "hana@contoso.example";
let made = 0;

function phoneOf() {
	const number = String(++made).padStart(4, "0");
	return { serial: `F2LXB${number}A`, udid: `00008110-0000000000${number}01` };
}

async function ask(
	method: "GET" | "POST",
	path: string,
	headers: Readonly<Record<string, string>> = {},
	body?: Uint8Array,
): Promise<Answered> {
	const sent = body === undefined ? {} : { body: Buffer.from(body) };
	const answer = await line.exchange(new URL(path, ade.house.url), { method, headers, ...sent });
	assert.ok(answer.ok, JSON.stringify(answer));
	assert.equal(answer.headers["set-cookie"], undefined, "no cookie anywhere");
	return answer;
}

const post = (path: string, cms: Uint8Array) => ask("POST", path, { "Content-Type": "application/pkcs7-signature" }, cms);
const open = (path: string, cms: Uint8Array | null) =>
	ask("GET", path, cms === null ? {} : { "x-apple-aspen-deviceinfo": Buffer.from(cms).toString("base64") });
const form = (path: string, fields: Readonly<Record<string, string>>) =>
	ask(
		"POST",
		path,
		{ "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin" },
		Buffer.from(new URLSearchParams(fields).toString()),
	);
const documentOf = (answer: Answered) => JSON.parse(answer.body.toString()) as { readonly code: string; readonly message: string };
const pageOf = (answer: Answered) => readPage(ade.house.url, answer.status, answer.body.toString());
const locationOf = (answer: Answered) => answer.headers.location ?? assert.fail(`no redirect: ${answer.status}`);
const referenceIn = (text: string) => /[0-9A-Z]{2}-[0-9A-Z]{4}/.exec(text)?.[0] ?? "";

/** What the refused try saw, by the reference that the answer shows. */
async function sawIn(text: string) {
	const attempt = await ade.house.attempt(referenceIn(text));
	return {
		attempt,
		saw: attempt.decision?.findings.find(({ check }) => check === attempt.code)?.saw as { readonly kind: string; readonly detail?: string },
	};
}

test("a description that is missing, cut short, changed, or signed by a self-made Apple opens neither face", async () => {
	const device = phoneOf();
	await ade.assign(device.serial, "kiosk");
	const good = ade.describe(device);
	const forged = ade.describe(device, createDeviceIssuer({ now: Date.now(), name: "apple" }));
	const otherStandIn = ade.describe(device, createDeviceIssuer({ now: Date.now() }));
	const changed = Uint8Array.from(good);
	const at = Buffer.from(changed).indexOf("iPhone14,5");
	changed[at] = 0x49;
	changed[at + 1] = 0x50;
	const bad: readonly (readonly [Uint8Array, string])[] = [
		[new Uint8Array(0), "machine-info-missing"],
		[good.subarray(0, good.length - 100), "machine-info-malformed"],
		[Buffer.from("<plist/>"), "machine-info-malformed"],
		[changed, "machine-info-signature-wrong"],
		[forged, "machine-info-not-apple"],
		[otherStandIn, "machine-info-not-apple"],
	];
	for (const [cms, kind] of bad) {
		const answer = await post("/ade/profile/kiosk", cms);
		assert.deepEqual([answer.status, answer.headers["content-type"]], [403, "application/json"], kind);
		const { code, message } = documentOf(answer);
		assert.equal(code, "org.genkan.machine-info-not-genuine");
		const { attempt, saw } = await sawIn(message);
		assert.deepEqual(
			[attempt.journey, attempt.code, attempt.device.serial, saw.kind],
			["ade-userless", "machine-info-not-genuine", null, kind],
		);

		const page = pageOf(await open("/ade/sign-in/web", cms.length === 0 ? null : cms));
		assert.deepEqual([page.kind, page.code], ["refused", "machine-info-not-genuine"], kind);
		assert.equal((await sawIn(page.reference ?? "")).saw.kind, kind);
		assert.equal(page.form("again"), undefined, "there is no visit to begin again with");
	}
	assert.equal((await ade.house.domain.store.read.adeDevices.bySerial(device.serial))[0]?.contactedAt, null);
	const tries = await ade.house.domain.store.read.attempts.list({ code: "machine-info-not-genuine", limit: 100 });
	assert.equal(tries.length, 2, "strangers fill no record: one try for each face within the hour");
});

test("a serial number in the address that is not the phone's own", async () => {
	const device = phoneOf();
	await ade.assign(device.serial, "kiosk");
	const refused = documentOf(await post("/ade/profile/kiosk?serial=F2LOTHER0001", ade.describe(device)));
	assert.equal((await sawIn(refused.message)).saw.kind, "machine-info-another-serial");
	assert.equal((await post(`/ade/profile/kiosk?serialNumber=${device.serial.toLowerCase()}`, ade.describe(device))).status, 200);
});

test("a phone that no token has, one of another token, one that Apple took away, and one that asks the address of a profile without sign-in", async () => {
	const kindOf = async (path: string, cms: Uint8Array) => {
		const answer = await post(path, cms);
		assert.equal(answer.status, 403);
		const { attempt, saw } = await sawIn(documentOf(answer).message);
		assert.equal(attempt.code, "ade-device-not-assigned");
		return saw.kind;
	};
	assert.equal(await kindOf("/ade/profile/kiosk", ade.describe(phoneOf())), "ade-device-of-no-token");
	const branch = phoneOf();
	await ade.assign(branch.serial, "branch-kiosk", "branch");
	assert.equal(await kindOf("/ade/profile/kiosk", ade.describe(branch)), "ade-device-of-another-profile");
	const gone = phoneOf();
	await ade.assign(gone.serial, "kiosk");
	await ade.removeAtApple(gone.serial);
	assert.equal(await kindOf("/ade/profile/kiosk", ade.describe(gone)), "ade-device-removed-at-apple");
	const careful = phoneOf();
	await ade.assign(careful.serial, "web");
	assert.equal(await kindOf("/ade/profile/kiosk", ade.describe(careful)), "ade-device-of-another-profile");
	assert.equal((await post("/ade/profile/nothing", ade.describe(careful))).status, 404);
	assert.equal((await open("/ade/sign-in/nothing", ade.describe(careful))).status, 404);
});

test("the address of a profile with sign-in on pages gives nothing to whoever posts there without a password", async () => {
	const device = phoneOf();
	await ade.assign(device.serial, "web");
	const answer = await post("/ade/profile/web", ade.describe(device));
	assert.deepEqual([answer.status, answer.headers["www-authenticate"]], [401, 'Basic realm="Genkan", charset="UTF-8"']);
});

test("a description that brought a phone into management is worth nothing, nor is an older one; a new one of the erased phone is", async () => {
	const device = phoneOf();
	await ade.assign(device.serial, "kiosk");
	const older = ade.describe(device);
	ade.house.clock.move(60_000);
	const phone = ade.phone("kiosk", device);
	assert.ok((await phone.setUp()).ok);
	const before = await ade.house.domain.store.read.devices.bySerial(device.serial);
	const sent = phone.sent() ?? assert.fail("nothing sent");
	for (const [cms, kind] of [
		[sent, "machine-info-replayed"],
		[older, "machine-info-older"],
	] as const) {
		const answer = await post("/ade/profile/kiosk", cms);
		assert.equal(answer.status, 403, kind);
		const { attempt, saw } = await sawIn(documentOf(answer).message);
		assert.deepEqual([saw.kind, attempt.deviceId], [kind, null]);
	}
	assert.deepEqual(await ade.house.domain.store.read.devices.bySerial(device.serial), before);

	ade.house.clock.move(60_000);
	const again = await phone.setUp();
	assert.ok(again.ok, JSON.stringify(again));
	const after = await ade.house.domain.store.read.devices.bySerial(device.serial);
	assert.deepEqual([after?.id, after?.state], [before?.id, "managed"]);
	assert.notEqual(after?.attemptId, before?.attemptId);

	// An erased phone that says no time may describe itself as before, and never hears that its record was retired.
	const { clock, randomness, sealer, store } = ade.house.domain;
	const latest = phone.sent() ?? assert.fail("nothing sent");
	assert.equal((await post("/ade/profile/kiosk", latest)).status, 403);
	const context = { now: clock.now(), randomness, sealer };
	const retired = await store.write((stores) =>
		retireDevice(stores, after?.id ?? "", context, { profileIdentifier: enrollmentProfileIdentifier }),
	);
	assert.ok(retired.ok);
	assert.equal((await post("/ade/profile/kiosk", latest)).status, 200);
});

test("a phone that begins again before it has enrolled ends its earlier visit, and the profile that it was given there", async () => {
	const device = phoneOf();
	await ade.assign(device.serial, "web");
	const cms = ade.describe(device);
	const first = locationOf(await open("/ade/sign-in/web", cms));
	const signedIn = locationOf(await form(first.replace("?", "/sign-in?"), { upn, password }));
	// Signing in gave the visit a new state: whoever knew the old one is shown nothing.
	assert.equal((await ask("GET", first)).status, 410);
	const profile = await ask("GET", signedIn);
	assert.equal(profile.headers["content-type"], "application/x-apple-aspen-config");
	const [challenge] = await unusedChallenges(device.serial);
	assert.ok(challenge);

	const second = locationOf(await open("/ade/sign-in/web", cms));
	assert.notEqual(second, first);
	assert.equal((await ask("GET", signedIn)).status, 410, "the earlier visit is over");
	assert.equal((await unusedChallenges(device.serial)).length, 0, "and so is what it gave out");
	assert.equal(pageOf(await ask("GET", second)).kind, "sign-in");
});

/** Hashes of challenges that could still be used. */
async function unusedChallenges(serial: string): Promise<readonly string[]> {
	const ids = (await ade.house.domain.store.read.attempts.list({ serial, limit: 10 })).map(({ id }) => id);
	const all = rows(ade.house, "challenges")["challenges"] as readonly {
		hash: string;
		attemptId: string;
		usedAt: number | null;
		expiresAt: number;
	}[];
	const now = ade.house.clock.now();
	return all.filter((one) => ids.includes(one.attemptId) && one.usedAt === null && one.expiresAt > now).map(({ hash }) => hash);
}

test("the profile of one phone is refused in another one's hands, and stays good for its own", async () => {
	const device = phoneOf();
	await ade.assign(device.serial, "kiosk");
	for (const claims of [{ serial: "F2LSTRANGER1" }, { udid: "00008110-00000000DEADBEEF" }]) {
		ade.house.clock.move(60_000);
		const stranger = await ade.phone("kiosk", { ...device, misbehaves: [{ kind: "claims", claims }] }).setUp();
		assert.ok(!stranger.ok && stranger.at === "phone", JSON.stringify(stranger));
		const [attempt] = await ade.house.domain.store.read.attempts.list({ serial: device.serial, limit: 1 });
		assert.deepEqual(
			[attempt?.state, attempt?.code, attempt?.decision?.step, attempt?.device.serial, attempt?.device.udid],
			["refused", "identity-of-another-device", "ade-authenticate", device.serial, device.udid],
		);
		assert.equal(await ade.house.domain.store.read.devices.bySerial(device.serial), undefined);
	}
	ade.house.clock.move(60_000);
	assert.ok((await ade.phone("kiosk", device).setUp()).ok);
});

test("a visit lasts as long as a person needs to register a second factor, and then says that it is over", async () => {
	const device = phoneOf();
	await ade.assign(device.serial, "web");
	const start = locationOf(await open("/ade/sign-in/web", ade.describe(device)));
	ade.house.clock.move(25 * 60_000);
	const next = locationOf(await form(start.replace("?", "/sign-in?"), { upn, password }));
	ade.house.clock.move(25 * 60_000);
	assert.equal((await ask("GET", next)).headers["content-type"], "application/x-apple-aspen-config");

	const late = phoneOf();
	await ade.assign(late.serial, "web");
	const over = locationOf(await open("/ade/sign-in/web", ade.describe(late)));
	ade.house.clock.move(61 * 60_000);
	const page = await ask("GET", over);
	assert.equal(page.status, 410);
	assert.match(page.body.toString(), /data-problem="over"/);
	const [attempt] = await ade.house.domain.store.read.attempts.list({ serial: late.serial, limit: 1 });
	assert.deepEqual([attempt?.code, attempt?.decision?.step], ["sign-in-failed", "ade-sign-in"]);
	assert.equal((await ask("GET", `/ade/visit/${"A".repeat(43)}`)).status, 410);
});

test("the address of a profile takes descriptions only, and none without end", async () => {
	assert.deepEqual(
		[(await ask("GET", "/ade/profile/kiosk")).status, (await ask("GET", "/ade/profile/kiosk")).headers.allow],
		[405, "POST"],
	);
	const answered = await line.exchange(new URL("/ade/profile/kiosk", ade.house.url), { method: "POST", body: Buffer.alloc(200_000) });
	assert.ok(!answered.ok || answered.status === 413);
	assert.equal((await post("/ade/profile/", new Uint8Array(1))).status, 404);
	assert.equal((await post(`/ade/profile/${"%2e%2e%2f".repeat(20)}`, new Uint8Array(1))).status, 404);
});

test("forms of another site are not taken, and no page tells another site its address", async () => {
	const device = phoneOf();
	await ade.assign(device.serial, "web");
	const start = locationOf(await open("/ade/sign-in/web", ade.describe(device)));
	const foreign = await ask(
		"POST",
		start.replace("?", "/sign-in?"),
		{ "Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "cross-site" },
		Buffer.from(new URLSearchParams({ upn, password }).toString()),
	);
	assert.equal(foreign.status, 403);
	const page = await ask("GET", start);
	assert.equal(page.headers["referrer-policy"], "same-origin");
	assert.equal(page.headers["cache-control"], "no-store");
});

test("pages speak the phone's language: what it says of itself, and what the person chooses", async () => {
	const device = phoneOf();
	await ade.assign(device.serial, "web");
	const start = locationOf(await open("/ade/sign-in/web", ade.describe({ ...device, language: "ja" })));
	const page = (await ask("GET", start, { "Accept-Language": "en" })).body.toString();
	assert.match(page, /<html lang="ja">/);
	const toEnglish = /href="(\/ade\/visit\/[^"]+)" lang="en"/.exec(page)?.[1] ?? "";
	const english = (await ask("GET", toEnglish)).body.toString();
	assert.match(english, /<html lang="en">/);
	assert.match(english, /action="\/ade\/visit\/[\w-]{43}\/sign-in\?lang=en"/);
});
