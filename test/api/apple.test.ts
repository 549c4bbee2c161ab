import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { after, before, test } from "node:test";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createHold } from "../../simulator/hold.ts";
import { createPhone } from "../../simulator/phone.ts";
import { pemToDer } from "../../src/protocol/x509/pem.ts";
import { type AppleHouse, openAppleHouse } from "../e2e/failures/apple-house.ts";
import { password } from "../e2e/harness.ts";
import { eventually } from "../eventually.ts";
import { type Answer, type Client, hire, signedIn } from "./console-client.ts";

/** What an administrator does for Apple with the console alone, whole: the service is the real one, Apple is the stand-in. */
let at: AppleHouse;
let boss: Client;

before(async () => {
	at = await openAppleHouse({}, { adeEvery: 30, ready: true });
	boss = await signedIn(at.house, await hire(at.house, "hanako", "administrator"));
});
after(() => at[Symbol.asyncDispose]());

async function get(path: string) {
	const answer = await boss.send("GET", path);
	assert.equal(answer.status, 200, `${path}: ${answer.text}`);
	return answer.json;
}

const post = (path: string, body?: unknown): Promise<Answer> => boss.send("POST", path, body === undefined ? {} : { body });

async function done(path: string, body?: unknown) {
	const answer = await post(path, body);
	assert.equal(answer.status, 200, `${path}: ${answer.text}`);
	return answer.json;
}

/** Asked again and again until it holds. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the API answers; the test says what it should be.
async function until(what: string, path: string, holds: (json: any) => boolean) {
	let json = await get(path);
	await eventually(what, async () => {
		json = await get(path);
		return holds(json);
	});
	return json;
}

function issued(request: string, topicUid: string): string {
	const now = at.house.clock.now();
	const [csrDer] = pemToDer(request, "CERTIFICATE REQUEST");
	assert.ok(csrDer !== undefined);
	return at.house.issuer.issuePushCertificate({ csrDer, topicUid, notBefore: now - 60_000, notAfter: now + 365 * 86_400_000 });
}

test("a push certificate is got and renewed; one of another topic is refused with how many devices it would lose, until that number is named", async () => {
	const first = await get("/push-certificate");
	assert.deepEqual([first.state, first.certificate.appleId, first.history.length], ["well", "mdm@contoso.example", 0]);
	const topic = first.certificate.topic.replace("com.apple.mgmt.External.", "");
	const { data, entries } = await done("/push-certificate/request", {});
	assert.match(data.request, /^-----BEGIN CERTIFICATE REQUEST-----/);
	assert.equal(entries.length, 1);
	assert.equal((await get("/push-certificate")).waiting.length, 1);

	const renewed = issued(data.request, topic);
	const previewed = await done("/push-certificate/upload?preview=true", { certificate: renewed });
	assert.deepEqual([previewed.done, previewed.preview.changes.length], [false, 1]);
	await done("/push-certificate/upload", { certificate: renewed, appleId: "mdm@contoso.example" });
	const second = await get("/push-certificate");
	assert.deepEqual([second.certificate.topic, second.history.length, second.waiting.length], [first.certificate.topic, 1, 0]);
	assert.notEqual(second.certificate.serial, first.certificate.serial);

	await at.house.addUser("taro@contoso.example");
	const { house } = at;
	const [device] = makeFleet("push", 1);
	assert.ok(device !== undefined);
	const phone = createPhone({ ...device, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url });
	const enrolled = await enroll(phone, { upn: "taro@contoso.example", password });
	phone.close();
	assert.ok(enrolled.ok, JSON.stringify(enrolled));
	assert.equal((await get("/push-certificate")).devices, 1);
	const { data: again } = await done("/push-certificate/request", {});
	const other = issued(again.request, "99999999-2222-3333-4444-555555555555");
	for (const body of [{ certificate: other }, { certificate: other, confirmDevicesLost: 7 }]) {
		const { status, json } = await post("/push-certificate/upload", body);
		assert.deepEqual([status, json.code, json.reason.kind, json.reason.devices], [422, "not-done", "push-certificate-topic-changed", 1]);
		assert.equal(json.reason.present, first.certificate.topic);
	}
	assert.equal((await get("/push-certificate")).certificate.serial, second.certificate.serial, "nothing was changed");
	const lost = await done("/push-certificate/upload?preview=true", { certificate: other, confirmDevicesLost: 1 });
	assert.equal(lost.preview.changes[0].devices, 0, "to the new topic nobody listens");
	const { status, json } = await post("/push-certificate/upload", { certificate: "no certificate" });
	assert.deepEqual([status, json.reason.kind], [422, "push-certificate-unparsable"]);
});

test("a request is signed by a vendor whose certificate and key come along in one file, or it says what is wrong with that", async () => {
	const { status, json } = await post("/push-certificate/request", { vendor: "nothing of the kind" });
	assert.deepEqual([status, json.reason.kind], [422, "push-key-unreadable"]);
	assert.equal((await get("/push-certificate")).waiting.length, 1, "no key is left behind");
});

const profileOf = { signIn: "none", awaitConfiguration: false, department: "情報システム部", hide: ["Siri", "TOS"] } as const;

test("a token is added, synced with its progress to be seen, gets a profile that its devices are assigned, and what changed since is told", async () => {
	assert.deepEqual((await get("/ade/tokens")).items, []);
	assert.equal((await get("/ade/banner")).banner, null);
	const { data: key } = await done("/ade/key", {});
	const server = at.apple.addServer({ name: "本社のサーバー" });
	server.uploadPublicKey(key.certificate);
	const serials = ["F2LXAPI00001", "F2LXAPI00002", "F2LXAPI00003"];
	server.addDevices(serials.map((serial) => ({ serial })));
	const file = Buffer.from(server.downloadToken()).toString("base64");
	const wrong = await post("/ade/tokens", { name: "本社", file: Buffer.from("hello").toString("base64") });
	assert.deepEqual([wrong.status, wrong.json.reason.kind], [422, "ade-token-file-not-a-token"]);
	const { data: added } = await done("/ade/tokens", { name: "本社", file, appleId: "abm@contoso.example" });
	const { id } = added;
	const ended = await until("the first sync", `/ade/tokens/${id}`, ({ token }) => token.sync.state === "idle" && token.devices === 3);
	const { token: synced } = ended;
	assert.deepEqual([synced.server, synced.appleId, synced.counts["not-assigned"]], ["本社のサーバー", "abm@contoso.example", 3]);
	assert.ok(synced.sync.lastFullAt !== null && synced.sync.askableAt === null);

	const faulty = await post("/ade/profiles", { name: "", token: id, signIn: "legacy", awaitConfiguration: true });
	assert.equal(faulty.status, 422);
	assert.deepEqual(faulty.json.reason.faults.map((one: { setting: string; fault: string }) => [one.setting, one.fault]).toSorted(), [
		["awaitConfiguration", "needs-web-or-none"],
		["name", "missing"],
	]);
	const { data: profile } = await done("/ade/profiles", { name: "Office", token: id, default: true, ...profileOf });
	await until("they are assigned", `/ade/tokens/${id}`, ({ token }) => token.counts.assigned === 3);
	const known = await get(`/ade/profiles/${profile.id}`);
	assert.deepEqual([known.profile.state, known.changed, known.settings.hiddenPanes], ["defined", [], ["Siri", "TOS"]]);
	assert.equal(server.device(serials[0] ?? "")?.status, "assigned");

	const hold = createHold();
	at.apple.misbehave({ kind: "held", by: hold, path: "/profile", method: "POST" });
	await done(`/ade/profiles/${profile.id}/change`, { department: "総務部", hide: ["Payment"], show: ["TOS"], nameTemplate: "{{SERIAL}}" });
	const waiting = await get(`/ade/profiles/${profile.id}`);
	assert.equal(waiting.profile.state, "waiting");
	assert.deepEqual(waiting.changed, [
		{ setting: "department", before: "情報システム部", after: "総務部" },
		{ setting: "hiddenPanes", before: ["Siri", "TOS"], after: ["Siri", "Payment"] },
	]);
	const running = await until("Apple is asked", `/ade/tokens/${id}/sync`, ({ state }) => state === "running");
	assert.ok(["account", "sync", "define"].includes(running.stage), running.stage);
	hold.release();
	at.apple.behave();
	await until("Apple knows it as it is", `/ade/profiles/${profile.id}`, ({ changed }) => changed.length === 0);
});

test("devices are listed by state, profile and words, page by page, and assigned by what they have in common", async () => {
	const [token] = (await get("/ade/tokens")).items;
	const [office] = (await get(`/ade/profiles?token=${token.id}`)).items;
	const { data: kiosk } = await done("/ade/profiles", { name: "キオスク", token: token.id, ...profileOf });
	const of = async (query: string) =>
		(await get(`/ade/devices?token=${token.id}${query}`)).items.map((one: { serial: string }) => one.serial);
	assert.deepEqual(await of(""), ["F2LXAPI00001", "F2LXAPI00002", "F2LXAPI00003"]);
	assert.deepEqual(await of("&state=failed"), []);
	assert.deepEqual(await of("&search=api00003"), ["F2LXAPI00003"]);
	const page = await get(`/ade/devices?token=${token.id}&limit=2`);
	assert.deepEqual([page.items.length, await of(`&limit=2&cursor=${page.next}`)], [2, ["F2LXAPI00003"]]);

	const previewed = await done("/ade/devices/assign?preview=true", {
		token: token.id,
		filter: { state: "assigned", search: "00001" },
		profile: kiosk.id,
	});
	assert.deepEqual(previewed.preview.changes[0].detail.serials, ["F2LXAPI00001"]);
	const changed = await done("/ade/devices/assign", { token: token.id, filter: { search: "00001" }, profile: kiosk.id });
	assert.ok(changed.entries[0].undo);
	assert.deepEqual(
		[await of(`&profile=${kiosk.id}`), await of(`&profile=${office.id}`)],
		[["F2LXAPI00001"], ["F2LXAPI00002", "F2LXAPI00003"]],
	);
	await done("/ade/devices/assign", { file: "Serial\nF2LXAPI00002\n", profile: kiosk.id });
	const there = await until("Apple has it", "/ade/devices/f2lxapi00002", ({ devices }) => devices[0].atApple.profile?.name === "キオスク");
	assert.deepEqual([there.devices[0].wantedBy, there.devices[0].state], ["choice", "assigned"]);
	const { status, json } = await post(`/ade/profiles/${kiosk.id}/delete`);
	assert.deepEqual([status, json.reason.kind, json.reason.devices], [422, "ade-profile-in-use", 2]);
	const kept = await post("/ade/devices/unassign", { token: token.id, serials: ["F2LXAPI00001"] });
	assert.equal(kept.status, 422, "their token has a default");
	await done(`/audit/${changed.entries[0].id}/undo`);
	assert.deepEqual(await of(`&profile=${kiosk.id}`), ["F2LXAPI00002"]);
	assert.equal((await get("/ade/devices/NOSUCHDEVICE")).explanation.code, "ade-device-not-assigned");
});

test("a token that Apple refuses is shown with its code, since when and what mends it; renewed, it is well; another server's file is refused", async () => {
	const [{ id }] = (await get("/ade/tokens")).items;
	const server = at.apple.server("本社のサーバー") ?? assert.fail();
	// A newer download ends the one that is here.
	const file = Buffer.from(server.downloadToken()).toString("base64");
	at.house.clock.move(20 * 60_000);
	await done(`/ade/tokens/${id}/sync`, { full: true });
	const broken = await until("Apple refuses it", `/ade/tokens/${id}?lang=ja`, ({ token }) => token.state === "error");
	const [trouble] = broken.trouble;
	assert.deepEqual([trouble.code, trouble.severity, broken.token.trouble.code], ["ade-token-invalid", "error", "ade-token-invalid"]);
	assert.ok(trouble.fixes.length > 0 && trouble.since <= new Date(at.house.clock.now()).toISOString());
	assert.match(trouble.title, /\p{Script=Katakana}/u);
	assert.equal((await get("/ade/banner")).banner.symptoms.length > 0, true);

	const { data: key } = await done("/ade/key", {});
	const foreign = at.apple.addServer({ name: "Another" });
	foreign.uploadPublicKey(key.certificate);
	const other = Buffer.from(foreign.downloadToken()).toString("base64");
	const refused = await post(`/ade/tokens/${id}/renew`, { file: other });
	assert.deepEqual([refused.status, refused.json.reason.kind, refused.json.reason.devices], [422, "ade-token-another-server", 3]);

	await done(`/ade/tokens/${id}/renew`, { file });
	await until("it is well again", `/ade/tokens/${id}`, ({ token }) => token.state === "well");
	assert.equal((await get("/ade/banner")).banner, null);
	at.house.clock.move(20 * 60_000);
	const soon = await done(`/ade/tokens/${id}/sync`, {});
	assert.equal(soon.data[0].result, "begun");
	await until("the sync is over", `/ade/tokens/${id}/sync`, ({ state }) => state === "idle");
	const early = await done(`/ade/tokens/${id}/sync`, {});
	assert.equal(early.data[0].result, "too-soon");
	assert.ok((await get(`/ade/tokens/${id}/sync`)).askableAt !== null);
});

test("a key that waits for its token is listed with what goes to Apple, and deleted for good; one that a token needs stays", async () => {
	const [{ id }] = (await get("/ade/tokens")).items;
	const { data: made } = await done("/ade/key", {});
	const { data: forToken } = await done("/ade/key", { token: id });
	const waiting = async (query = "") =>
		(await get(`/ade/keys${query}`)).items.map((one: { id: string; certificate: string }) => [one.id, one.certificate]);
	assert.deepEqual(await waiting(`?token=${id}`), [[forToken.keyPair, forToken.certificate]]);
	const all = await waiting();
	assert.deepEqual(all[0], [made.keyPair, made.certificate]);

	const { preview } = await done(`/ade/keys/${made.keyPair}/delete?preview=true`);
	assert.deepEqual([preview.changes[0].target, preview.changes[0].undo], [made.keyPair.slice(0, 8), null]);
	assert.equal((await waiting()).length, all.length, "nothing was deleted");
	const { entries } = await done(`/ade/keys/${made.keyPair}/delete`);
	assert.deepEqual(
		entries.map(({ undo }: { undo: boolean }) => undo),
		[false],
	);
	assert.equal((await waiting()).length, all.length - 1);
	const again = await post(`/ade/keys/${made.keyPair}/delete`);
	assert.deepEqual([again.status, again.json.reason.kind], [422, "ade-key-pair-unknown"]);

	const token = await at.house.domain.store.read.adeTokens.byId(id);
	const used = await post(`/ade/keys/${token?.keyPairId}/delete`);
	assert.deepEqual([used.status, used.json.reason.kind], [422, "ade-key-pair-in-use"]);
	await done(`/ade/keys/${forToken.keyPair}/delete`);
});
