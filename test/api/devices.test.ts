import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { enroll } from "../../simulator/enroll.ts";
import { makeFleet } from "../../simulator/fleet.ts";
import { createPhone, type Phone, type PhoneOptions } from "../../simulator/phone.ts";
import { openUnlockToken, sealPushSecrets } from "../../src/devices/push-secrets.ts";
import { managedDevice } from "../devices/device-fixture.ts";
import { type House, openHouse, password } from "../e2e/harness.ts";
import { user } from "../store/rows.ts";
import { type Client, hire, signedIn } from "./console-client.ts";

/** Devices by the API, against the real service: what is told of them, and what reaches a simulated phone. */
let house: House;
let owner: Client;
const phones: Phone[] = [];

before(async () => {
	house = await openHouse();
	owner = await signedIn(house, await hire(house, "hanako@contoso.example", "owner"));
	await house.addUser("taro@contoso.example");
});
after(async () => {
	for (const phone of phones) phone.close();
	await house[Symbol.asyncDispose]();
});

/** A phone that has enrolled and answered all that it was asked. */
async function enrolled(seed: string, change: Partial<PhoneOptions> = {}): Promise<{ readonly phone: Phone; readonly id: string }> {
	const [description] = makeFleet(seed, 1);
	assert.ok(description !== undefined);
	const about = { ...description, product: "iPhone15,2", osVersion: "18.5", roots: [house.root], portalUrl: house.url };
	const phone = createPhone({ ...about, ...change });
	phones.push(phone);
	const ended = await enroll(phone, { upn: "taro@contoso.example", password });
	assert.equal(phone.state().managed, true, JSON.stringify(ended));
	await phone.connect();
	const device = await house.domain.store.read.devices.bySerial(description.serial);
	return { phone, id: device?.id ?? assert.fail("it is on record") };
}

async function done(path: string, body?: unknown) {
	const answer = await owner.send("POST", path, { body });
	assert.equal(answer.status, 200, answer.text);
	assert.equal(answer.json.done, true);
	return answer.json;
}

const told = async (id: string) => (await owner.send("GET", `/devices/${id}`)).json;

test("a device is told with its person, certificate, place under the limit, and what it said of itself", async () => {
	const { phone, id } = await enrolled("told");
	const device = await told(id);
	assert.equal(device.title, phone.description.name);
	assert.deepEqual([device.state, device.ownership, device.supervised], ["managed", "personal", false]);
	assert.equal(device.user.upn, "taro@contoso.example");
	const [certificate, ...former] = device.certificates;
	assert.deepEqual([certificate.current, former], [true, []]);
	assert.ok(Date.parse(certificate.notAfter) > house.clock.now() && /^[0-9a-f]+$/.test(certificate.serial));
	assert.equal(device.push.state, "reachable");
	assert.deepEqual([device.limit.counts, device.limit.limit], [true, 15]);
	assert.deepEqual([device.product, device.model], ["iPhone15,2", "iPhone 14 Pro"]);
	assert.equal(device.information.device.deviceCapacity, 128);
	assert.equal(device.information.security.passcodePresent, true);
	assert.equal(device.information.profiles.profiles[0].isManaged, true);
	assert.deepEqual(device.can, { sync: true, lock: true, retire: true, wipe: true, clearPasscode: true, rename: "record" });
	assert.match(device.reference, /^[0-9A-Z]{2}-[0-9A-Z]{4}$/);
	assert.doesNotMatch(JSON.stringify(device), /pushToken|pushMagic|unlockToken|fingerprint/);
	const { json } = await owner.send("GET", `/devices/${id}/timeline?lang=ja`);
	const steps = json.items.filter(({ kind }: { kind: string }) => kind === "step");
	assert.ok(steps.some(({ step }: { step: { name: string } }) => step.name === "managed"));
	assert.ok(steps.every(({ reference }: { reference: string }) => reference === device.reference));
	const times = json.items.map(({ at }: { at: string }) => at);
	assert.deepEqual(times, times.toSorted().toReversed());
	for (const path of ["/devices/none", "/devices/none/commands", "/devices/none/timeline"])
		assert.equal((await owner.send("GET", path)).status, 404, path);
});

test("each action is looked at first, and then reaches the phone", async () => {
	const { phone, id } = await enrolled("acts");
	const commands = async () => (await owner.send("GET", `/devices/${id}/commands?lang=en`)).json.items;
	const before = (await commands()).length;
	for (const [verb, body] of [["sync"], ["lock", {}], ["clear-passcode"], ["retire"], ["wipe", {}]] as const) {
		const previewed = await owner.send("POST", `/devices/${id}/${verb}?preview=true`, { body });
		assert.equal(previewed.status, 200, previewed.text);
		assert.deepEqual([previewed.json.done, previewed.json.preview.changes.length], [false, 1], verb);
	}
	assert.equal((await commands()).length, before, "looking changes nothing");
	await done(`/devices/${id}/sync`);
	await done(`/devices/${id}/lock`, { message: "拾った方はお電話ください", phone: "+81 3 0000 0000" });
	const { entries } = await done(`/devices/${id}/clear-passcode`);
	assert.deepEqual(
		entries.map(({ undo }: { undo: boolean }) => undo),
		[false],
	);
	await phone.connect();
	assert.deepEqual([phone.state().screenLocked, phone.state().passcode], [true, false]);
	assert.deepEqual(
		(await commands()).slice(0, 3).map(({ requestType, state }: Record<string, string>) => `${requestType} ${state}`),
		["ClearPasscode acknowledged", "DeviceLock acknowledged", "DeviceInformation acknowledged"],
	);
	await done(`/devices/${id}/retire`);
	assert.equal((await told(id)).state, "retire-pending");
	const again = await owner.send("POST", `/devices/${id}/retire`);
	assert.deepEqual([again.status, again.json.code], [422, "not-done"]);
	await phone.connect();
	assert.equal(phone.state().managed, false);
	const ended = await told(id);
	assert.deepEqual([ended.state, ended.push.state, ended.can.lock, ended.certificates[0].current], ["retired", "ended", false, false]);
	const { json } = await owner.send("GET", `/devices/${id}/timeline`);
	const changes = json.items.filter(({ kind }: { kind: string }) => kind === "change").map(({ action }: { action: string }) => action);
	assert.deepEqual(changes.toSorted(), ["devices clear-passcode", "devices lock", "devices retire", "devices sync"]);
	const helper = await signedIn(house, await hire(house, "ken@contoso.example", "helpdesk"));
	const shown = (await helper.send("GET", `/devices/${id}/timeline`)).json.items;
	assert.ok(
		shown.length > 0 && shown.every(({ kind }: { kind: string }) => kind !== "change"),
		"who may not read the record reads none of it here",
	);
});

test("nothing is erased unless the serial number comes along", async () => {
	const { phone, id } = await enrolled("erased");
	const { serial } = phone.description;
	for (const body of [{}, { confirm: "" }, { confirm: "yes" }, { confirm: `${serial}X` }]) {
		const { status } = await owner.send("POST", `/devices/${id}/wipe`, { body });
		assert.equal(status, 422, JSON.stringify(body));
	}
	await phone.connect();
	assert.equal(phone.state().erased, false);
	await done(`/devices/${id}/wipe`, { confirm: ` ${serial.toLowerCase()}` });
	await phone.connect();
	assert.equal(phone.state().erased, true);
	assert.equal((await told(id)).state, "wiped");
});

test("a name stands on the record of a person's own phone, is taken back, and never reaches it; a supervised one takes it", async () => {
	const { phone, id } = await enrolled("own");
	const own = phone.description.name;
	const { entries } = await done(`/devices/${id}/rename`, { name: "受付の電話" });
	assert.deepEqual([(await told(id)).title, (await told(id)).name], ["受付の電話", own]);
	await phone.connect();
	assert.equal(phone.state().name, own);
	assert.equal((await owner.send("POST", `/audit/${entries[0].id}/undo`)).status, 200);
	assert.equal((await told(id)).title, own);
	const office = await enrolled("office", { setup: { awaits: false, removable: true } });
	assert.equal((await told(office.id)).can.rename, "device");
	await done(`/devices/${office.id}/rename`, { name: "--Entrance" });
	await office.phone.connect();
	assert.deepEqual([office.phone.state().name, (await told(office.id)).name], ["--Entrance", "--Entrance"]);
	for (const name of ["x".repeat(64), "a\nb", "\u202Egpj.exe"]) {
		const { status } = await owner.send("POST", `/devices/${office.id}/rename`, { body: { name } });
		assert.equal(status, 422, name);
	}
});

test("a command that the phone refuses is told in words, with its ErrorChain", async () => {
	const { phone, id } = await enrolled("refuses");
	const { store } = house.domain;
	// A token of another phone, as after a restore: the phone does not take it.
	const other = (await enrolled("other")).id;
	const token = (await store.read.devices.byId(other)) ?? assert.fail();
	const unlockToken = openUnlockToken(house.domain.sealer, token) ?? assert.fail();
	const { unlockToken: sealed = null } = sealPushSecrets(house.domain.sealer, id, { token: Buffer.of(1), magic: "m", unlockToken });
	await store.write((stores) => stores.devices.update(id, { unlockToken: sealed }));
	await done(`/devices/${id}/clear-passcode`);
	await phone.connect();
	const [newest] = (await owner.send("GET", `/devices/${id}/commands?lang=en`)).json.items;
	assert.deepEqual([newest.requestType, newest.state], ["ClearPasscode", "error"]);
	assert.deepEqual(newest.errors, [{ domain: "MCPasscodeErrorDomain", code: 5013, text: "The passcode cannot be cleared." }]);
	assert.equal(phone.state().passcode, true);
});

test("a serial number is blocked with its reason, found, and let in again", async () => {
	const { id, phone } = await enrolled("blocked");
	const { serial } = phone.description;
	const answer = await done("/blocked-devices", { serial: serial.toLowerCase(), reason: "<b>紛失</b>" });
	assert.match(answer.notes.join(), /stays so/);
	assert.equal((await told(id)).blocked.reason, "<b>紛失</b>");
	await done("/blocked-devices", { serial: "C02OTHER0001", reason: "stolen 100%" });
	const found = async (query: string) => {
		const { json } = await owner.send("GET", `/blocked-devices?${query}`);
		return json.items.map((one: { serial: string }) => one.serial);
	};
	assert.deepEqual((await found("")).toSorted(), ["C02OTHER0001", serial].toSorted());
	assert.deepEqual(await found("search=0%25"), ["C02OTHER0001"]);
	assert.deepEqual(await found(`search=${encodeURIComponent("紛失")}`), [serial]);
	const first = await owner.send("GET", "/blocked-devices?limit=1");
	const rest = await owner.send("GET", `/blocked-devices?limit=1&cursor=${first.json.next}`);
	assert.deepEqual([rest.json.items.length, rest.json.next], [1, null]);
	assert.notEqual(rest.json.items[0].serial, first.json.items[0].serial);
	const { entries } = await done(`/blocked-devices/${serial}/unblock`);
	assert.equal((await told(id)).blocked, null);
	assert.equal((await owner.send("POST", `/audit/${entries[0].id}/undo`)).status, 200);
	assert.equal((await told(id)).blocked.reason, "<b>紛失</b>");
});

test("what a device calls itself is shown as text, however it is meant", async () => {
	const names = [
		"<script>alert(1)</script>",
		"\u202Eevil\u202C",
		"two\r\nlines\u2028three",
		// A control character cannot come in a property list; these can.
		"\u2066\u200f\u061c\tx",
		"x".repeat(10_000),
		"' or 1=1 --",
		"%_\\",
	];
	for (const [at, name] of names.entries()) {
		const { id } = await enrolled(`hostile ${at}`, { name });
		const device = await told(id);
		assert.doesNotMatch(`${device.title}${device.name}`, /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u, JSON.stringify(name));
		assert.ok(device.title.length > 0 && device.title.length <= 256, String(device.title.length));
		// What can be typed is found by it, letter for letter.
		if (/^[\x20-\x7e]{1,100}$/.test(name)) {
			const { json } = await owner.send("GET", `/devices?search=${encodeURIComponent(name)}`);
			assert.deepEqual(
				json.items.map((one: { id: string }) => one.id),
				[id],
				name,
			);
			assert.equal(json.items[0].title, name);
		}
	}
});

test("the list goes on page by page through every filter, and counts what there is", async (t) => {
	const quiet = await openHouse();
	t.after(() => quiet[Symbol.asyncDispose]());
	const reader = await signedIn(quiet, await hire(quiet, "misaki@contoso.example", "readonly"));
	const now = quiet.clock.now();
	const day = 86_400_000;
	await quiet.domain.store.write(async (stores) => {
		await stores.users.upsert(user("u", { upn: "taro@contoso.example", displayName: "山田 太郎" }));
		for (let n = 0; n < 24; n++)
			await stores.devices.insert(
				managedDevice(`d${String(n).padStart(2, "0")}`, {
					serial: `C02X${String(n).padStart(6, "0")}`,
					userId: n % 4 === 0 ? "u" : null,
					product: n % 3 === 0 ? "iPad14,8" : "iPhone15,2",
					osVersion: n % 2 === 0 ? "18.5" : "17.10",
					ownership: n < 6 ? "company" : "personal",
					state: n % 6 === 5 ? "retired" : "managed",
					// Four began at one instant.
					enrolledAt: now - 200 * day + Math.floor(n / 4) * day,
					lastSeenAt: now - n * 10 * day,
				}),
			);
	});
	const list = async (query: string) => {
		const ids: string[] = [];
		let cursor = "";
		for (let pages = 0; pages < 20; pages++) {
			const { status, json, text } = await reader.send("GET", `/devices?limit=5&${query}${cursor}`);
			assert.equal(status, 200, text);
			ids.push(...json.items.map(({ id }: { id: string }) => id.slice(1)));
			if (json.next === null) return ids;
			cursor = `&cursor=${json.next}`;
		}
		return assert.fail("it never ends");
	};
	const all = Array.from({ length: 24 }, (_, n) => 23 - n);
	const wanted = (which: (n: number) => boolean) => all.filter(which).map((n) => String(n).padStart(2, "0"));
	const filters: readonly (readonly [string, (n: number) => boolean])[] = [
		["", () => true],
		["state=retired", (n) => n % 6 === 5],
		["ownership=company", (n) => n < 6],
		["platform=iPad", (n) => n % 3 === 0],
		["osBelow=18", (n) => n % 2 === 1],
		["osBelow=17.9", () => false],
		["notSeenDays=95", (n) => n >= 10],
		["user=Taro@CONTOSO.example", (n) => n % 4 === 0],
		["user=nobody@contoso.example", () => false],
		["search=c02x00001", (n) => n >= 10 && n < 20],
		["search=taro@", (n) => n % 4 === 0],
		["search=C02X&state=managed&platform=iPad&notSeenDays=95&osBelow=18&ownership=personal", (n) => n % 6 === 3 && n >= 10],
	];
	for (const [query, which] of filters) assert.deepEqual(await list(query), wanted(which), query);
	const { json: one } = await reader.send("GET", "/devices?search=C02X000000");
	assert.deepEqual([one.items[0].upn, one.items[0].displayName, one.items[0].reachable], ["taro@contoso.example", "山田 太郎", true]);
	const { json: counts } = await reader.send("GET", "/devices/counts");
	assert.deepEqual([counts.total, counts.states], [24, { managed: 20, retired: 4 }]);
	for (const query of ["osBelow=new", "platform=Mac", "notSeenDays=0", "search=", `search=${"x".repeat(101)}`, "state=lost", "sort=name"])
		assert.equal((await reader.send("GET", `/devices?${query}`)).status, 400, query);
});
